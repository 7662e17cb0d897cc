// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.cohere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.Thinking;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.testing.Golden;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class CohereChatTest {
    private static final CohereChat DIALECT = new CohereChat();
    private static final Dialect.View VIEW = new Dialect.View("view-id", 1, "m", true);

    @Test
    void aRequestWithEverythingIsRead() {
        ChatRequest request = read();

        assertThat(request.model()).isEqualTo("command-a-03-2025");
        assertThat(request.stream()).isTrue();
        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(
                        Role.SYSTEM,
                        Role.USER,
                        Role.ASSISTANT,
                        Role.TOOL,
                        Role.TOOL,
                        Role.ASSISTANT,
                        Role.USER);
        List<Part> user = request.messages().get(1).parts();
        assertThat(user.get(1))
                .isEqualTo(
                        new Part.Image(
                                new Media.Inline("image/png", "iVBORw0KGgo="), "low", Extras.NONE));
        assertThat(((Part.Image) user.get(2)).media())
                .isEqualTo(new Media.Remote("https://plants.example/fern.jpg", null));
        assertThat(request.messages().get(2).parts())
                .containsExactly(
                        new Part.Reasoning(
                                "A fern. I look it up.",
                                false,
                                null,
                                null,
                                null,
                                "cohere-chat",
                                Extras.NONE),
                        new Part.Text("I look that up."),
                        new Part.ToolCall(
                                "lookup_1", "lookup", "{\"plant\": \"fern\"}", null, Extras.NONE),
                        new Part.ToolCall("season_2", "season", "{}", null, Extras.NONE));
        Part.ToolResult result = (Part.ToolResult) request.messages().get(3).parts().getFirst();
        assertThat(result.callId()).isEqualTo("lookup_1");
        assertThat(((Part.Text) result.content().getFirst()).text())
                .isEqualTo("{\"name\":\"Dryopteris\"}");
        assertThat(result.content().getFirst().extras().path())
                .isEqualTo("messages[3].content[0].document");
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Required());
        assertThat(request.thinking()).isEqualTo(new Thinking(true, null, 1000, null));
        assertThat(request.sampling().topK()).isEqualTo(50);
        assertThat(request.extras().fields())
                .containsOnlyKeys("documents", "citation_options", "safety_mode");
    }

    @Test
    void aRequestWithEverythingIsWrittenAsItWas() {
        var losses = new Losses();

        ObjectNode written = DIALECT.writeRequest(read(), losses);

        assertThat(Json.read(Json.write(written)))
                .isEqualTo(Golden.json("cohere-chat/everything.request.json"));
        assertThat(losses.refused()).isEmpty();
        assertThat(Json.text(written)).contains("0.30");
    }

    @Test
    void aReplyWithCallsIsReadAndWrittenAsItWas() {
        JsonNode golden = Golden.json("cohere-chat/tools.reply.json");

        ChatReply reply = DIALECT.readReply(golden);

        assertThat(reply.usage()).isEqualTo(new Usage(30, 16, 0, 0, 12, 0, 0));
        assertThat(reply.choices().getFirst().parts())
                .containsExactly(
                        new Part.Reasoning(
                                "Two calls.", false, null, null, null, "cohere-chat", Extras.NONE),
                        new Part.Text("I look both up."),
                        new Part.ToolCall(
                                "lookup_1", "lookup", "{\"plant\":\"fern\"}", null, Extras.NONE),
                        new Part.ToolCall("season_2", "season", "{}", null, Extras.NONE));
        assertThat(Json.read(Json.write(DIALECT.writeReply(reply, VIEW)))).isEqualTo(golden);
    }

    @Test
    void aReplyWithTextKeepsItsCitationsAndProbabilities() {
        JsonNode golden = Golden.json("cohere-chat/text.reply.json");

        ChatReply reply = DIALECT.readReply(golden);
        JsonNode written = Json.read(Json.write(DIALECT.writeReply(reply, VIEW)));

        // Billed are 5 and 4, whatever was processed.
        assertThat(reply.usage()).isEqualTo(new Usage(5, 4));
        JsonNode tokens = reply.choices().getFirst().logprobs().path("content");
        assertThat(tokens.get(0).path("token").stringValue()).isEqualTo("Ferns");
        assertThat(tokens.get(0).path("logprob").decimalValue()).isEqualByComparingTo("-0.75");
        assertThat(tokens.get(1).path("bytes")).isEqualTo(Json.read("[32,108,105,107,101]"));
        assertThat(written.path("message")).isEqualTo(golden.path("message"));
        assertThat(written.at("/logprobs/0/logprobs/0").decimalValue())
                .isEqualByComparingTo("-0.75");
    }

    @Test
    void anAnswerThatEndedInAnErrorIsNoAnswer() {
        ObjectNode reply = (ObjectNode) Golden.json("cohere-chat/text.reply.json");

        assertThatThrownBy(() -> DIALECT.readReply(reply.put("finish_reason", "ERROR")))
                .hasMessage("finish_reason: ERROR (expected: a whole answer)");
    }

    @Test
    void whatCohereCannotSayIsTold() {
        var sampling =
                new Sampling(null, null, null, null, List.of(), null, null, null, 2, true, 3);
        var tool = new Tool.Function("f", null, null, true, Extras.NONE);
        var other = new Tool.Function("g", null, null, null, Extras.NONE);
        var request =
                new ChatRequest(
                        "m",
                        false,
                        false,
                        List.of(
                                new Message(
                                        Role.USER,
                                        List.of(
                                                new Part.File(
                                                        new Media.Inline("application/pdf", ""),
                                                        null,
                                                        Extras.NONE))),
                                new Message(
                                        Role.USER,
                                        List.of(
                                                new Part.Image(
                                                        new Media.Uploaded("f"),
                                                        null,
                                                        Extras.NONE))),
                                new Message(
                                        Role.TOOL,
                                        List.of(
                                                new Part.ToolResult(
                                                        "c",
                                                        null,
                                                        List.of(
                                                                new Part.Image(
                                                                        new Media.Remote(
                                                                                "https://x", null),
                                                                        null,
                                                                        Extras.NONE)),
                                                        false,
                                                        Extras.NONE)))),
                        List.of(tool, other),
                        new ToolChoice.Auto(),
                        false,
                        sampling,
                        new OutputFormat.Text(),
                        null,
                        "u",
                        Extras.NONE);
        var losses = new Losses();

        DIALECT.writeRequest(request, losses);

        assertThat(losses.refused())
                .containsExactlyInAnyOrder(
                        "messages[0]: inline file",
                        "messages[1]: image by file id",
                        "messages[2]: image in a tool result",
                        "strict tools",
                        "parallel_tool_calls",
                        "logprobs",
                        "n");
        assertThat(losses.hints()).containsExactly("user");
    }

    @Test
    void aToolByNameIsTheOnlyOneOffered() {
        ChatRequest request =
                request(
                        List.of(
                                new Tool.Function("f", "does f", null, true, Extras.NONE),
                                new Tool.Function("g", null, null, null, Extras.NONE)),
                        new ToolChoice.Named("f"),
                        new Message(Role.DEVELOPER, List.of(new Part.Text("a"))));
        var losses = new Losses();

        ObjectNode written = DIALECT.writeRequest(request, losses);

        assertThat(written)
                .isEqualTo(
                        Json.read(
                                """
                                {"model":"m","stream":false,"messages":[{"role":"system","content":"a"}],
                                 "tools":[{"type":"function","function":{"name":"f","description":"does f",
                                   "parameters":{"type":"object","properties":{}}}}],
                                 "strict_tools":true,"tool_choice":"REQUIRED"}
                                """));
        assertThat(losses.refused()).isEmpty();
    }

    @Test
    void aFailedToolSaysSo() {
        ChatRequest request =
                request(
                        List.of(),
                        new ToolChoice.Auto(),
                        new Message(
                                Role.TOOL,
                                List.of(
                                        new Part.ToolResult(
                                                "c",
                                                null,
                                                List.of(new Part.Text("no network")),
                                                true,
                                                Extras.NONE),
                                        new Part.ToolResult(
                                                "d", null, List.of(), false, Extras.NONE))));

        assertThat(DIALECT.writeRequest(request, new Losses()).path("messages"))
                .isEqualTo(
                        Json.read(
                                """
                                [{"role":"tool","tool_call_id":"c","content":[
                                   {"type":"document","document":{"data":{"error":"no network"}}}]},
                                 {"role":"tool","tool_call_id":"d","content":[
                                   {"type":"document","document":{"data":""}}]}]
                                """));
    }

    @Test
    void proofsOfOtherProvidersComeBackThroughAClient() {
        List<Part> said =
                List.of(
                        new Part.Reasoning(
                                "T", false, "SIG", null, null, "anthropic-messages", Extras.NONE),
                        new Part.Reasoning(
                                "S", true, null, "ENC", "rs_1", "openai-responses", Extras.NONE),
                        new Part.Text("plan"),
                        new Part.ToolCall("c1", "f", "{}", "GEM", Extras.NONE));
        var reply =
                new ChatReply(
                        "",
                        0,
                        "",
                        List.of(
                                new Choice(
                                        0,
                                        said,
                                        new Finish(FinishReason.TOOL_CALLS, "", null),
                                        null,
                                        Extras.NONE)),
                        null,
                        Extras.NONE);

        ObjectNode written = DIALECT.writeReply(reply, VIEW);
        ObjectNode next = Json.object().put("model", "m");
        next.putArray("messages").add(written.path("message"));

        assertThat(written.path("id").stringValue()).isEqualTo("view-id");
        assertThat(DIALECT.readRequest(next, Dialect.Address.NONE).messages().getFirst().parts())
                .isEqualTo(said);
        // To Cohere itself, none of them goes.
        JsonNode sent =
                DIALECT.writeRequest(DIALECT.readRequest(next, Dialect.Address.NONE), new Losses());
        assertThat(sent.at("/messages/0").has("content")).isFalse();
        assertThat(Json.text(sent)).doesNotContain("GEM");
    }

    @Test
    void aWrongTypeIsRefusedWithItsPath() {
        assertThatThrownBy(() ->
                        readRequest(
                                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":1}]}"))
                .hasMessage("messages[0].content: number (expected: an array)");
        assertThatThrownBy(() ->
                        readRequest("{\"model\":\"m\",\"messages\":[],\"tool_choice\":\"auto\"}"))
                .hasMessage("tool_choice: string (expected: REQUIRED or NONE)");
        assertThatThrownBy(() -> readRequest("{\"messages\":[]}"))
                .hasMessageStartingWith("model: nothing");
        assertThatThrownBy(() -> readRequest("{\"model\":\"m\",\"messages\":[{\"role\":\"bot\"}]}"))
                .hasMessageStartingWith("messages[0].role:");
    }

    @ParameterizedTest
    @CsvSource({
        "400, too many tokens: size limit exceeded by 11 tokens, CONTEXT_LENGTH",
        "400, invalid request: unknown field, BAD_REQUEST",
        "401, invalid api token, CREDENTIALS",
        "402, Payment required, PAYMENT",
        "403, Forbidden, CREDENTIALS",
        "404, model 'x' not found, NOT_FOUND",
        "422, invalid json, BAD_REQUEST",
        "429, Please wait and try again later, RATE_LIMITED",
        "429, 'You are using a Trial key, which is limited to 1000 API calls / month', PAYMENT",
        "498, blocked, CONTENT_FILTER",
        "500, internal error, SERVER",
        "503, unavailable, OVERLOADED",
        "504, timeout, TIMEOUT"
    })
    void theStatusSaysWhatHappened(int status, String message, ProviderError.Kind kind) {
        ProviderError error =
                DIALECT.readError(status, Json.object().put("id", "1").put("message", message));

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.message()).isEqualTo(message);
        assertThat(DIALECT.writeError(error, "r"))
                .isEqualTo(Json.object().put("id", "r").put("message", message));
    }

    private static ChatRequest read() {
        return DIALECT.readRequest(
                Golden.json("cohere-chat/everything.request.json"), Dialect.Address.NONE);
    }

    private static ChatRequest readRequest(String body) {
        return DIALECT.readRequest(Json.read(body), Dialect.Address.NONE);
    }

    private static ChatRequest request(List<Tool> tools, ToolChoice choice, Message... messages) {
        return new ChatRequest(
                "m",
                false,
                false,
                List.of(messages),
                tools,
                choice,
                null,
                Sampling.DEFAULT,
                new OutputFormat.Text(),
                null,
                null,
                Extras.NONE);
    }
}
