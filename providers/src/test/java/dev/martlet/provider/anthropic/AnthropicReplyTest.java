// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ChatEvent.Kind;
import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.FinishReason;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect.EventWriter;
import dev.martlet.provider.dialect.Dialect.View;
import dev.martlet.provider.golden.Golden;
import dev.martlet.provider.golden.Streams;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.sse.ScriptedBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class AnthropicReplyTest {
    private static final View VIEW = new View("msg_view", 0, "shown", true);
    private static final Finish STOP = new Finish(FinishReason.STOP, "stop", null);

    private final AnthropicDialect dialect = new AnthropicDialect();

    private static JsonNode json(String json) {
        return Json.read(json.replace('\'', '"'));
    }

    private JsonNode write(Finish finish, Part... parts) {
        var choice = new Choice(0, List.of(parts), finish, null, Extras.NONE);
        return dialect.writeReply(
                new ChatReply("", 0, "", List.of(choice), null, Extras.NONE), VIEW);
    }

    private ChatReply whole(String content, String more) {
        return dialect.readReply(
                json("{'type':'message','id':'i','content':" + content + "," + more + "}"));
    }

    private List<ChatEvent> read(String... data) {
        var reader = dialect.eventReader();
        var events = new ArrayList<ChatEvent>();
        for (String one : data) {
            byte[] bytes = one.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            events.addAll(reader.read(new Event("", bytes, Map.of())));
        }
        events.addAll(reader.end());
        return events;
    }

    private List<JsonNode> stream(ChatEvent... events) {
        EventWriter writer = dialect.eventWriter(VIEW);
        var written = new ArrayList<JsonNode>();
        for (ChatEvent event : events) {
            for (Event one : writer.write(event)) {
                JsonNode data = Json.read(one.data());
                assertThat(data.path("type").stringValue()).isEqualTo(one.type());
                written.add(data);
            }
        }
        return written;
    }

    private static ChatEvent started(int part, Part seed) {
        return new ChatEvent.PartStarted(0, part, seed);
    }

    private static ChatEvent delta(int part, Kind kind, String text) {
        return new ChatEvent.Delta(0, part, kind, text);
    }

    private static ChatEvent ended(int part) {
        return new ChatEvent.PartEnded(0, part);
    }

    private static Part call(String id, String signature) {
        return new Part.ToolCall(id, "f", "", signature, Extras.NONE);
    }

    private static final ChatEvent BEGIN = new ChatEvent.Started("i", 0, "m", Extras.NONE);

    @ParameterizedTest
    @CsvSource({
        "end_turn,STOP",
        "stop_sequence,STOP_SEQUENCE",
        "max_tokens,LENGTH",
        "model_context_window_exceeded,LENGTH",
        "tool_use,TOOL_CALLS",
        "pause_turn,PAUSE",
        "refusal,REFUSAL",
        "something_new,OTHER"
    })
    void stopReasonsAreUnderstoodAndTheirWordsKept(String word, FinishReason reason) {
        Finish finish = whole("[]", "'stop_reason':'" + word + "'").choices().getFirst().finish();

        assertThat(finish).isEqualTo(new Finish(reason, word, null));
        if (reason != FinishReason.OTHER) {
            assertThat(write(finish).path("stop_reason").stringValue()).isEqualTo(word);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STOP,stop,end_turn",
        "LENGTH,length,max_tokens",
        "TOOL_CALLS,tool_calls,tool_use",
        "CONTENT_FILTER,SAFETY,refusal",
        "OTHER,MALFORMED_FUNCTION_CALL,end_turn"
    })
    void otherDialectsReasonsFindTheNearestWord(FinishReason reason, String raw, String word) {
        JsonNode reply = write(new Finish(reason, raw, null));

        assertThat(reply.path("stop_reason").stringValue()).isEqualTo(word);
        assertThat(reply.at("/stop_details/reason").asString(""))
                .isEqualTo(reason == FinishReason.OTHER ? raw : "");
    }

    @Test
    void aRefusalIsAReasonToStop() {
        JsonNode reply = write(STOP, new Part.Refusal("No.", Extras.NONE));

        assertThat(reply.path("stop_reason").stringValue()).isEqualTo("refusal");
        assertThat(reply.at("/content/0/text").stringValue()).isEqualTo("No.");
        assertThat(reply.path("id").stringValue()).isEqualTo("msg_view");
        assertThat(reply.path("model").stringValue()).isEqualTo("shown");
    }

    @Test
    void inputIncludesWhatTheCacheReadAndWrote() {
        Usage usage =
                whole(
                                "[]",
                                "'stop_reason':'end_turn','usage':{'input_tokens':10,"
                                        + "'cache_creation_input_tokens':20,"
                                        + "'cache_read_input_tokens':30,'output_tokens':4}")
                        .usage();

        assertThat(usage).isEqualTo(new Usage(60, 30, 20, 0, 4, 0, 0));
    }

    @Test
    void theCallThatIsTheAnswerIsText() {
        String block =
                "{'type':'tool_use','id':'t','name':'martlet_structured_output','input':{'a':1}}";

        ChatReply reply = whole("[" + block + "]", "'stop_reason':'tool_use'");

        assertThat(reply.choices().getFirst().parts()).containsExactly(new Part.Text("{\"a\":1}"));
        assertThat(reply.choices().getFirst().finish().reason()).isEqualTo(FinishReason.STOP);

        ChatReply streamed =
                Streams.reply(
                        read(
                                "{'type':'message_start','message':{'id':'i'}}",
                                "{'type':'content_block_start','index':0,'content_block':"
                                        + block.replace("{'a':1}", "{}")
                                        + "}",
                                "{'type':'content_block_delta','index':0,'delta':{'type':"
                                        + "'input_json_delta','partial_json':'{\\'a\\'"
                                        + ":1}'}}",
                                "{'type':'content_block_stop','index':0}",
                                "{'type':'message_delta','delta':{'stop_reason':'tool_use'}}",
                                "{'type':'message_stop'}"));
        assertThat(streamed.choices()).isEqualTo(reply.choices());
    }

    @Test
    void anotherProvidersThoughtTravelsInTheSignature() {
        var thought =
                new Part.Reasoning("Hm", true, "s", "e", "rs_1", "openai-responses", Extras.NONE);
        JsonNode content = write(STOP, thought).path("content");

        assertThat(content.at("/0/thinking").stringValue()).isEqualTo("Hm");
        String signature = content.at("/0/signature").stringValue();
        assertThat(CarriedThought.read(signature).thought("Hm")).isEqualTo(thought);

        List<JsonNode> events =
                stream(
                        BEGIN,
                        started(
                                0,
                                new Part.Reasoning(
                                        "",
                                        true,
                                        null,
                                        "e",
                                        "rs_1",
                                        "openai-responses",
                                        Extras.NONE)),
                        delta(0, Kind.REASONING, "Hm"),
                        delta(0, Kind.SIGNATURE, "s"),
                        ended(0));
        assertThat(events.get(3).at("/delta/signature").stringValue()).isEqualTo(signature);
    }

    @Test
    void theSignatureOfACallTravelsBesideIt() {
        JsonNode content = write(STOP, call("c1", "c2ln")).path("content");
        String carrier = CarriedThought.ofCall("gemini", "c1", "c2ln").text();

        assertThat(content.path(0))
                .isEqualTo(json("{'type':'thinking','thinking':'','signature':'" + carrier + "'}"));
        assertThat(content.at("/1/type").stringValue()).isEqualTo("tool_use");

        List<JsonNode> events =
                stream(BEGIN, started(0, call("c1", "c2ln")), ended(0), new ChatEvent.Ended());
        assertThat(events.get(2).at("/delta/signature").stringValue()).isEqualTo(carrier);
        assertThat(events.get(4).at("/content_block/type").stringValue()).isEqualTo("tool_use");

        List<JsonNode> late =
                stream(
                        BEGIN,
                        started(0, call("c1", null)),
                        delta(0, Kind.SIGNATURE, "c2ln"),
                        ended(0));
        assertThat(late.get(4).at("/delta/signature").stringValue()).isEqualTo(carrier);
    }

    @Test
    void partsThatComeAtTheSameTimeAreWrittenOneAfterAnother() {
        List<JsonNode> events =
                stream(
                        BEGIN,
                        started(0, new Part.Text("")),
                        delta(0, Kind.TEXT, "a"),
                        started(1, call("c1", null)),
                        started(2, call("c2", null)),
                        delta(2, Kind.ARGUMENTS, "{2"),
                        delta(1, Kind.ARGUMENTS, "{1"),
                        delta(0, Kind.TEXT, "b"),
                        delta(2, Kind.ARGUMENTS, "}"),
                        delta(1, Kind.ARGUMENTS, "}"),
                        ended(2),
                        ended(1),
                        ended(0),
                        new ChatEvent.Finished(0, STOP),
                        new ChatEvent.Ended());

        assertThat(events.stream().map(AnthropicReplyTest::brief))
                .containsExactly(
                        "message_start",
                        "content_block_start 0 text",
                        "content_block_delta 0 a",
                        "content_block_stop 0",
                        "content_block_start 1 tool_use",
                        "content_block_delta 1 {1",
                        "content_block_delta 1 }",
                        "content_block_stop 1",
                        "content_block_start 2 text",
                        "content_block_delta 2 b",
                        "content_block_stop 2",
                        "content_block_start 3 tool_use",
                        "content_block_delta 3 {2",
                        "content_block_delta 3 }",
                        "content_block_stop 3",
                        "message_delta",
                        "message_stop");
    }

    private static String brief(JsonNode event) {
        var brief = new StringBuilder(event.path("type").stringValue());
        if (event.has("index")) {
            brief.append(' ').append(event.path("index").intValue());
        }
        String more =
                event.at("/content_block/type").asString("")
                        + event.at("/delta/text").asString("")
                        + event.at("/delta/partial_json").asString("");
        return more.isEmpty() ? brief.toString() : brief + " " + more;
    }

    @Test
    void usageThatComesFirstStandsInTheFirstEventAndUsageAfterTheEndInTheLast() {
        List<JsonNode> events =
                stream(
                        BEGIN,
                        new ChatEvent.UsageTold(new Usage(10, 4, 0, 0, 1, 0, 0)),
                        new ChatEvent.Finished(0, STOP),
                        new ChatEvent.UsageTold(new Usage(10, 4, 0, 0, 7, 0, 0)),
                        new ChatEvent.Ended());

        assertThat(events.getFirst().at("/message/usage/input_tokens").intValue()).isEqualTo(6);
        assertThat(events.get(1).at("/usage/output_tokens").intValue()).isEqualTo(7);
        assertThat(events).hasSize(3);
    }

    @Test
    void nothingFollowsAnError() {
        var error = new ProviderError(ProviderError.Kind.OVERLOADED, 0, "", null, "too much", null);

        List<JsonNode> events =
                stream(
                        BEGIN,
                        started(0, new Part.Text("")),
                        new ChatEvent.Failed(error),
                        new ChatEvent.Ended());

        assertThat(events.getLast())
                .isEqualTo(
                        json(
                                "{'type':'error','error':{'type':'overloaded_error',"
                                        + "'message':'too much'}}"));
    }

    @Test
    void aStreamWithToolsOfTheProvidersOwnPassesWhole() {
        byte[] recorded = Golden.bytes(AnthropicDialect.NAME, "server-tools.stream.sse");

        List<ChatEvent> events = Streams.read(dialect.eventReader(), new ScriptedBody(recorded));
        ChatReply reply = Streams.reply(events);

        List<Part> parts = reply.choices().getFirst().parts();
        assertThat(parts).hasSize(4);
        assertThat(((Part.Opaque) parts.get(1)).value().path("input"))
                .isEqualTo(json("{'query':'weather NYC'}"));
        assertThat(reply.usage()).isEqualTo(new Usage(10803, 21, 100, 0, 510, 0, 0));
        assertThat(events)
                .contains(new ChatEvent.Heartbeat())
                .anyMatch(ChatEvent.Cited.class::isInstance)
                .anyMatch(ChatEvent.Unknown.class::isInstance);

        List<JsonNode> written = stream(events.toArray(ChatEvent[]::new));
        assertThat(written.stream().map(event -> event.path("type").stringValue()))
                .contains("ping")
                .doesNotContain("a_new_kind");
        assertThat(written)
                .anyMatch(event -> event.at("/delta/type").asString("").equals("citations_delta"))
                .anyMatch(event ->
                        event.at("/content_block/type")
                                .asString("")
                                .equals("web_search_tool_result"));
    }

    @Test
    void aCallWithoutArgumentsHasAnEmptyObject() {
        ChatReply reply =
                Streams.reply(
                        read(
                                "{'type':'message_start','message':{'id':'i'}}",
                                "{'type':'content_block_start','index':0,'content_block':"
                                        + "{'type':'tool_use','id':'a','name':'f','input':{}}}",
                                "{'type':'content_block_stop','index':0}",
                                "{'type':'message_delta','delta':{'stop_reason':'tool_use'}}"));

        assertThat(reply.choices().getFirst().parts())
                .containsExactly(new Part.ToolCall("a", "f", "{}", null, Extras.NONE));
    }

    @Test
    void aMissingMarkOfTheEndIsNoMatterAfterTheReasonToStop() {
        assertThat(
                        read(
                                "{'type':'message_start','message':{'id':'i'}}",
                                "{'type':'message_delta','delta':{'stop_reason':'end_turn'}}"))
                .endsWith(new ChatEvent.Ended());
        assertThat(read("{'type':'message_start','message':{'id':'i'}}"))
                .doesNotContain(new ChatEvent.Ended());
    }

    @Test
    void aMalformedEventIsRefusedAndTheNextOneRead() {
        var reader = dialect.eventReader();
        var bad = new Event("", "{\"type\":".getBytes(StandardCharsets.UTF_8), Map.of());
        var ping = new Event("", "{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8), Map.of());

        assertThatThrownBy(() -> reader.read(bad)).isInstanceOf(BadChatException.class);
        assertThat(reader.read(ping)).containsExactly(new ChatEvent.Heartbeat());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|invalid_request_error|messages: bad|BAD_REQUEST",
                "400|invalid_request_error|prompt is too long: 210000 tokens|CONTEXT_LENGTH",
                "400|invalid_request_error|input length and `max_tokens` exceed context limit"
                        + "|CONTEXT_LENGTH",
                "400|invalid_request_error|This model does not support assistant message prefill."
                        + "|PREFILL_REJECTED",
                "400|invalid_request_error|Your credit balance is too low|PAYMENT",
                "400|invalid_request_error|Output blocked by content filtering policy"
                        + "|CONTENT_FILTER",
                "401|authentication_error|invalid x-api-key|CREDENTIALS",
                "402|billing_error|pay|PAYMENT",
                "403|permission_error|no|CREDENTIALS",
                "404|not_found_error|model: x|NOT_FOUND",
                "413|request_too_large|big|BAD_REQUEST",
                "429|rate_limit_error|slow down|RATE_LIMITED",
                "500|api_error|oops|SERVER",
                "504|timeout_error|slow|TIMEOUT",
                "529|overloaded_error|Overloaded|OVERLOADED",
                "0|overloaded_error|Overloaded|OVERLOADED",
                "503|some_proxy|x|OVERLOADED",
            })
    void errorsAreUnderstood(int status, String type, String message, ProviderError.Kind kind) {
        JsonNode body =
                json(
                        "{'type':'error','error':{'type':'%s','message':'%s'},'request_id':'r'}"
                                .formatted(type, message));

        ProviderError error = dialect.readError(status, body);

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.type()).isEqualTo(type);
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.status()).isEqualTo(status == 0 ? 529 : status);
        if (!type.equals("some_proxy")) {
            assertThat(dialect.writeError(error, "r")).isEqualTo(body);
        }
    }

    @Test
    void aBodyThatIsNoErrorIsJudgedByItsStatus() {
        ProviderError error = dialect.readError(502, Json.object().path("nothing"));

        assertThat(error.kind()).isEqualTo(ProviderError.Kind.SERVER);
        assertThat(error.message()).isEqualTo("status 502");
    }

    @Test
    void clientsKnowAPromptThatIsTooLongByItsWords() {
        var error =
                new ProviderError(
                        ProviderError.Kind.CONTEXT_LENGTH,
                        400,
                        "invalid_request_error",
                        "context_length_exceeded",
                        "maximum context length is 8192 tokens",
                        null);

        assertThat(dialect.writeError(error, "").at("/error/message").stringValue())
                .startsWith("prompt is too long: ");
    }
}
