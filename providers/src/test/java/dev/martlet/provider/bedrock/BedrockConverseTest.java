// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.provider.chat.CacheMark;
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
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.testing.Golden;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class BedrockConverseTest {
    private static final String CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private static final BedrockConverse DIALECT = new BedrockConverse();
    private static final Dialect.Address ADDRESS = new Dialect.Address(CLAUDE, true);

    @Test
    void theModelIsOneSegmentOfThePath() {
        assertThat(DIALECT.path("amazon.nova-pro-v1:0", false))
                .isEqualTo("/model/amazon.nova-pro-v1%3A0/converse");
        assertThat(DIALECT.path("arn:aws:bedrock:eu-west-1:1:prompt/a b*~", true))
                .isEqualTo(
                        "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Aprompt%2Fa%20b%2A~/converse-stream");
    }

    @Test
    void aRequestWithEverythingIsRead() {
        ChatRequest request = read();

        assertThat(request.model()).isEqualTo(CLAUDE);
        assertThat(request.stream()).isTrue();
        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.TOOL, Role.USER);
        List<Part> user = request.messages().get(1).parts();
        assertThat(user.get(1))
                .isEqualTo(
                        new Part.Image(
                                new Media.Inline("image/png", "iVBORw0KGgo="), null, Extras.NONE));
        assertThat(((Part.Image) user.get(2)).media())
                .isEqualTo(new Media.Remote("s3://plants/fern.jpg", "image/jpeg"));
        assertThat(((Part.File) user.get(3)).media())
                .isEqualTo(new Media.Inline("application/pdf", "JVBERi0xLjcK"));
        assertThat(CacheMark.in(user.get(4).extras())).isEqualTo(new CacheMark(null));
        assertThat(CacheMark.in(request.messages().getFirst().parts().getFirst().extras()))
                .isEqualTo(new CacheMark("1h"));
        List<Part> said = request.messages().get(2).parts();
        assertThat(said.get(0))
                .isEqualTo(thought("A fern. I look it up.", "EqoBCkgIARABGAIiQL==", null));
        assertThat(said.get(1)).isEqualTo(thought("", null, "c2VjcmV0"));
        assertThat(said.get(3))
                .isEqualTo(
                        new Part.ToolCall(
                                "tooluse_1",
                                "lookup",
                                "{\"plant\":\"fern\",\"depth\":2.50}",
                                null,
                                Extras.NONE));
        Part.ToolResult failed = (Part.ToolResult) request.messages().get(3).parts().get(1);
        assertThat(failed.error()).isTrue();
        assertThat(request.sampling().topK()).isEqualTo(40);
        assertThat(request.sampling().temperature()).isEqualTo(new BigDecimal("1.0"));
        assertThat(request.thinking()).isEqualTo(new Thinking(true, null, 2048, null));
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Named("lookup"));
        assertThat(((OutputFormat.JsonSchema) request.format()).schema())
                .isEqualTo(Json.read("{\"type\":\"object\"}"));
        assertThat(request.extras().fields())
                .containsOnlyKeys(
                        "guardrailConfig",
                        "additionalModelRequestFields",
                        "additionalModelResponseFieldPaths",
                        "requestMetadata",
                        "performanceConfig");
    }

    @Test
    void aRequestWithEverythingIsWrittenAsItWas() {
        var losses = new Losses();

        ObjectNode written = DIALECT.writeRequest(read(), losses);

        assertThat(written).isEqualTo(Golden.json("bedrock-converse/everything.request.json"));
        assertThat(losses.refused()).isEmpty();
        assertThat(losses.hints()).isEmpty();
        assertThat(Json.text(written)).contains("0.950").contains("2.50");
    }

    @Test
    void aReplyWithEverythingIsReadAndWrittenAsItWas() {
        JsonNode golden = Golden.json("bedrock-converse/everything.reply.json");

        ChatReply reply = DIALECT.readReply(golden);

        assertThat(reply.usage()).isEqualTo(new Usage(1130, 1000, 100, 0, 12, 0, 0));
        Choice choice = reply.choices().getFirst();
        assertThat(choice.finish())
                .isEqualTo(new Finish(FinishReason.TOOL_CALLS, "tool_use", null));
        assertThat(choice.parts()).hasSize(6);
        assertThat(choice.parts().get(3))
                .isInstanceOfSatisfying(
                        Part.Text.class,
                        text -> assertThat(text.text()).isEqualTo("Ferns like shade."));
        assertThat(Json.read(Json.write(DIALECT.writeReply(reply, view())))).isEqualTo(golden);
    }

    @Test
    void whatBedrockCannotSayIsTold() {
        var sampling =
                new Sampling(
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        7L,
                        new BigDecimal("0.1"),
                        new BigDecimal("0.0"),
                        2,
                        true,
                        null);
        var request =
                new ChatRequest(
                        CLAUDE,
                        false,
                        false,
                        List.of(
                                user(
                                        new Part.Image(
                                                new Media.Remote("https://x/y.png", null),
                                                "auto",
                                                Extras.NONE)),
                                user(
                                        new Part.Image(
                                                new Media.Inline("image/tiff", "AA=="),
                                                "high",
                                                Extras.NONE)),
                                new Message(Role.SYSTEM, List.of(new Part.Text("Be brief.")))),
                        List.of(),
                        new ToolChoice.Auto(),
                        false,
                        sampling,
                        new OutputFormat.JsonObject(),
                        null,
                        "u1",
                        Extras.NONE);
        var losses = new Losses();

        ObjectNode written = DIALECT.writeRequest(request, losses);

        assertThat(losses.refused())
                .containsExactlyInAnyOrder(
                        "messages[0]: image by URL",
                        "messages[1]: image detail",
                        "messages[1]: inline image",
                        "messages[2]: system message after the beginning",
                        "seed",
                        "presence_penalty",
                        "n",
                        "logprobs",
                        "json_object response format");
        assertThat(losses.hints()).containsExactly("user");
        assertThat(written.path("system").get(0).path("text").stringValue()).isEqualTo("Be brief.");
    }

    @Test
    void turnsOfOneSideBecomeOneMessage() {
        ChatRequest request =
                request(
                        CLAUDE,
                        null,
                        user(new Part.Text("a")),
                        user(new Part.Text(" ")),
                        user(new Part.Text("b")),
                        new Message(
                                Role.ASSISTANT,
                                List.of(
                                        new Part.ToolCall(
                                                "c.1", "f", "not json", null, Extras.NONE))),
                        new Message(
                                Role.TOOL,
                                List.of(
                                        new Part.ToolResult(
                                                "c.1",
                                                null,
                                                List.of(new Part.Text("r")),
                                                false,
                                                Extras.NONE))),
                        user(new Part.Text("c")));

        JsonNode messages = DIALECT.writeRequest(request, new Losses()).path("messages");

        String id = messages.get(1).at("/content/0/toolUse/toolUseId").stringValue();
        assertThat(id).matches("c_1_[0-9a-f]{8}");
        assertThat(messages)
                .isEqualTo(
                        Json.read(
                                """
                                [{"role":"user","content":[{"text":"a"},{"text":"b"}]},
                                 {"role":"assistant","content":[{"toolUse":
                                   {"toolUseId":"ID","name":"f","input":{"invalid_json":"not json"}}}]},
                                 {"role":"user","content":[
                                   {"toolResult":{"toolUseId":"ID","content":[{"text":"r"}]}},
                                   {"text":"c"}]}]
                                """
                                        .replace("ID", id)));
    }

    @Test
    void eachMakerIsAskedToThinkInItsOwnWords() {
        var high = new Thinking(true, "high", null, null);

        assertThat(additional(CLAUDE, high))
                .isEqualTo(
                        Json.read("{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":24576}}"));
        assertThat(additional("anthropic.claude-opus-4-6-v1", high))
                .isEqualTo(
                        Json.read(
                                "{\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"high\"}}"));
        assertThat(additional("amazon.nova-2-lite-v1:0", high))
                .isEqualTo(
                        Json.read(
                                "{\"reasoningConfig\":{\"type\":\"enabled\",\"maxReasoningEffort\":\"high\"}}"));
        assertThat(additional("openai.gpt-oss-120b-1:0", high))
                .isEqualTo(Json.read("{\"reasoning_effort\":\"high\"}"));
        assertThat(additional("meta.llama4-scout-17b-instruct-v1:0", high).isMissingNode())
                .isTrue();
        assertThat(ModelFamily.of("anthropic.claude-opus-4-20250514-v1:0"))
                .isEqualTo(ModelFamily.CLAUDE);
    }

    @Test
    void aCacheMarkOfAnotherDialectBecomesACachePoint() {
        var extras =
                new Extras(
                        "anthropic-messages",
                        "messages[0].content[0]",
                        Map.of(
                                "cache_control",
                                Json.read("{\"type\":\"ephemeral\",\"ttl\":\"1h\"}")));
        Message turn = user(new Part.Text("long", null, extras));
        var losses = new Losses();

        ObjectNode claude = DIALECT.writeRequest(request(CLAUDE, null, turn), losses);

        assertThat(claude.at("/messages/0/content/1"))
                .isEqualTo(Json.read("{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}}"));
        assertThat(losses.hints()).isEmpty();

        ObjectNode llama = DIALECT.writeRequest(request("meta.llama4", null, turn), losses);

        assertThat(llama.at("/messages/0/content").size()).isEqualTo(1);
        assertThat(losses.hints()).containsExactly("messages[0].content[0].cache_control");
    }

    @Test
    void withoutAWordForNoneTheToolsStayAway() {
        var tool = new Tool.Function("f", null, null, null, Extras.NONE);
        ChatRequest base = request(CLAUDE, null, user(new Part.Text("a")));
        var none =
                new ChatRequest(
                        CLAUDE,
                        false,
                        false,
                        base.messages(),
                        List.of(tool),
                        new ToolChoice.None(),
                        null,
                        Sampling.DEFAULT,
                        new OutputFormat.Text(),
                        null,
                        null,
                        Extras.NONE);

        assertThat(DIALECT.writeRequest(none, new Losses()).has("toolConfig")).isFalse();
    }

    @Test
    void proofsOfOtherProvidersComeBackThroughAClient() {
        List<Part> said =
                List.of(
                        new Part.Reasoning(
                                "T", false, "SIG", null, null, "anthropic-messages", Extras.NONE),
                        new Part.Reasoning(
                                "S", true, null, "ENC", "rs_1", "openai-responses", Extras.NONE),
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

        JsonNode message = DIALECT.writeReply(reply, view()).at("/output/message");
        ObjectNode next = Json.object();
        next.putArray("messages").add(message);

        assertThat(DIALECT.readRequest(next, ADDRESS).messages().getFirst().parts())
                .isEqualTo(said);
    }

    @Test
    void aClaudeOfBedrockGetsTheThoughtsOfAnthropicsOwn() {
        var theirs =
                new Part.Reasoning(
                        "T", false, "SIG", null, null, "anthropic-messages", Extras.NONE);
        var gemini = new Part.Reasoning("T", false, "SIG", null, null, "gemini", Extras.NONE);
        Message turn = new Message(Role.ASSISTANT, List.of(theirs, gemini, new Part.Text("a")));

        JsonNode claude = DIALECT.writeRequest(request(CLAUDE, null, turn), new Losses());
        JsonNode nova = DIALECT.writeRequest(request("amazon.nova-pro", null, turn), new Losses());

        assertThat(claude.at("/messages/0/content"))
                .isEqualTo(
                        Json.read(
                                "[{\"reasoningContent\":{\"reasoningText\":{\"text\":\"T\",\"signature\":\"SIG\"}}},{\"text\":\"a\"}]"));
        assertThat(nova.at("/messages/0/content")).isEqualTo(Json.read("[{\"text\":\"a\"}]"));
    }

    @Test
    void aClaudeThatThinksIsLeftAtItsTemperature() {
        var warm =
                new Sampling(
                        new BigDecimal("1.5"),
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
        ChatRequest base = request(CLAUDE, null, user(new Part.Text("a")));
        var losses = new Losses();

        JsonNode written = DIALECT.writeRequest(sampled(base, warm, null), losses);

        assertThat(written.at("/inferenceConfig/temperature").decimalValue())
                .isEqualByComparingTo("1");
        assertThat(losses.refused()).containsExactly("temperature");

        var thinking = new Thinking(true, "low", null, null);
        written = DIALECT.writeRequest(sampled(base, warm, thinking), losses);

        assertThat(written.has("inferenceConfig")).isFalse();
        assertThat(losses.refused()).containsExactly("temperature", "temperature");
    }

    private static ChatRequest sampled(ChatRequest base, Sampling sampling, Thinking thinking) {
        return new ChatRequest(
                base.model(),
                false,
                false,
                base.messages(),
                List.of(),
                new ToolChoice.Auto(),
                null,
                sampling,
                new OutputFormat.Text(),
                thinking,
                null,
                Extras.NONE);
    }

    @Test
    void namesOfDocumentsAreMadeFit() {
        assertThat(ContentWriter.documentName("Q3_report (final).pdf", "pdf"))
                .isEqualTo("Q3-report (final)");
        assertThat(ContentWriter.documentName(null, "pdf")).isEqualTo("document");
        assertThat(ContentWriter.documentName("_", "pdf")).isEqualTo("-");
    }

    @Test
    void aWrongTypeIsRefusedWithItsPath() {
        assertThatThrownBy(() ->
                        readRequest("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"))
                .isInstanceOf(BadChatException.class)
                .hasMessage("messages[0].content: string (expected: an array)");
        assertThatThrownBy(() -> readRequest("{}")).hasMessageStartingWith("messages: nothing");
        assertThatThrownBy(() ->
                        readRequest("{\"messages\":[],\"inferenceConfig\":{\"maxTokens\":1.5}}"))
                .hasMessage("inferenceConfig.maxTokens: number (expected: an integer)");
    }

    private static ChatRequest read() {
        return DIALECT.readRequest(
                Golden.json("bedrock-converse/everything.request.json"), ADDRESS);
    }

    private static ChatRequest readRequest(String body) {
        return DIALECT.readRequest(Json.read(body), ADDRESS);
    }

    private static Part.Reasoning thought(String text, String signature, String hidden) {
        return new Part.Reasoning(
                text, false, signature, hidden, null, "bedrock-converse", Extras.NONE);
    }

    private static JsonNode additional(String model, Thinking thinking) {
        ChatRequest request = request(model, thinking, user(new Part.Text("a")));
        return DIALECT.writeRequest(request, new Losses()).path("additionalModelRequestFields");
    }

    private static Message user(Part part) {
        return new Message(Role.USER, List.of(part));
    }

    private static ChatRequest request(String model, Thinking thinking, Message... messages) {
        return new ChatRequest(
                model,
                false,
                false,
                List.of(messages),
                List.of(),
                new ToolChoice.Auto(),
                null,
                Sampling.DEFAULT,
                new OutputFormat.Text(),
                thinking,
                null,
                Extras.NONE);
    }

    private static Dialect.View view() {
        return new Dialect.View("id", 1, "m", true);
    }
}
