// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import static dev.martlet.provider.call.Script.breaksOff;
import static dev.martlet.provider.call.Script.error;
import static dev.martlet.provider.call.Script.says;
import static dev.martlet.provider.call.Script.silent;
import static dev.martlet.provider.call.Script.stream;
import static dev.martlet.provider.call.Script.tells;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.provider.anthropic.AnthropicDialect;
import dev.martlet.provider.call.Script.Then;
import dev.martlet.provider.call.Trial.Got;
import dev.martlet.provider.catalogue.ModelInfo;
import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.config.MidStream;
import dev.martlet.provider.config.QuirksConfig.Prefill;
import dev.martlet.provider.config.Unsupported;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openaichat.OpenAiChat;
import dev.martlet.provider.preset.Quirks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Clients and targets of different dialects. */
class TranslationTest {
    private static final Quirks PREFILL = new Quirks(null, true, Prefill.PLAIN, true);

    private final FakeProvider claude = new FakeProvider("claude", silent());
    private final FakeProvider gpt = new FakeProvider("gpt", silent());
    private final Trial trial = new Trial();

    private static String event(String type, String json) {
        return "event: " + type + "\ndata: " + json + "\n\n";
    }

    private static String start() {
        return event(
                "message_start",
                """
                {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",\
                "model":"claude-model","content":[],"stop_reason":null,"stop_sequence":null,\
                "usage":{"input_tokens":7,"output_tokens":1}}}\
                """);
    }

    private static String block() {
        return event(
                "content_block_start",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
    }

    private static String delta(String text) {
        return event(
                "content_block_delta",
                """
                {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"%s"}}\
                """
                        .formatted(text));
    }

    private static String blockStop() {
        return event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}");
    }

    private static String messageDelta() {
        return event(
                "message_delta",
                """
                {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},\
                "usage":{"output_tokens":3}}\
                """);
    }

    private static String messageStop() {
        return event("message_stop", "{\"type\":\"message_stop\"}");
    }

    private static Script claudeTells(String... words) {
        List<String> pieces = new ArrayList<>(List.of(start(), block()));
        for (String word : words) {
            pieces.add(delta(word));
        }
        pieces.addAll(List.of(blockStop(), messageDelta(), messageStop()));
        return stream(Then.END, pieces.toArray(String[]::new));
    }

    private static Script claudeBreaksOff(Then then, String... words) {
        List<String> pieces = new ArrayList<>(List.of(start(), block()));
        for (String word : words) {
            pieces.add(delta(word));
        }
        return stream(then, pieces.toArray(String[]::new));
    }

    private void claude(int priority, Quirks quirks) {
        trial.target(
                claude,
                new AnthropicDialect(),
                1,
                priority,
                quirks,
                ModelInfo.UNKNOWN,
                Trial.keys(1));
    }

    private void gpt(int priority, Quirks quirks) {
        trial.target(gpt, new OpenAiChat(), 1, priority, quirks, ModelInfo.UNKNOWN, Trial.keys(1));
    }

    private static String ofAnthropic(boolean stream) {
        return """
        {"model":"smart","max_tokens":100,"stream":%s,"messages":[{"role":"user","content":"hi"}]}\
        """
                .formatted(stream);
    }

    private static List<JsonNode> events(String body) {
        List<JsonNode> events = new ArrayList<>();
        for (String line : body.lines().toList()) {
            if (line.startsWith("data: {")) {
                events.add(Json.read(line.substring("data: ".length())));
            }
        }
        return events;
    }

    private static List<String> types(String body) {
        return events(body).stream()
                .map(event -> event.path("type").asString())
                .filter(type -> !type.equals("ping"))
                .toList();
    }

    private static String anthropicText(String body) {
        var text = new StringBuilder();
        events(body).forEach(event -> text.append(event.at("/delta/text").asString("")));
        return text.toString();
    }

