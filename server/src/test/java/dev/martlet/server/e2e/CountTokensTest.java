// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Clients that measure their prompts before they send them. */
class CountTokensTest {
    private static final String ANTHROPIC =
            "{'model':'%s','system':'Be kind.','messages':[{'role':'user','content':'Hello there, how are you?'}],'new_field':1}";
    private static final String GEMINI =
            "{'contents':[{'role':'user','parts':[{'text':'Hello there, how are you?'}]}]}";

    private RawUpstream upstream;
    private RunningGateway gateway;
    private volatile String answer;

    @BeforeEach
    void start() throws IOException {
        upstream = RawUpstream.answering(request -> answer);
        String url = "http://127.0.0.1:" + upstream.port();
        gateway =
                RunningGateway.start(
                        """
                        providers:
                          - { name: claude, preset: anthropic, url: "%1$s", keys: [ sk-a ] }
                          - { name: gem, preset: gemini, url: "%1$s/v1beta", keys: [ sk-g ] }
                          - { name: echo, preset: echo }
                        models:
                          - { name: claude, targets: [ { provider: claude, model: claude-sonnet-4-5 } ] }
                          - { name: gem, targets: [ { provider: gem, model: gemini-2.5-pro } ] }
                          - { name: echo, targets: [ echo ] }
                          - { name: auto, rules: [ { when: "request.tokens > 1000", use: claude }, { use: echo } ] }
                        routes:
                          - { name: models, match: { path: "/**" }, to: { models: [ "*" ] } }
                        """
                                .formatted(url));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    @Test
    void aProviderOfTheSameDialectCountsItself() throws Exception {
        answer = RawUpstream.ok("{\"input_tokens\":42}");
        Message reply = post("/v1/messages/count_tokens", ANTHROPIC.formatted("claude"));

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("{\"input_tokens\":42}");
        assertThat(reply.has("x-martlet-estimated")).isFalse();
        Message asked = upstream.next();
        assertThat(asked.target()).isEqualTo("/v1/messages/count_tokens");
        assertThat(asked.field("x-api-key")).isEqualTo("sk-a");
        assertThat(asked.text()).contains("\"claude-sonnet-4-5\"", "\"new_field\":1");
    }

    @Test
    void geminiCountsItselfAndIsToldItsNameTwice() throws Exception {
        answer = RawUpstream.ok("{\"totalTokens\":9}");
        String whole =
                "{'generateContentRequest':{'model':'models/gem'," + GEMINI.substring(1) + "}";
        Message reply = post("/v1beta/models/gem:countTokens", whole);

        assertThat(reply.text()).isEqualTo("{\"totalTokens\":9}");
        Message asked = upstream.next();
        assertThat(asked.target()).isEqualTo("/v1beta/models/gemini-2.5-pro:countTokens");
        assertThat(asked.text()).contains("\"models/gemini-2.5-pro\"");
    }

    @Test
    void otherwiseTheSizeIsEstimatedInTheClientsDialect() throws Exception {
        Message anthropic = post("/v1/messages/count_tokens", ANTHROPIC.formatted("echo"));
        Message gemini = post("/v1beta/models/claude:countTokens", GEMINI);

        assertThat(anthropic.field("x-martlet-estimated")).isEqualTo("true");
        assertThat(tokens(anthropic, "/input_tokens")).isBetween(10, 40);
        assertThat(gemini.field("x-martlet-estimated")).isEqualTo("true");
        assertThat(tokens(gemini, "/totalTokens")).isBetween(6, 30);
        assertThat(upstream.waiting()).isZero();
    }

    @Test
    void aProviderThatFailsIsNoReasonToFail() throws Exception {
        answer = RawUpstream.status(500);
        Message reply = post("/v1/messages/count_tokens", ANTHROPIC.formatted("claude"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.field("x-martlet-estimated")).isEqualTo("true");
        assertThat(tokens(reply, "/input_tokens")).isBetween(10, 40);
    }

    @Test
    void whatAProviderFindsWrongWithThePromptIsPassedOn() throws Exception {
        String error =
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"messages: too odd\"}}";
        answer =
                "HTTP/1.1 400 x\r\nContent-Type: application/json\r\nContent-Length: "
                        + error.length()
                        + "\r\n\r\n"
                        + error;
        Message reply = post("/v1/messages/count_tokens", ANTHROPIC.formatted("claude"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(RunningGateway.json(reply).at("/error/message").asString()).contains("too odd");
    }

    @Test
    void rulesAreAskedWithoutALimitOfTokens() throws Exception {
        Message reply = post("/v1/messages/count_tokens", ANTHROPIC.formatted("auto"));

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.field("x-martlet-estimated")).isEqualTo("true");
        assertThat(upstream.waiting()).isZero();
    }

    @Test
    void aQuestionThatIsNoneIsRefused() throws Exception {
        Message unknown = post("/v1/messages/count_tokens", ANTHROPIC.formatted("nope"));
        Message broken = post("/v1/messages/count_tokens", "{'model':'echo','messages':5}");

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(broken.status()).isEqualTo(400);
        JsonNode error = RunningGateway.json(broken);
        assertThat(error.at("/error/type").asString()).isEqualTo("invalid_request_error");
    }

    private static int tokens(Message reply, String where) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return RunningGateway.json(reply).at(where).asInt();
    }

    private Message post(String path, String body) throws Exception {
        byte[] json = body.replace('\'', '"').getBytes(UTF_8);
        return gateway.exchange(
                "POST "
                        + path
                        + " HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: "
                        + json.length
                        + "\r\n\r\n"
                        + new String(json, UTF_8));
    }
}
