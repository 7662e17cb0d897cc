// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.langchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.FullReply;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.config.Secret;
import dev.martlet.provider.config.LangChainConfig;
import dev.martlet.provider.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** With LangChain4j's own models of OpenAI, against a server on a real port. */
class LangChainModelTest {
    private static final String CHAT = "dev.langchain4j.model.openai.OpenAiChatModel";
    private static final String STREAMING = "dev.langchain4j.model.openai.OpenAiStreamingChatModel";
    private static final String HELLO =
            "{'model':'gpt-x','messages':[{'role':'user','content':'Hi'}]%s}";

    private FakeOpenAi server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeOpenAi();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private LangChainModel model(String chat, String streaming, Map<String, String> more) {
        Map<String, Secret> properties = new HashMap<>();
        properties.put("base-url", new Secret(server.url()));
        properties.put("api-key", new Secret("sk-test"));
        more.forEach((name, value) -> properties.put(name, new Secret(value)));
        return make(new LangChainConfig(chat, streaming, properties, List.of()));
    }

    private static LangChainModel make(LangChainConfig config) {
        return new LangChainModel("lc", config, 4, System::nanoTime, InstantSource.system());
    }

    private void says(String message, String finish) {
        server.body =
                ("{'id':'chatcmpl-1','object':'chat.completion','created':1,'model':'gpt-x-1','choices':[{'index':0,'message':"
                                + message
                                + ",'finish_reason':'"
                                + finish
                                + "'}],'usage':{'prompt_tokens':7,'completion_tokens':3,'total_tokens':10}}")
                        .replace('\'', '"');
    }