    @Test
    void aForeignProofIsNotPassedOnInTheSameDialect() {
        String carried = new CarriedThought("gemini", null, "proof", null, null, false).text();
        trial.client = new AnthropicDialect();
        claude.plays(
                Script.status(
                        200,
                        """
                        {"id":"msg_1","type":"message","role":"assistant","model":"claude-model",\
                        "content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn",\
                        "stop_sequence":null,"usage":{"input_tokens":7,"output_tokens":1}}\
                        """));
        claude(1, Quirks.NONE);
        Got got =
                trial.get(
                        """
                        {"model":"smart","max_tokens":100,"messages":[{"role":"user","content":"hi"},\
                        {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"%s"},\
                        {"type":"text","text":"yes"}]},{"role":"user","content":"so"}]}\
                        """
                                .formatted(carried));
        assertThat(got.status()).isEqualTo(200);
        assertThat(claude.body(0)).contains("yes").doesNotContain(carried);
    }

    @Test
    void aWholeAnswerIsTranslated() {
        trial.client = new AnthropicDialect();
        gpt.plays(says("gpt-model", "hello"));
        gpt(1, Quirks.NONE);
        Got got = trial.get(ofAnthropic(false));
        JsonNode reply = Json.read(got.body());
        assertThat(reply.path("type").asString()).isEqualTo("message");
        assertThat(reply.path("model").asString()).isEqualTo("gpt-model");
        assertThat(reply.at("/content/0/text").asString()).isEqualTo("hello");
        assertThat(gpt.json(0).path("model").asString()).isEqualTo("gpt-model");
    }

    @Test
    void aStreamIsTranslated() {
        trial.client = new AnthropicDialect();
        gpt.plays(tells("gpt-model", "one ", "two"));
        gpt(1, Quirks.NONE);
        Got got = trial.get(ofAnthropic(true));
        assertThat(anthropicText(got.body())).isEqualTo("one two");
        assertThat(types(got.body()))
                .startsWith("message_start", "content_block_start")
                .endsWith("content_block_stop", "message_delta", "message_stop");
        assertThat(gpt.json(0).at("/stream_options/include_usage").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Then.class,
            names = {"END", "RESET"})
    void aBrokenAnswerOfOneDialectIsCompletedByAnother(Then then) {
        trial.client = new AnthropicDialect();
        claude.plays(claudeBreaksOff(then, "one ", "two "));
        gpt.plays(tells("gpt-model", "one two three", " four"));
        claude(1, Quirks.NONE);
        gpt(2, Quirks.NONE);
        Got got = trial.get(ofAnthropic(true));
        assertThat(anthropicText(got.body())).isEqualTo("one two three four");
        assertThat(types(got.body()).stream().filter(type -> !type.equals("content_block_delta")))
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(got.body()).contains("msg_1");
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> assertThat(used.tokens().total()).isEqualTo(10));
    }

    @ParameterizedTest
    @EnumSource(
            value = Then.class,
            names = {"END", "RESET"})
    void aTranslatedAnswerIsContinuedByPrefill(Then then) {
        gpt.plays(breaksOff(then, "gpt-model", "one ", "two "));
        claude.plays(claudeTells("three ", "four"));
        gpt(1, Quirks.NONE);
        claude(2, PREFILL);
        Got got =
                trial.get(
                        """
                        {"model":"smart","stream":true,"messages":[{"role":"user","content":"x"}]}\
                        """);
        assertThat(got.text()).isEqualTo("one two three four");
        assertThat(got.body()).endsWith("data: [DONE]\n\n");
        JsonNode messages = claude.json(0).path("messages");
        assertThat(messages.get(1).path("role").asString()).isEqualTo("assistant");
        assertThat(messages.get(1).toString()).contains("one two\"");
    }

    @Test
    void aTranslatedStreamThatBreaksIsTakenUpToo() {
        claude.plays(claudeBreaksOff(Then.RESET, "one ", "two "));
        gpt.plays(tells("gpt-model", "one two three four"));
        claude(1, Quirks.NONE);
        gpt(2, Quirks.NONE);
        Got got = trial.get(true);
        assertThat(got.text()).isEqualTo("one two three four");
        assertThat(got.body()).endsWith("data: [DONE]\n\n");
        assertThat(got.body().split("chat.completion.chunk", -1).length - 1).isPositive();
        assertThat(events(got.body()).stream().map(event -> event.path("id").asString()).distinct())
                .hasSize(1);
    }

    @Test
    void anErrorWithinTheStreamIsInTheClientsWords() {
        trial.client = new AnthropicDialect();
        trial.midStream = MidStream.ERROR;
        claude.plays(claudeBreaksOff(Then.END, "one "));
        claude(1, Quirks.NONE);
        Got got = trial.get(ofAnthropic(true));
        assertThat(types(got.body())).endsWith("error").doesNotContain("message_stop");
        assertThat(got.body()).contains("event: error");
    }

