// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

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
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect.Address;
import dev.martlet.provider.dialect.Dialect.View;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonMembers;
import dev.martlet.provider.openai.Golden;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

class OpenAiChatTest {
    private static final View VIEW = new View("chatcmpl-1", 1, "m", false);

    private final OpenAiChat dialect = new OpenAiChat();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|",
                "{\"messages\":[]}|model",
                "{\"model\":1}|model",
                "{\"model\":\"m\"}|messages",
                "{\"model\":\"m\",\"messages\":[]}|messages",
                "{\"model\":\"m\",\"messages\":[1]}|messages[0]",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"boss\",\"content\":\"\"}]}|messages[0].role",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}|messages[0].content",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":5}]}|messages[0].content",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}|messages[0].content[0].image_url",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}|messages[0].tool_call_id",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"function\",\"name\":\"f\",\"content\":\"x\"}]}|messages[0].name",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\"}],\"temperature\":\"1\"}|temperature",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\"}],\"max_tokens\":1.5}|max_tokens",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\"}],\"max_tokens\":1,\"max_completion_tokens\":1}|max_tokens",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\"}],\"tools\":[{\"type\":\"function\"}]}|tools[0].function",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\"}],\"response_format\":{\"type\":\"xml\"}}|response_format.type"
            })
    void aRequestThatIsWrongNamesTheField(String body, String field) {
        assertThatThrownBy(() -> dialect.readRequest(Json.read(body), Address.NONE))
                .isInstanceOfSatisfying(
                        BadChatException.class,
                        e -> assertThat(e.field()).isEqualTo(field == null ? "" : field));
    }

    @Test
    void whatAsksForNothingIsNoLossElsewhere() {
        ChatRequest request =
                dialect.readRequest(
                        Json.read(
                                "{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":\"\","
                                        + "\"refusal\":null,\"annotations\":[],\"audio\":null,"
                                        + "\"function_call\":null,\"tool_calls\":null}],"
                                        + "\"modalities\":[\"text\"],\"store\":false,\"logit_bias\":{},"
                                        + "\"service_tier\":\"auto\",\"tool_choice\":\"none\"}"),
                        Address.NONE);
        assertThat(request.extras().isEmpty()).isTrue();
        assertThat(request.messages().getFirst().extras().isEmpty()).isTrue();
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Auto());
    }

    @Test
    void whatThisDialectCannotSayIsTold() {
        Extras cache =
                new Extras(
                        "x",
                        "messages[0].content[0]",
                        Map.of("cache_control", StringNode.valueOf("e")));
        Extras other = new Extras("x", "", Map.of("context_management", StringNode.valueOf("e")));
        var message =
                new Message(
                        Role.USER,
                        List.of(
                                new Part.Text("t", null, cache),
                                new Part.Image(new Media.Uploaded("f"), null, Extras.NONE),
                                new Part.File(new Media.Remote("u", null), null, Extras.NONE),
                                new Part.Video(new Media.Remote("u", null), Extras.NONE),
                                new Part.Opaque("x", "messages[0].content[4]", Json.object())));
        var losses = new Losses();
        JsonNode body = dialect.writeRequest(request(List.of(message), 5, other), losses);
        assertThat(losses.refused())
                .containsExactly(
                        "messages[0]: image by file id",
                        "messages[0]: file by URL",
                        "messages[0]: video",
                        "messages[0].content[4]",
                        "top_k",
                        "context_management");
        assertThat(losses.hints()).containsExactly("messages[0].content[0].cache_control");
        assertThat(body.path("messages").get(0).path("content")).isEqualTo(StringNode.valueOf("t"));
    }

    @Test
    void resultsWithinAUsersTurnComeBeforeIt() {
        var turn =
                new Message(
                        Role.USER,
                        List.of(
                                result("a", new Part.Text("1")),
                                result("b"),
                                new Part.Text("go on")));
        JsonNode messages =
                dialect.writeRequest(request(List.of(turn), null, Extras.NONE), new Losses())
                        .path("messages");
        assertThat(Json.text(messages))
                .isEqualTo(
                        "[{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"1\"},"
                                + "{\"role\":\"tool\",\"tool_call_id\":\"b\",\"content\":\"\"},"
                                + "{\"role\":\"user\",\"content\":\"go on\"}]");
    }

    @Test
    void aProofOfAnotherDialectComesBackWithTheNextTurn() {
        var thought =
                new Part.Reasoning(
                        "T", false, "sig", null, null, "anthropic-messages", Extras.NONE);
        var hidden =
                new Part.Reasoning("", false, null, "enc", null, "anthropic-messages", Extras.NONE);
        var summary =
                new Part.Reasoning(
                        "S", true, null, "enc2", "rs_1", "openai-responses", Extras.NONE);
        var call = new Part.ToolCall("c", "f", "{}", "gs", Extras.NONE);
        List<Part> parts = List.of(thought, hidden, summary, new Part.Text("x"), call);
        ObjectNode reply = dialect.writeReply(reply(parts, FinishReason.TOOL_CALLS), VIEW);
        ObjectNode next = Json.object().put("model", "m");
        next.putArray("messages").add(reply.path("choices").get(0).path("message"));
        ChatRequest request = dialect.readRequest(Json.read(Json.text(next)), Address.NONE);
        assertThat(request.messages().getFirst().parts()).isEqualTo(parts);
        var losses = new Losses();
        String own = Json.text(dialect.writeRequest(request, losses));
        assertThat(own).doesNotContain("sig").doesNotContain("enc").doesNotContain("gs");
        assertThat(losses.refused()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "STOP,stop,",
        "STOP_SEQUENCE,stop,",
        "LENGTH,length,",
        "TOOL_CALLS,tool_calls,",
        "CONTENT_FILTER,content_filter,",
        "REFUSAL,content_filter,",
        "PAUSE,stop,pause_turn",
        "OTHER,stop,pause_turn"
    })
    void everyReasonToFinishHasAWord(FinishReason reason, String word, String raw) {
        JsonNode choice =
                dialect.writeReply(reply(List.of(new Part.Text("")), reason), VIEW)
                        .path("choices")
                        .get(0);
        assertThat(choice.path("finish_reason").asString()).isEqualTo(word);
        assertThat(choice.path("native_finish_reason").asString(null)).isEqualTo(raw);
    }

    @Test
    void theOldFormIsAnsweredInTheOldForm() {
        var old = new View("i", 1, "m", false, true);
        var call = new Part.ToolCall("c", "f", "{\"a\":1}", null, Extras.NONE);
        JsonNode choice =
                dialect.writeReply(reply(List.of(call), FinishReason.TOOL_CALLS), old)
                        .path("choices")
                        .get(0);
        assertThat(Json.text(choice.path("message")))
                .contains("\"function_call\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}")
                .doesNotContain("tool_calls");
        assertThat(choice.path("finish_reason").asString()).isEqualTo("function_call");
        assertThat(dialect.legacy(members("{\"functions\":[]}"))).isTrue();
        assertThat(dialect.legacy(members("{\"tools\":[]}"))).isFalse();
    }

    private static JsonMembers members(String json) {
        return JsonMembers.of(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void usageIsToldToThoseWhoAskedOnly() {
        List<ChatEvent> events =
                List.of(
                        new ChatEvent.Started("i", 5, "p", Extras.NONE),
                        new ChatEvent.UsageTold(new Usage(1, 0)),
                        new ChatEvent.PartStarted(0, 0, new Part.Text("")),
                        new ChatEvent.Delta(0, 0, Kind.TEXT, "x"),
                        new ChatEvent.PartEnded(0, 0),
                        new ChatEvent.Finished(0, new Finish(FinishReason.STOP, "end_turn", null)),
                        new ChatEvent.UsageTold(new Usage(1, 2)),
                        new ChatEvent.Ended());
        var golden = new Golden(dialect);
        assertThat(golden.write(events, VIEW)).doesNotContain("usage").endsWith("data: [DONE]\n\n");
        String asked = golden.write(events, new View("i", 1, "m", true));
        assertThat(asked.split("\"usage\":null", -1)).hasSize(4);
        assertThat(asked)
                .contains("\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2");
    }

    @Test
    void aSignedThoughtOfAnotherDialectStreamsWithItsProof() {
        var seed =
                new Part.Reasoning("", false, null, null, null, "anthropic-messages", Extras.NONE);
        List<ChatEvent> events =
                List.of(
                        new ChatEvent.PartStarted(0, 0, seed),
                        new ChatEvent.Delta(0, 0, Kind.REASONING, "T"),
                        new ChatEvent.Delta(0, 0, Kind.SIGNATURE, "sig"),
                        new ChatEvent.PartEnded(0, 0));
        assertThat(new Golden(dialect).write(events, VIEW))
                .contains(
                        "{\"reasoning_content\":\"T\",\"reasoning_details\":[{\"type\":\"reasoning.text\","
                                + "\"format\":\"anthropic-claude-v1\",\"index\":0,\"text\":\"T\"}]}")
                .contains("\"index\":0,\"signature\":\"sig\"}]}");
    }

    @Test
    void aProofThatComesAtOnceStreamsToo() {
        var proof = new Part.Reasoning("", false, "sig", null, null, "gemini", Extras.NONE);
        List<ChatEvent> events =
                List.of(new ChatEvent.PartStarted(0, 0, proof), new ChatEvent.PartEnded(0, 0));
        assertThat(new Golden(dialect).write(events, VIEW))
                .contains("\"format\":\"google-gemini-v1\"", "\"signature\":\"sig\"");
    }

    @Test
    void afterAnErrorThereIsNothingMore() {
        var error = dialect.readError(0, Json.read("{\"error\":{\"message\":\"m\"}}"));
        String wire =
                new Golden(dialect)
                        .write(List.of(new ChatEvent.Failed(error), new ChatEvent.Ended()), VIEW);
        assertThat(wire)
                .isEqualTo(
                        "data: {\"error\":{\"message\":\"m\",\"type\":\"server_error\",\"param\":null,"
                                + "\"code\":null}}\n\n");
    }

    private static Part.ToolResult result(String id, Part... content) {
        return new Part.ToolResult(id, null, List.of(content), false, Extras.NONE);
    }

    private static ChatReply reply(List<Part> parts, FinishReason reason) {
        var choice =
                new Choice(0, parts, new Finish(reason, "pause_turn", null), null, Extras.NONE);
        return new ChatReply("", 0, "p", List.of(choice), null, Extras.NONE);
    }

    private static ChatRequest request(List<Message> messages, Integer topK, Extras extras) {
        return new ChatRequest(
                "m",
                false,
                false,
                messages,
                List.of(),
                new ToolChoice.Auto(),
                null,
                new Sampling(null, null, topK, null, List.of(), null, null, null, null, null, null),
                new OutputFormat.Text(),
                null,
                null,
                extras);
    }
}