    @Test
    void aTextIsAnsweredWithItsUsage() throws Exception {
        says("{'role':'assistant','content':'Hello'}", "stop");
        try (var model = model(CHAT, null, Map.of("temperature", "0.5", "timeout", "5s"))) {
            JsonNode reply =
                    Asked.json(
                            Asked.whole(
                                    model,
                                    "{'model':'gpt-x','max_tokens':50,'stop':['.'],'messages':[{'role':'system','content':'Be kind'},{'role':'user','content':'Hi'}]}"));

            assertThat(reply.at("/choices/0/message/content").asString()).isEqualTo("Hello");
            assertThat(reply.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
            assertThat(reply.at("/usage/prompt_tokens").asInt()).isEqualTo(7);
            assertThat(reply.at("/usage/completion_tokens").asInt()).isEqualTo(3);
            JsonNode asked = server.asked();
            assertThat(asked.at("/model").asString()).isEqualTo("gpt-x");
            assertThat(asked.at("/temperature").asDouble()).isEqualTo(0.5);
            assertThat(asked.at("/stop/0").asString()).isEqualTo(".");
            assertThat(asked.at("/messages/0/role").asString()).isEqualTo("system");
            assertThat(asked.at("/messages/1/content").asString()).isEqualTo("Hi");
        }
    }

    @Test
    void toolsAreOfferedCalledAndAnswered() throws Exception {
        says(
                "{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function','function':{'name':'weather','arguments':'{}'}}]}",
                "tool_calls");
        String tools =
                ",'tool_choice':'required','tools':[{'type':'function','function':{'name':'weather','description':'d','parameters':{'type':'object','properties':{'city':{'type':'string','pattern':'^[A-Z]'}},'required':['city']}}}]";
        try (var model = model(CHAT, null, Map.of())) {
            JsonNode reply = Asked.json(Asked.whole(model, HELLO.formatted(tools)));

            JsonNode call = reply.at("/choices/0/message/tool_calls/0");
            assertThat(call.at("/id").asString()).isEqualTo("c1");
            assertThat(call.at("/function/name").asString()).isEqualTo("weather");
            assertThat(reply.at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
            JsonNode asked = server.asked();
            assertThat(asked.at("/tool_choice").asString()).isEqualTo("required");
            JsonNode parameters = asked.at("/tools/0/function/parameters");
            assertThat(parameters.at("/properties/city/pattern").asString()).isEqualTo("^[A-Z]");
            assertThat(parameters.at("/required/0").asString()).isEqualTo("city");

            says("{'role':'assistant','content':'Rain'}", "stop");
            Asked.whole(
                    model,
                    "{'model':'m','messages':[{'role':'user','content':'Hi'},{'role':'assistant','tool_calls':[{'id':'c1','type':'function','function':{'name':'weather','arguments':'{}'}}]},{'role':'tool','tool_call_id':'c1','content':'rain'}]}");
            asked = server.asked();
            assertThat(asked.at("/messages/1/tool_calls/0/id").asString()).isEqualTo("c1");
            assertThat(asked.at("/messages/2/role").asString()).isEqualTo("tool");
            assertThat(asked.at("/messages/2/tool_call_id").asString()).isEqualTo("c1");
            assertThat(asked.at("/messages/2/content").asString()).isEqualTo("rain");
        }
    }

    @Test
    void imagesAndSchemasArePassedOn() throws Exception {
        says("{'role':'assistant','content':'{}'}", "stop");
        try (var model = model(CHAT, null, Map.of())) {
            Asked.whole(
                    model,
                    "{'model':'m','messages':[{'role':'user','content':[{'type':'text','text':'What?'},{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA','detail':'low'}}]}],'response_format':{'type':'json_schema','json_schema':{'name':'answer','schema':{'type':'object','properties':{'a':{'type':'integer','minimum':3}}}}}}");

            JsonNode asked = server.asked();
            assertThat(asked.at("/messages/0/content/1/image_url/url").asString())
                    .isEqualTo("data:image/png;base64,AAAA");
            assertThat(asked.at("/messages/0/content/1/image_url/detail").asString())
                    .isEqualTo("low");
            JsonNode schema = asked.at("/response_format/json_schema");
            assertThat(schema.at("/name").asString()).isEqualTo("answer");
            assertThat(schema.at("/schema/properties/a/minimum").asInt()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aStreamComesInPieces(boolean streaming) throws Exception {
        if (streaming) {
            server.type = "text/event-stream";
            server.body =
                    chunk("{'role':'assistant','content':'Hel'}", "null")
                            + chunk("{'content':'lo'}", "null")
                            + chunk("{}", "'stop'")
                            + "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}\n\n"
                            + "data: [DONE]\n\n";
        } else {
            says("{'role':'assistant','content':'Hello'}", "stop");
        }
        try (var model = model(streaming ? null : CHAT, streaming ? STREAMING : null, Map.of())) {
            Reply reply =
                    model.send(
                            Asked.call(
                                    HELLO.formatted(
                                            ",'stream':true,'stream_options':{'include_usage':true}")),
                            Asked.soon());
            List<String> events = Asked.events(reply);

            assertThat(events.getLast()).isEqualTo("[DONE]");
            assertThat(text(events)).isEqualTo("Hello");
            assertThat(events.toString())
                    .contains("\"finish_reason\":\"stop\"", "\"prompt_tokens\":7");
        }
    }

    @Test
    void aToolCallIsStreamed() throws Exception {
        server.type = "text/event-stream";
        server.body =
                chunk(
                                "{'role':'assistant','tool_calls':[{'index':0,'id':'c1','type':'function','function':{'name':'f','arguments':''}}]}",
                                "null")
                        + chunk(
                                "{'tool_calls':[{'index':0,'function':{'arguments':'{#a#:'}}]}",
                                "null")
                        + chunk(
                                "{'tool_calls':[{'index':0,'function':{'arguments':'1}'}}]}",
                                "null")
                        + chunk("{}", "'tool_calls'")
                        + "data: [DONE]\n\n";
        try (var model = model(null, STREAMING, Map.of())) {
            List<String> events =
                    Asked.events(
                            model.send(
                                    Asked.call(HELLO.formatted(",'stream':true")), Asked.soon()));

            var arguments = new StringBuilder();
            for (String event : events) {
                if (event.startsWith("{")) {
                    arguments.append(
                            Json.read(event)
                                    .at("/choices/0/delta/tool_calls/0/function/arguments")
                                    .asString(""));
                }
            }
            assertThat(arguments.toString()).isEqualTo("{\"a\":1}");
            assertThat(events.toString())
                    .contains("\"id\":\"c1\"", "\"finish_reason\":\"tool_calls\"");
        }
    }

    private static String chunk(String delta, String finish) {
        String json =
                "{'id':'1','object':'chat.completion.chunk','created':1,'model':'m','choices':[{'index':0,'delta':"
                        + delta
                        + ",'finish_reason':"
                        + finish
                        + "}]}";
        return "data: " + json.replace('\'', '"').replace("#", "\\\"") + "\n\n";
    }

    private static String text(List<String> events) {
        var text = new StringBuilder();
        for (String event : events) {
            if (event.startsWith("{")) {
                text.append(Json.read(event).at("/choices/0/delta/content").asString(""));
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({"400, 400", "401, 401", "403, 403", "404, 404", "429, 429", "500, 500", "503, 503"})
    void aStatusOfTheServerIsTheStatusOfTheAnswer(int status, int expected) throws Exception {
        server.status = status;
        server.body = "{\"error\":{\"message\":\"no\"}}";
        try (var model = model(CHAT, STREAMING, Map.of())) {
            FullReply whole = Asked.whole(model, HELLO.formatted(""));
            Reply stream = model.send(Asked.call(HELLO.formatted(",'stream':true")), Asked.soon());

            assertThat(whole.status().code()).isEqualTo(expected);
            assertThat(Asked.json(whole).at("/error").isObject()).isTrue();
            assertThat(stream.status().code()).isEqualTo(expected);
            // Nothing was tried again: that is done above, for all providers alike.
            server.asked();
            server.asked();
            assertThat(server.left()).isZero();
        }
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() throws Exception {
        try (var model = model(CHAT, null, Map.of())) {
            server.close();

            assertThat(Asked.whole(model, HELLO.formatted("")).status().code()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",'n':2|n",
                ",'logprobs':true|logprobs",
                ",'seed':1|seed",
                ",'reasoning_effort':'high'|reasoning_effort",
                ",'parallel_tool_calls':false|parallel_tool_calls"
            })
    void whatLangChainCannotSayIsRefusedByName(String more, String field) throws Exception {
        try (var model = model(CHAT, null, Map.of())) {
            FullReply reply = Asked.whole(model, HELLO.formatted(more));

            assertThat(reply.status().code()).isEqualTo(400);
            assertThat(Asked.json(reply).at("/error/param").asString()).isEqualTo(field);
        }
    }

    @Test
    void mistakesInThePropertiesAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model(CHAT, null, Map.of("temprature", "1")))
                .withMessageStartingWith("properties.temprature: unknown (expected: one of ")
                .withMessageContaining("temperature");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model(CHAT, null, Map.of("temperature", "hot")))
                .withMessage("properties.temperature: not a value (expected: a number)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model(CHAT, null, Map.of("timeout", "soon")))
                .withMessageContaining("properties.timeout: not a value (expected: a duration");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model("no.such.Model", null, Map.of()))
                .withMessageStartingWith("chat-model: no.such.Model is not there");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model(null, CHAT, Map.of()))
                .withMessage("streaming-chat-model: " + CHAT + " is no StreamingChatModel");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        make(
                                new LangChainConfig(
                                        CHAT, null, Map.of(), List.of(Path.of("none.jar")))))
                .withMessageContaining("jars: none.jar cannot be read");
    }

    @Test
    void aMessageNeverShowsAValue() {
        assertThatThrownBy(() -> model(CHAT, null, Map.of("max-retries", "sk-secret")))
                .hasMessageContaining("properties.max-retries")
                .hasMessageNotContaining("sk-secret");
    }

    @Test
    void aNameInThePropertiesIsTheModels() throws Exception {
        says("{'role':'assistant','content':'Hello'}", "stop");
        try (var model = model(CHAT, null, Map.of("model-name", "gpt-own"))) {
            Asked.whole(model, HELLO.formatted(""));

            assertThat(server.asked().at("/model").asString()).isEqualTo("gpt-own");
        }
    }

    @Test
    void aStreamThatIsClosedStopsTheModelAndFreesItsPlace() throws Exception {
        Endless.COUNT.set(0);
        var config = new LangChainConfig(null, Endless.class.getName(), Map.of(), List.of());
        try (var model =
                new LangChainModel("lc", config, 1, System::nanoTime, InstantSource.system())) {
            for (int i = 0; i < 3; i++) {
                var reply =
                        (StreamedReply)
                                model.send(
                                        Asked.call(HELLO.formatted(",'stream':true")),
                                        Asked.soon());
                reply.events().orElseThrow().next();
                reply.close();
                assertThat(Endless.STOPPED.poll(10, java.util.concurrent.TimeUnit.SECONDS))
                        .isTrue();
            }
            // Nobody read on, so it was held up: what fits between the two, and no more.
            assertThat(Endless.COUNT.get()).isLessThan(3 * 80);
        }
    }
}
