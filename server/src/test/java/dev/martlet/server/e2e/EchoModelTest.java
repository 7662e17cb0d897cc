// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The built-in model behind every API that clients know. */
class EchoModelTest {
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway =
                RunningGateway.start(
                        """
                        providers: [ { name: echo, preset: echo } ]
                        models:
                          - { name: echo, targets: [ echo ] }
                          - { name: "any-*", targets: [ echo ] }
                          - { name: hidden, targets: [ echo ] }
                          - { name: big, targets: [ { provider: echo, model: big } ] }
                          - { name: small, targets: [ { provider: echo, model: small } ] }
                          - { name: auto, rules: [ { when: "request.tokens > 100", use: big }, { use: small } ] }
                        routes:
                          - { name: models, match: { path: "/**" }, to: { models: [ echo, "any-*", auto, big, small ] } }
                        """);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | {'model':'echo','messages':[{'role':'user','content':'hello there'}]} | /choices/0/message/content",
                "/v1/responses | {'model':'echo','input':'hello there'} | /output/0/content/0/text",
                "/v1/messages | {'model':'echo','max_tokens':50,'messages':[{'role':'user','content':'hello there'}]} | /content/0/text",
                "/v1beta/models/echo:generateContent | {'contents':[{'role':'user','parts':[{'text':'hello there'}]}]} | /candidates/0/content/parts/0/text",
                "/v2/chat | {'model':'echo','messages':[{'role':'user','content':'hello there'}]} | /message/content/0/text",
                "/model/echo/converse | {'messages':[{'role':'user','content':[{'text':'hello there'}]}]} | /output/message/content/0/text",
            })
    void everyDialectIsAnswered(String path, String body, String where) throws Exception {
        Message reply = post(path, body);

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(RunningGateway.json(reply).at(where).asString()).isEqualTo("hello there");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | {'model':'echo','stream':true,'messages':[{'role':'user','content':'hello there'}]} | data: [DONE]",
                "/v1/responses | {'model':'echo','stream':true,'input':'hello there'} | response.completed",
                "/v1/messages | {'model':'echo','stream':true,'max_tokens':50,'messages':[{'role':'user','content':'hello there'}]} | message_stop",
                "/v1beta/models/echo:streamGenerateContent?alt=sse | {'contents':[{'role':'user','parts':[{'text':'hello there'}]}]} | STOP",
                "/v2/chat | {'model':'echo','stream':true,'messages':[{'role':'user','content':'hello there'}]} | message-end",
            })
    void everyDialectStreams(String path, String body, String end) throws Exception {
        Message reply = post(path, body);

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.field("Content-Type")).startsWith("text/event-stream");
        assertThat(reply.field("Cache-Control")).isEqualTo("no-cache");
        assertThat(reply.field("X-Accel-Buffering")).isEqualTo("no");
        assertThat(reply.text()).contains("hello", " there", end);
    }

    @Test
    void usageIsLeftOutOfAStreamThatDidNotAskForIt() throws Exception {
        String body = "{'model':'echo','stream':true,'messages':[{'role':'user','content':'a'}]%s}";

        assertThat(post("/v1/chat/completions", body.formatted("")).text())
                .doesNotContain("prompt_tokens");
        assertThat(
                        post(
                                        "/v1/chat/completions",
                                        body.formatted(",'stream_options':{'include_usage':true}"))
                                .text())
                .contains("prompt_tokens");
    }

    @Test
    void geminiStreamsAnArrayWithoutAltSse() throws Exception {
        Message reply =
                post(
                        "/v1beta/models/echo:streamGenerateContent",
                        "{'contents':[{'role':'user','parts':[{'text':'hello there'}]}]}");

        JsonNode array = RunningGateway.json(reply);
        assertThat(array.isArray()).isTrue();
        assertThat(array.at("/0/candidates/0/content/parts/0/text").asString()).isEqualTo("hello");
    }

    @Test
    void aWildcardKeepsTheClientsName() throws Exception {
        JsonNode reply =
                RunningGateway.json(
                        post(
                                "/v1/chat/completions",
                                "{'model':'any-thing','messages':[{'role':'user','content':'a'}]}"));

        assertThat(reply.at("/model").asString()).isEqualTo("any-thing");
    }

    @Test
    void rulesChooseByTheSizeOfThePrompt() throws Exception {
        String body = "{'model':'auto','messages':[{'role':'user','content':'%s'}]}";

        assertThat(model(post("/v1/chat/completions", body.formatted("a")))).isEqualTo("small");
        assertThat(model(post("/v1/chat/completions", body.formatted("word ".repeat(400)))))
                .isEqualTo("big");
    }

    private static String model(Message reply) {
        return RunningGateway.json(reply).at("/model").asString();
    }

    @Test
    void anUnknownModelAndAForbiddenOneLookTheSame() throws Exception {
        for (String name : List.of("nope", "hidden")) {
            Message reply =
                    post(
                            "/v1/chat/completions",
                            "{'model':'" + name + "','messages':[{'role':'user','content':'a'}]}");

            assertThat(reply.status()).isEqualTo(404);
            JsonNode error = RunningGateway.json(reply).at("/error");
            assertThat(error.at("/code").asString()).isEqualTo("model_not_found");
            assertThat(error.at("/param").asString()).isEqualTo("model");
            assertThat(error.at("/message").asString())
                    .isEqualTo("The model '" + name + "' does not exist or may not be used here.");
        }
    }

    @Test
    void failuresSpeakTheClientsDialect() throws Exception {
        JsonNode anthropic =
                RunningGateway.json(post("/v1/messages", "{'model':'nope','messages':[]}"));

        assertThat(anthropic.at("/type").asString()).isEqualTo("error");
        assertThat(anthropic.at("/error/type").asString()).isEqualTo("not_found_error");
    }

    @Test
    void theListHasWhatTheRouteAllows() throws Exception {
        JsonNode list = RunningGateway.json(gateway.get("/v1/models"));

        assertThat(list.at("/data").findValuesAsString("id"))
                .containsExactly("echo", "any-*", "big", "small", "auto");
    }

    @Test
    void theAdminApiShowsWhatAnswersForAModel() throws Exception {
        post(
                "/v1/chat/completions",
                "{'model':'echo','messages':[{'role':'user','content':'a b'}]}");

        JsonNode view = gateway.json("/models");

        assertThat(view.at("/models/0/name").asString()).isEqualTo("echo");
        assertThat(view.at("/models/0/targets/0/provider").asString()).isEqualTo("echo");
        assertThat(view.at("/models/0/targets/0/breaker").asString()).isEqualTo("closed");
        assertThat(view.at("/models/5/rules/0").asString())
                .isEqualTo("when request.tokens > 100 use big");
        assertThat(view.at("/providers/0/keys/0/state").asString()).isEqualTo("in use");
        assertThat(gateway.metric("martlet_model_requests_total{alias=\"echo\",outcome=\"ok\"}"))
                .isPositive();
        assertThat(
                        gateway.metric(
                                "martlet_model_tokens_total{alias=\"echo\",gen_ai_token_type=\"output\"}"))
                .isPositive();
    }

    private static Message post(String path, String body) throws Exception {
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