    @Test
    void anAnswerWithoutItsMarkOfTheEndGetsOne() {
        trial.client = new AnthropicDialect();
        claude.plays(stream(Then.END, start(), block(), delta("one"), blockStop(), messageDelta()));
        claude(1, Quirks.NONE);
        Got got = trial.get(ofAnthropic(true));
        assertThat(types(got.body())).endsWith("message_delta", "message_stop");
        assertThat(claude.asked()).isEqualTo(1);
    }

    @Test
    void whatATargetCannotSayIsRefusedWithItsName() {
        claude.plays(claudeTells("never"));
        claude(1, Quirks.NONE);
        Got got =
                trial.get(
                        """
                        {"model":"smart","seed":7,"messages":[{"role":"user","content":"x"}]}\
                        """);
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.failure().publicMessage()).contains("seed");
        assertThat(claude.asked()).isZero();
    }

    @Test
    void whereEachTargetRefusesForTheRequestsSakeTheClientLearnsWhy() {
        gpt.plays(error(404, "invalid_request_error", "model_not_found", "no such model"));
        claude(1, Quirks.NONE);
        gpt(2, Quirks.NONE);
        Got got =
                trial.get(
                        """
                        {"model":"smart","seed":7,"messages":[{"role":"user","content":"x"}]}\
                        """);
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.failure().publicMessage()).contains("seed");
    }

    @Test
    void whatOneTargetCannotSayAnotherMay() {
        gpt.plays(says("gpt-model", "hello"));
        claude(1, Quirks.NONE);
        gpt(2, Quirks.NONE);
        Got got =
                trial.get(
                        """
                        {"model":"smart","seed":7,"messages":[{"role":"user","content":"x"}]}\
                        """);
        assertThat(got.text()).isEqualTo("hello");
    }

    @Test
    void whatMayBeDroppedIsNamedInTheReply() {
        trial.unsupported = Unsupported.DROP;
        claude.plays(claudeTells("hello"));
        claude(1, Quirks.NONE);
        Got got =
                trial.get(
                        """
                        {"model":"smart","seed":7,"stream":true,"messages":[{"role":"user","content":"x"}]}\
                        """);
        assertThat(got.text()).isEqualTo("hello");
        assertThat(got.header("x-martlet-dropped")).contains("seed");
    }

    @Test
    void aRoleThatAProviderDoesNotKnowIsRenamed() {
        gpt.plays(says("gpt-model", "hello"));
        gpt(1, new Quirks("max_tokens", false, Prefill.NO, false));
        trial.get(
                """
                {"model":"smart","max_completion_tokens":5,"messages":[{"role":"developer","content":"d"},\
                {"role":"user","content":"x"}]}\
                """);
        assertThat(gpt.json(0).at("/messages/0/role").asString()).isEqualTo("system");
        assertThat(gpt.json(0).path("max_tokens").asInt()).isEqualTo(5);
        assertThat(gpt.json(0).has("max_completion_tokens")).isFalse();
    }

    @Test
    void theLimitOfTokensIsRenamedWithinTheBytes() {
        gpt.plays(tells("gpt-model", "hello"));
        gpt(1, new Quirks("max_tokens", false, Prefill.NO, true));
        trial.get(
                """
                {"model":"smart","stream":true,"max_completion_tokens":5,"messages":[]}\
                """);
        assertThat(gpt.body(0))
                .isEqualTo(
                        "{\"model\":\"gpt-model\",\"stream\":true,\"messages\":[],\"max_tokens\":5}");
    }

    @Test
    void anOverloadedClaudeGivesWayToTheOther() {
        trial.client = new AnthropicDialect();
        claude.plays(
                Script.status(
                        529,
                        """
                        {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\
                        """));
        gpt.plays(says("gpt-model", "hello"));
        claude(1, Quirks.NONE);
        gpt(2, Quirks.NONE);
        assertThat(trial.get(ofAnthropic(false)).body()).contains("hello");
        gpt.plays(error(400, "invalid_request_error", "context_length_exceeded", "too long"));
        assertThat(trial.get(ofAnthropic(false)).status()).isIn(503, 502);
    }
}
