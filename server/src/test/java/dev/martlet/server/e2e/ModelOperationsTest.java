// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static dev.martlet.server.e2e.ModelUpstream.events;
import static dev.martlet.server.e2e.ModelUpstream.json;
import static dev.martlet.server.e2e.ModelUpstream.provider;
import static dev.martlet.server.e2e.ModelUpstream.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What is asked of models beside chats, on real ports. */
class ModelOperationsTest {
    private static final String ROUTE =
            "routes: [ { name: models, match: { path: \"/**\" }, to: { models: [ \"*\" ] } } ]\n";

    private static String one(String dialect, RawUpstream upstream) {
        return "providers:\n"
                + provider("up", dialect, upstream, ", keys: [ sk-ours ]")
                + "models: [ { name: mine, targets: [ { provider: up, model: theirs } ] },"
                + " { name: omni-moderation-latest, targets: [ up ] } ]\n"
                + ROUTE;
    }

    private static String two(RawUpstream first, RawUpstream second) {
        return "providers:\n"
                + provider("first", "openai-chat", first, ", keys: [ sk-1, sk-2 ]")
                + provider("second", "openai-chat", second, "")
                + "models: [ { name: mine, targets: [ { provider: first, model: theirs }, { provider: second, model: other, priority: 2 } ] } ]\n"
                + ROUTE;
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/completions",
        "/v1/embeddings",
        "/v1/rerank",
        "/v1/moderations",
        "/v1/images/generations",
        "/v1/audio/speech"
    })
    void bytesArePassedOnWithTheProvidersNameOfTheModel(String path) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(request -> json("{'x': 1.50}"));
                RunningGateway gateway = RunningGateway.start(one("openai-chat", upstream))) {
            Message reply =
                    send(
                            gateway,
                            "POST",
                            path,
                            quoted("{ 'new': 1.500, 'model' : 'mine' , 'b':[]}"));

            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            assertThat(reply.text()).isEqualTo(quoted("{'x': 1.50}"));
            Message asked = upstream.next();
            assertThat(asked.target()).isEqualTo(path);
            assertThat(asked.text())
                    .isEqualTo(quoted("{ 'new': 1.500, 'model' : 'theirs' , 'b':[]}"));
            assertThat(asked.field("Authorization")).isEqualTo("Bearer sk-ours");
        }
    }

    @Test
    void aModerationWithoutAModelGetsTheDocumentedOne() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(request -> json("{}"));
                RunningGateway gateway = RunningGateway.start(one("openai-chat", upstream))) {
            assertThat(send(gateway, "POST", "/v1/moderations", quoted("{'input':'a'}")).status())
                    .isEqualTo(200);

            assertThat(RunningGateway.json(upstream.next()).at("/model").asString())
                    .isEqualTo("omni-moderation-latest");
        }
    }

    @Test
    void aProviderThatFailsIsLeftForTheNext() throws Exception {
        try (RawUpstream bad = RawUpstream.answering(request -> json(503, "{}"));
                RawUpstream good = RawUpstream.answering(request -> json("{'ok':1}"));
                RunningGateway gateway = RunningGateway.start(two(bad, good))) {
            Message reply =
                    send(gateway, "POST", "/v1/embeddings", quoted("{'model':'mine','input':'a'}"));

            assertThat(reply.text()).isEqualTo(quoted("{'ok':1}"));
            assertThat(RunningGateway.json(good.next()).at("/model").asString()).isEqualTo("other");
        }
    }

    @Test
    void aRefusedKeyIsSetAsideForTheNextOne() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                request.field("Authorization").endsWith("1")
                                        ? json(401, "{}")
                                        : json("{}"));
                RawUpstream never = RawUpstream.saying("no");
                RunningGateway gateway = RunningGateway.start(two(upstream, never))) {
            String body = quoted("{'model':'mine','input':'a'}");
            for (int i = 0; i < 3; i++) {
                assertThat(send(gateway, "POST", "/v1/embeddings", body).status()).isEqualTo(200);
            }

            // The refused key was tried once, in one of the three requests.
            assertThat(upstream.waiting()).isEqualTo(4);
            assertThat(never.waiting()).isZero();
        }
    }

    @Test
    void anErrorOfTheRequestIsToldInTheClientsDialect() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                json(400, "{'error':{'message':'too long','param':'input'}}"));
                RunningGateway gateway = RunningGateway.start(one("openai-chat", upstream))) {
            Message reply =
                    send(gateway, "POST", "/v1/embeddings", quoted("{'model':'mine','input':'a'}"));

            assertThat(reply.status()).isEqualTo(400);
            assertThat(RunningGateway.json(reply).at("/error/message").asString())
                    .isEqualTo("too long");
        }
    }

    @Test
    void anUnknownModelIsNotFound() throws Exception {
        try (RawUpstream upstream = RawUpstream.saying("no");
                RunningGateway gateway = RunningGateway.start(one("openai-chat", upstream))) {
            Message reply = send(gateway, "POST", "/v1/embeddings", quoted("{'model':'nope'}"));

            assertThat(reply.status()).isEqualTo(404);
            assertThat(RunningGateway.json(reply).at("/error/code").asString())
                    .isEqualTo("model_not_found");
        }
    }

    @Test
    void aProviderWithoutTheOperationIsRefusedClearly() throws Exception {
        String config =
                "providers: [ { name: e, preset: echo } ]\nmodels: [ { name: mine, targets: [ e ] } ]\n"
                        + ROUTE;
        try (RunningGateway gateway = RunningGateway.start(config)) {
            Message images =
                    send(gateway, "POST", "/v1/images/generations", quoted("{'model':'mine'}"));
            Message vectors =
                    send(gateway, "POST", "/v1/embeddings", quoted("{'model':'mine','input':'a'}"));

            assertThat(images.status()).isEqualTo(400);
            assertThat(images.text()).contains("cannot be asked for this");
            assertThat(vectors.status()).isEqualTo(200);
        }
    }

    @Test
    void aStreamOfCompletionsIsAskedForItsUsageWhichItsClientDoesNotSee() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                events(
                                        "{'choices':[{'text':'a','finish_reason':null}]}",
                                        "{'choices':[{'text':'b','finish_reason':'stop'}]}",
                                        "{'choices':[],'usage':{'prompt_tokens':3,'completion_tokens':2}}",
                                        "[DONE]"));
                RunningGateway gateway = RunningGateway.start(one("openai-chat", upstream))) {
            String body = "{'model':'mine','prompt':'x','stream':true%s}";
            Message reply = send(gateway, "POST", "/v1/completions", quoted(body.formatted("")));
            Message asking =
                    send(
                            gateway,
                            "POST",
                            "/v1/completions",
                            quoted(body.formatted(",'stream_options':{'include_usage':true}")));

            assertThat(
                            RunningGateway.json(upstream.next())
                                    .at("/stream_options/include_usage")
                                    .asBoolean())
                    .isTrue();
            assertThat(reply.field("Content-Type")).isEqualTo("text/event-stream");
            assertThat(reply.text()).contains("'a'".replace('\'', '"'), "[DONE]");
            assertThat(reply.text()).doesNotContain("prompt_tokens");
            assertThat(asking.text()).contains("prompt_tokens");
        }
    }

    @Test
    void aStreamThatBreaksOffEndsInAnErrorAndNeverInDone() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                events("{'choices':[{'text':'a','finish_reason':null}]}"));
                RunningGateway gateway = RunningGateway.start(one("openai-chat", upstream))) {
            Message reply =
                    send(
                            gateway,
                            "POST",
                            "/v1/completions",
                            quoted("{'model':'mine','prompt':'x','stream':true}"));

            assertThat(reply.text()).contains("upstream_protocol").doesNotContain("[DONE]");
        }
    }

    @Test
    void embeddingsAreTranslatedForCohere() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                json(
                                        "{'embeddings':{'float':[[0.5,-1],[2,3]]},'meta':{'billed_units':{'input_tokens':9}}}"));
                RunningGateway gateway = RunningGateway.start(one("cohere-chat", upstream))) {
            String body = "{'model':'mine','input':['a','b'],'dimensions':2%s}";
            JsonNode floats =
                    RunningGateway.json(
                            send(gateway, "POST", "/v1/embeddings", quoted(body.formatted(""))));
            JsonNode base64 =
                    RunningGateway.json(
                            send(
                                    gateway,
                                    "POST",
                                    "/v1/embeddings",
                                    quoted(body.formatted(",'encoding_format':'base64'"))));

            Message asked = upstream.next();
            assertThat(asked.target()).isEqualTo("/v1/v2/embed");
            assertThat(asked.text())
                    .isEqualTo(
                            quoted(
                                    "{'model':'theirs','input_type':'search_document','texts':['a','b'],'embedding_types':['float'],'output_dimension':2}"));
            assertThat(floats.at("/data/1/embedding/0").asInt()).isEqualTo(2);
            assertThat(floats.at("/usage/prompt_tokens").asInt()).isEqualTo(9);
            assertThat(base64.at("/data/0/embedding").asString()).isEqualTo("AAAAPwAAgL8=");
        }
    }

    @Test
    void embeddingsAreTranslatedForGemini() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(
                                request -> json("{'embeddings':[{'values':[0.25]}]}"));
                RunningGateway gateway = RunningGateway.start(one("gemini", upstream))) {
            JsonNode reply =
                    RunningGateway.json(
                            send(
                                    gateway,
                                    "POST",
                                    "/v1/embeddings",
                                    quoted("{'model':'mine','input':'a'}")));

            Message asked = upstream.next();
            assertThat(asked.target()).isEqualTo("/v1/models/theirs:batchEmbedContents");
            assertThat(asked.text())
                    .isEqualTo(
                            quoted(
                                    "{'requests':[{'model':'models/theirs','content':{'parts':[{'text':'a'}]}}]}"));
            assertThat(reply.at("/data/0/embedding/0").asDouble()).isEqualTo(0.25);
        }
    }

    @Test
    void geminisOwnEmbeddingsKeepTheirBytes() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(request -> json("{}"));
                RunningGateway gateway = RunningGateway.start(one("gemini", upstream))) {
            send(
                    gateway,
                    "POST",
                    "/v1beta/models/mine:batchEmbedContents",
                    quoted("{ 'requests': [ {'model': 'models/mine', 'z': 1.0} ] }"));

            Message asked = upstream.next();
            assertThat(asked.target()).isEqualTo("/v1/models/theirs:batchEmbedContents");
            assertThat(asked.text())
                    .isEqualTo(quoted("{ 'requests': [{'model': 'models/theirs', 'z': 1.0}] }"));
        }
    }

    @Test
    void rerankingIsTranslatedForCohere() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                json("{'id':'r','results':[{'index':1,'relevance_score':0.98}]}"));
                RunningGateway gateway = RunningGateway.start(one("cohere-chat", upstream))) {
            JsonNode reply =
                    RunningGateway.json(
                            send(
                                    gateway,
                                    "POST",
                                    "/v1/rerank",
                                    quoted(
                                            "{'model':'mine','query':'q','documents':['a',{'text':'b'}],'top_n':1,'return_documents':true}")));

            Message asked = upstream.next();
            assertThat(asked.target()).isEqualTo("/v1/v2/rerank");
            assertThat(asked.text())
                    .isEqualTo(
                            quoted(
                                    "{'model':'theirs','query':'q','documents':['a','b'],'top_n':1}"));
            assertThat(reply.at("/results/0/document/text").asString()).isEqualTo("b");
        }
    }

    @Test
    void whatAnApiHasNoWordsForIsRefusedByName() throws Exception {
        try (RawUpstream upstream = RawUpstream.saying("no");
                RunningGateway gateway = RunningGateway.start(one("cohere-chat", upstream))) {
            Message tokens =
                    send(
                            gateway,
                            "POST",
                            "/v1/embeddings",
                            quoted("{'model':'mine','input':[[1]]}"));
            Message field =
                    send(
                            gateway,
                            "POST",
                            "/v1/embeddings",
                            quoted("{'model':'mine','input':'a','fancy':1}"));

            assertThat(tokens.status()).isEqualTo(400);
            assertThat(tokens.text()).contains("input: tokens");
            assertThat(field.status()).isEqualTo(400);
            assertThat(field.text()).contains("fancy");
            assertThat(upstream.waiting()).isZero();
        }
    }

    @Test
    void theClientsOwnKeyIsPassedOnWhereTheProviderTakesIt() throws Exception {
        var calls = new AtomicInteger();
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                calls.incrementAndGet() == 1 ? json("{}") : json(401, "{}"));
                RunningGateway gateway =
                        RunningGateway.start(
                                "providers:\n"
                                        + provider(
                                                "up",
                                                "openai-chat",
                                                upstream,
                                                ", client-keys: true")
                                        + "models: [ { name: mine, targets: [ up ] } ]\n"
                                        + ROUTE)) {
            String fields = "Authorization: Bearer sk-clients\r\n";
            String body = quoted("{'model':'mine','input':'a'}");
            Message taken = send(gateway, "POST", "/v1/embeddings", fields, body);
            Message refused = send(gateway, "POST", "/v1/embeddings", fields, body);

            assertThat(taken.status()).isEqualTo(200);
            assertThat(upstream.next().field("Authorization")).isEqualTo("Bearer sk-clients");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(calls).hasValue(2);
        }
    }
}
