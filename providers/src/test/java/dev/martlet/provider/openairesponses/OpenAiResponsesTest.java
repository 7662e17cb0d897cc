// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ChatEvent.Kind;
import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.FinishReason;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.Thinking;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect.Address;
import dev.martlet.provider.dialect.Dialect.View;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.Golden;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

class OpenAiResponsesTest {
    private static final View VIEW = new View("resp_1", 1, "m", true);
    private static final Finish STOP = new Finish(FinishReason.STOP, "end_turn", null);

    private final OpenAiResponses dialect = new OpenAiResponses();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"input\":\"\"}|model",
                "{\"model\":\"m\"}|input",
                "{\"model\":\"m\",\"input\":5}|input",
                "{\"model\":\"m\",\"input\":[1]}|input[0]",
                "{\"model\":\"m\",\"input\":[{\"role\":\"tool\",\"content\":\"\"}]}|input[0].role",
                "{\"model\":\"m\",\"input\":[{\"role\":\"user\"}]}|input[0].content",
                "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\"}]}]}|input[0].content[0]",
                "{\"model\":\"m\",\"input\":[{\"type\":\"function_call_output\",\"output\":\"\"}]}|input[0].call_id",
                "{\"model\":\"m\",\"input\":\"\",\"max_output_tokens\":0}|max_output_tokens",
                "{\"model\":\"m\",\"input\":\"\",\"text\":{\"format\":{\"type\":\"xml\"}}}|text.format.type",
                "{\"model\":\"m\",\"input\":\"\",\"tools\":[{\"type\":\"function\"}]}|tools[0].name"
            })
    void aRequestThatIsWrongNamesTheField(String body, String field) {
        assertThatThrownBy(() -> dialect.readRequest(Json.read(body), Address.NONE))
                .isInstanceOfSatisfying(
                        BadChatException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void whatTheProviderKeepsIsToldToOtherDialects() {
        ChatRequest request =
                dialect.readRequest(
                        Json.read(
                                "{\"model\":\"m\",\"input\":[{\"id\":\"x\",\"type\":\"item_reference\"}],"
                                        + "\"previous_response_id\":\"resp_1\",\"truncation\":\"disabled\","
                                        + "\"background\":false,\"include\":[\"reasoning.encrypted_content\"],"
                                        + "\"store\":true}"),
                        Address.NONE);
        var losses = new Losses();
        request.extras().write(Json.object(), "another", losses);
        assertThat(losses.refused()).containsExactly("previous_response_id");
        assertThat(losses.hints()).containsExactly("store");
        assertThat(request.messages().getFirst().parts().getFirst())
                .isInstanceOfSatisfying(
                        Part.Opaque.class, part -> assertThat(part.path()).isEqualTo("input[0]"));
    }

    @Test
    void whatThisDialectCannotSayIsTold() {
        var message =
                new Message(
                        Role.USER,
                        List.of(
                                new Part.Audio(
                                        new Media.Inline("audio/wav", ""), "wav", Extras.NONE),
                                new Part.Video(new Media.Remote("u", null), Extras.NONE),
                                new Part.Opaque("x", "messages[0].content[2]", Json.object()),
                                new Part.Text("t")),
                        "ann",
                        new Extras("x", "messages[0]", Map.of("mood", StringNode.valueOf("e"))));
        var sampling =
                new Sampling(
                        null,
                        null,
                        5,
                        null,
                        List.of("X"),
                        1L,
                        BigDecimal.ONE,
                        BigDecimal.ZERO,
                        2,
                        null,
                        null);
        var losses = new Losses();
        dialect.writeRequest(request(List.of(message), sampling, null), losses);
        assertThat(losses.refused())
                .containsExactly(
                        "messages[0]: name of the speaker",
                        "messages[0]: audio",
                        "messages[0]: video",
                        "messages[0].content[2]",
                        "messages[0].mood",
                        "top_k",
                        "stop sequences",
                        "seed",
                        "presence_penalty",
                        "n");
    }

    @Test
    void nothingIsKeptAndHiddenThoughtsAreAskedForWhereThereAreSome() {
        List<Message> messages = List.of(new Message(Role.USER, List.of(new Part.Text("t"))));
        JsonNode plain =
                dialect.writeRequest(request(messages, Sampling.DEFAULT, null), new Losses());
        assertThat(plain.path("store").asBoolean(true)).isFalse();
        assertThat(plain.has("include")).isFalse();
        assertThat(plain.path("tools").get(0).path("strict").asBoolean(true)).isFalse();
        var thinking = new Thinking(true, null, 2000, null);
        JsonNode thoughtful =
                dialect.writeRequest(request(messages, Sampling.DEFAULT, thinking), new Losses());
        assertThat(thoughtful.path("reasoning").path("effort").asString()).isEqualTo("low");
        assertThat(Json.text(thoughtful.path("include")))
                .isEqualTo("[\"reasoning.encrypted_content\"]");
    }

    @Test
    void anIdThatIsTooLongIsTheSameInCallAndResult() {
        String id = "toolu_" + "x".repeat(80);
        var call = new Part.ToolCall(id, "f", "{}", null, Extras.NONE);
        var result = new Part.ToolResult(id, null, List.of(new Part.Text("r")), false, Extras.NONE);
        List<Message> messages =
                List.of(
                        new Message(Role.ASSISTANT, List.of(call)),
                        new Message(Role.TOOL, List.of(result)));
        JsonNode input =
                dialect.writeRequest(request(messages, Sampling.DEFAULT, null), new Losses())
                        .path("input");
        String sent = input.get(0).path("call_id").asString();
        assertThat(sent).hasSizeLessThanOrEqualTo(64).isNotEqualTo(id);
        assertThat(input.get(1).path("call_id").asString()).isEqualTo(sent);
    }

    @Test
    void aProofOfAnotherDialectComesBackWithTheNextTurn() {
        List<Part> parts = foreign();
        ObjectNode reply = dialect.writeReply(reply(parts), VIEW);
        assertThat(next(reply.path("output"))).isEqualTo(parts);
    }

    @Test
    void aProofThatStreamedComesBackToo() {
        List<ChatEvent> events = new ArrayList<>();
        events.add(new ChatEvent.Started("resp_2", 5, "p", Extras.NONE));
        var seed =
                new Part.Reasoning("", false, null, null, null, "anthropic-messages", Extras.NONE);
        events.add(new ChatEvent.PartStarted(0, 0, seed));
        events.add(new ChatEvent.Delta(0, 0, Kind.REASONING, "T"));
        events.add(new ChatEvent.Delta(0, 0, Kind.SIGNATURE, "sig"));
        events.add(new ChatEvent.PartEnded(0, 0));
        List<Part> foreign = foreign();
        events.add(new ChatEvent.PartStarted(0, 1, foreign.get(1)));
        events.add(new ChatEvent.PartEnded(0, 1));
        events.add(new ChatEvent.PartStarted(0, 2, new Part.Text("x")));
        events.add(new ChatEvent.PartEnded(0, 2));
        var call = new Part.ToolCall("c", "f", "", null, Extras.NONE);
        events.add(new ChatEvent.PartStarted(0, 3, call));
        events.add(new ChatEvent.Delta(0, 3, Kind.SIGNATURE, "gs"));
        events.add(new ChatEvent.PartEnded(0, 3));
        events.add(new ChatEvent.Finished(0, STOP));
        events.add(new ChatEvent.Ended());
        List<JsonNode> wire = wire(events, VIEW);
        assertThat(next(wire.getLast().path("response").path("output"))).isEqualTo(foreign);
    }

    @Test
    void callsThatGrowSideBySideKeepTheirPlaces() {
        List<ChatEvent> events =
                List.of(
                        new ChatEvent.PartStarted(
                                0, 0, new Part.ToolCall("a", "f", "", null, Extras.NONE)),
                        new ChatEvent.PartStarted(
                                0, 1, new Part.ToolCall("b", "g", "", null, Extras.NONE)),
                        new ChatEvent.Delta(0, 1, Kind.ARGUMENTS, "{\"y\":2}"),
                        new ChatEvent.Delta(0, 0, Kind.ARGUMENTS, "{\"x\":1}"),
                        new ChatEvent.PartEnded(0, 1),
                        new ChatEvent.PartEnded(0, 0),
                        new ChatEvent.Finished(0, STOP),
                        new ChatEvent.UsageTold(new Usage(1, 2)),
                        new ChatEvent.Ended());
        List<JsonNode> wire = wire(events, VIEW);
        JsonNode response = wire.getLast().path("response");
        assertThat(response.path("output").findValuesAsString("arguments"))
                .containsExactly("{\"x\":1}", "{\"y\":2}");
        assertThat(response.path("usage").path("total_tokens").asInt()).isEqualTo(3);
        for (int i = 0; i < wire.size(); i++) {
            assertThat(wire.get(i).path("sequence_number").asInt()).isEqualTo(i);
        }
    }

    @Test
    void anEndByLengthOrFilterIsIncomplete() {
        for (var reason :
                List.of(FinishReason.LENGTH, FinishReason.CONTENT_FILTER, FinishReason.REFUSAL)) {
            List<ChatEvent> events =
                    List.of(
                            new ChatEvent.Finished(0, new Finish(reason, "r", null)),
                            new ChatEvent.Ended());
            JsonNode last = wire(events, VIEW).getLast();
            assertThat(last.path("type").asString()).isEqualTo("response.incomplete");
            assertThat(last.path("response").path("incomplete_details").path("reason").asString())
                    .isEqualTo(
                            reason == FinishReason.LENGTH ? "max_output_tokens" : "content_filter");
        }
    }

    @Test
    void aResponseThatFailedIsNoReply() {
        assertThatThrownBy(
                        () -> dialect.readReply(Json.read("{\"status\":\"failed\",\"output\":[]}")))
                .isInstanceOf(BadChatException.class)
                .hasMessageStartingWith("status: ");
    }

    private List<Part> next(JsonNode output) {
        ObjectNode request = Json.object().put("model", "m");
        request.set("input", output);
        return dialect.readRequest(Json.read(Json.text(request)), Address.NONE)
                .messages()
                .getFirst()
                .parts();
    }

    private static List<Part> foreign() {
        return List.of(
                new Part.Reasoning(
                        "T", false, "sig", null, null, "anthropic-messages", Extras.NONE),
                new Part.Reasoning("", false, null, "enc", null, "anthropic-messages", Extras.NONE),
                new Part.Text("x"),
                new Part.ToolCall("c", "f", "{}", "gs", Extras.NONE));
    }

    private List<JsonNode> wire(List<ChatEvent> events, View view) {
        List<JsonNode> wire = new ArrayList<>();
        for (String line : new Golden(dialect).write(events, view).lines().toList()) {
            if (line.startsWith("data: ")) {
                wire.add(Json.read(line.substring(6)));
            }
        }
        return wire;
    }

    private static ChatReply reply(List<Part> parts) {
        var choice = new Choice(0, parts, STOP, null, Extras.NONE);
        return new ChatReply("", 0, "p", List.of(choice), null, Extras.NONE);
    }

    private static ChatRequest request(
            List<Message> messages, Sampling sampling, Thinking thinking) {
        return new ChatRequest(
                "m",
                false,
                false,
                messages,
                List.of(new Tool.Function("f", null, null, null, Extras.NONE)),
                new ToolChoice.Auto(),
                null,
                sampling,
                new OutputFormat.Text(),
                thinking,
                null,
                Extras.NONE);
    }
}
