// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

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
import dev.martlet.provider.chat.Media;
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
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class GeminiReplyTest {
    private static final View VIEW = new View("view", 0, "shown", true);
    private static final Finish STOP = new Finish(FinishReason.STOP, "stop", null);
    private static final ChatEvent BEGIN = new ChatEvent.Started("i", 0, "m", Extras.NONE);

    private final GeminiDialect dialect = new GeminiDialect();

    private static JsonNode json(String json) {
        return Json.read(json.replace('\'', '"'));
    }

    private ChatReply whole(String json) {
        return dialect.readReply(json(json));
    }

    private JsonNode write(Finish finish, Part... parts) {
        var choice = new Choice(0, List.of(parts), finish, null, Extras.NONE);
        var reply = new ChatReply("", 0, "", List.of(choice), null, Extras.NONE);
        return Json.read(Json.write(dialect.writeReply(reply, VIEW)));
    }

    private List<ChatEvent> stream(String... data) {
        var reader = dialect.eventReader();
        var events = new ArrayList<ChatEvent>();
        for (String one : data) {
            byte[] bytes = one.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            events.addAll(reader.read(new Event("", bytes, Map.of())));
        }
        events.addAll(reader.end());
        return events;
    }

    private List<JsonNode> written(ChatEvent... events) {
        EventWriter writer = dialect.eventWriter(VIEW);
        var written = new ArrayList<JsonNode>();
        for (ChatEvent event : events) {
            writer.write(event).forEach(one -> written.add(Json.read(one.data())));
        }
        return written;
    }

    private static JsonNode part(JsonNode chunk) {
        return chunk.at("/candidates/0/content/parts/0");
    }

    @ParameterizedTest
    @CsvSource({
        "STOP,STOP",
        "MAX_TOKENS,LENGTH",
        "SAFETY,CONTENT_FILTER",
        "RECITATION,CONTENT_FILTER",
        "BLOCKLIST,CONTENT_FILTER",
        "PROHIBITED_CONTENT,CONTENT_FILTER",
        "MALFORMED_FUNCTION_CALL,OTHER",
        "SOMETHING_NEW,OTHER"
    })
    void finishReasonsAreUnderstoodAndTheirWordsKept(String word, FinishReason reason) {
        Finish finish =
                whole("{'candidates':[{'finishReason':'" + word + "'}]}")
                        .choices()
                        .getFirst()
                        .finish();

        assertThat(finish).isEqualTo(new Finish(reason, word, null));
        assertThat(write(finish).at("/candidates/0/finishReason").stringValue())
                .isEqualTo(word.equals("SOMETHING_NEW") ? "OTHER" : word);
    }

    @ParameterizedTest
    @CsvSource({
        "STOP_SEQUENCE,stop_sequence,STOP",
        "REFUSAL,refusal,SAFETY",
        "PAUSE,pause_turn,OTHER",
        "LENGTH,length,MAX_TOKENS"
    })
    void otherDialectsReasonsFindTheNearestWord(FinishReason reason, String raw, String word) {
        JsonNode candidate = write(new Finish(reason, raw, null)).at("/candidates/0");

        assertThat(candidate.path("finishReason").stringValue()).isEqualTo(word);
        assertThat(candidate.path("finishMessage").asString(""))
                .isEqualTo(word.equals("OTHER") ? raw : "");
    }

    @Test
    void aPromptThatIsBlockedIsAnAnswerCutByTheFilter() {
        String body =
                "{'promptFeedback':{'blockReason':'PROHIBITED_CONTENT'},"
                        + "'usageMetadata':{'promptTokenCount':4},'modelVersion':'m'}";
        var finish = new Finish(FinishReason.CONTENT_FILTER, "PROHIBITED_CONTENT", null);

        assertThat(whole(body).choices())
                .containsExactly(new Choice(0, List.of(), finish, null, Extras.NONE));
        assertThat(stream(body)).endsWith(new ChatEvent.Finished(0, finish), new ChatEvent.Ended());
    }

    @Test
    void aReplyWithoutAnAnswerIsRefused() {
        assertThatThrownBy(() -> whole("{'modelVersion':'m'}"))
                .isInstanceOf(BadChatException.class);
        assertThatThrownBy(() -> whole("{'candidates':[{'content':{}}]}"))
                .hasMessage("candidates[0].finishReason: missing");
    }

    @Test
    void aRecordedStreamIsRead() {
        byte[] recorded = Golden.bytes(GeminiDialect.NAME, "recorded.stream.sse");

        List<ChatEvent> events = Streams.read(dialect.eventReader(), new ScriptedBody(recorded));
        ChatReply reply = Streams.reply(events);

        Choice choice = reply.choices().getFirst();
        assertThat(choice.finish().reason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(choice.parts()).hasSize(3);
        var first = (Part.ToolCall) choice.parts().get(1);
        var second = (Part.ToolCall) choice.parts().get(2);
        assertThat(first.signature()).isEqualTo("CuwCAdHtim8=");
        assertThat(first.id()).startsWith("call_").isNotEqualTo(second.id());
        assertThat(second.arguments()).isEqualTo("{\"city\":\"Rome\"}");
        assertThat(reply.usage()).isEqualTo(new Usage(67, 8, 0, 12, 100, 70, 0));
        assertThat(written(events.toArray(ChatEvent[]::new)))
                .anyMatch(chunk -> chunk.at("/candidates/0/groundingMetadata/x").intValue(0) == 1);
        for (int at = 1; at < recorded.length; at++) {
            var cut = ScriptedBody.cutAt(recorded, at);
            assertThat(Streams.read(dialect.eventReader(), cut)).isEqualTo(events);
        }
    }

    @Test
    void idsThatWereMadeDifferFromReplyToReply() {
        String call =
                "'candidates':[{'content':{'parts':[{'functionCall':{'name':'f'}}]},"
                        + "'finishReason':'STOP'}]}";

        assertThat(id(whole("{'responseId':'a'," + call)))
                .isEqualTo(id(whole("{'responseId':'a'," + call)))
                .isNotEqualTo(id(whole("{'responseId':'b'," + call)));
        assertThat(id(whole("{" + call))).matches("call_[0-9a-f]{16}_0");
    }

    private static String id(ChatReply reply) {
        return ((Part.ToolCall) reply.choices().getFirst().parts().getFirst()).id();
    }

    @Test
    void severalAnswersAndTheirProbabilitiesAreKept() {
        String body =
                "{'candidates':[{'content':{'parts':[{'text':'a'}],'role':'model'},'index':0,"
                        + "'finishReason':'STOP','logprobsResult':{'topCandidates':[{'candidates':"
                        + "[{'token':'a','logProbability':-0.10}]}],"
                        + "'chosenCandidates':[{'token':'a','logProbability':-0.10}]}},"
                        + "{'content':{'parts':[{'text':'b'}],'role':'model'},'index':1,"
                        + "'finishReason':'MAX_TOKENS'}],"
                        + "'modelVersion':'shown','responseId':'r'}";

        ChatReply reply = whole(body);

        assertThat(reply.choices()).hasSize(2);
        assertThat(reply.choices().getFirst().logprobs())
                .isEqualTo(
                        json(
                                "{'content':[{'token':'a','logprob':-0.10,'bytes':null,"
                                        + "'top_logprobs':[{'token':'a','logprob':-0.10,"
                                        + "'bytes':null}]}]}"));
        assertThat(Json.read(Json.write(dialect.writeReply(reply, VIEW)))).isEqualTo(json(body));

        List<JsonNode> chunks = written(stream(body).toArray(ChatEvent[]::new));
        assertThat(chunks.getLast().path("candidates"))
                .extracting(candidate -> candidate.path("finishReason").stringValue())
                .containsExactly("STOP", "MAX_TOKENS");
    }

    @Test
    void anotherProvidersThoughtTravelsInTheSignature() {
        var thought =
                new Part.Reasoning("Hm", true, "s", null, null, "anthropic-messages", Extras.NONE);

        JsonNode whole = part(write(STOP, thought));
        List<JsonNode> chunks =
                written(
                        BEGIN,
                        new ChatEvent.PartStarted(
                                0,
                                0,
                                new Part.Reasoning(
                                        "",
                                        true,
                                        null,
                                        null,
                                        null,
                                        "anthropic-messages",
                                        Extras.NONE)),
                        new ChatEvent.Delta(0, 0, Kind.REASONING, "Hm"),
                        new ChatEvent.Delta(0, 0, Kind.SIGNATURE, "s"),
                        new ChatEvent.PartEnded(0, 0));

        String signature = whole.path("thoughtSignature").stringValue();
        assertThat(CarriedThought.read(signature).thought("Hm")).isEqualTo(thought);
        assertThat(whole.path("thought").booleanValue()).isTrue();
        assertThat(part(chunks.get(0))).isEqualTo(json("{'text':'Hm','thought':true}"));
        assertThat(part(chunks.get(1)))
                .isEqualTo(
                        json("{'text':'','thought':true,'thoughtSignature':'" + signature + "'}"));
    }

    @Test
    void callsAreWrittenOnceTheyAreComplete() {
        List<JsonNode> chunks =
                written(
                        BEGIN,
                        new ChatEvent.PartStarted(
                                0, 0, new Part.ToolCall("a", "f", "", null, Extras.NONE)),
                        new ChatEvent.PartStarted(
                                0, 1, new Part.ToolCall("b", "g", "", null, Extras.NONE)),
                        new ChatEvent.Delta(0, 1, Kind.ARGUMENTS, "{\"n\":"),
                        new ChatEvent.Delta(0, 0, Kind.ARGUMENTS, "{\"n\":1}"),
                        new ChatEvent.Delta(0, 0, Kind.SIGNATURE, "c2ln"),
                        new ChatEvent.Delta(0, 1, Kind.ARGUMENTS, "2}"),
                        new ChatEvent.PartEnded(0, 1),
                        new ChatEvent.PartEnded(0, 0));

        assertThat(chunks.stream().map(GeminiReplyTest::part))
                .containsExactly(
                        json("{'functionCall':{'id':'b','name':'g','args':{'n':2}}}"),
                        json(
                                "{'functionCall':{'id':'a','name':'f','args':{'n':1}},"
                                        + "'thoughtSignature':'c2ln'}"));
    }

    @Test
    void aPictureIsAnAnswer() {
        var image = new Part.Image(new Media.Inline("image/png", "AA=="), null, Extras.NONE);

        JsonNode reply = write(STOP, image);

        assertThat(part(reply))
                .isEqualTo(json("{'inlineData':{'mimeType':'image/png','data':'AA=='}}"));
        assertThat(dialect.readReply(reply).choices().getFirst().parts()).containsExactly(image);
    }

    @Test
    void aStreamWithoutAReasonHasNoEnd() {
        assertThat(stream("{'candidates':[{'content':{'parts':[{'text':'a'}]}}]}"))
                .doesNotContain(new ChatEvent.Ended());
        assertThat(
                        stream(
                                "{'candidates':[{'index':0,'finishReason':'STOP'}]}",
                                "{'candidates':[{'index':1,'content':{'parts':[{'text':'a'}]}}]}"))
                .doesNotContain(new ChatEvent.Ended());
    }

    @Test
    void anErrorWithinAStreamIsTheLastThingSaid() {
        List<ChatEvent> events =
                stream(
                        "{'candidates':[{'index':0,'finishReason':'STOP'}]}",
                        "{'error':{'code':503,'message':'busy','status':'UNAVAILABLE'}}");

        assertThat(events.getLast()).isInstanceOf(ChatEvent.Failed.class);
        assertThat(written(events.toArray(ChatEvent[]::new)).getLast())
                .isEqualTo(json("{'error':{'code':503,'message':'busy','status':'UNAVAILABLE'}}"));
    }

    @Test
    void theFormThatIsAnArrayIsWholeOnlyAtTheEnd() {
        var encoder = new JsonArrayEncoder();
        var out = new ByteArrayOutputStream();
        EventWriter writer = dialect.eventWriter(VIEW);
        List<ChatEvent> events =
                List.of(
                        BEGIN,
                        new ChatEvent.PartStarted(0, 0, new Part.Text("")),
                        new ChatEvent.Delta(0, 0, Kind.TEXT, "a"),
                        new ChatEvent.Delta(0, 0, Kind.TEXT, "b"),
                        new ChatEvent.Finished(0, STOP));
        for (ChatEvent event : events) {
            writer.write(event).forEach(one -> out.writeBytes(encoder.encode(one)));
        }
        byte[] cut = out.toByteArray();
        writer.write(new ChatEvent.Ended()).forEach(one -> out.writeBytes(encoder.encode(one)));

        assertThat(Json.read(out.toByteArray())).hasSize(3);
        assertThatThrownBy(() -> Json.read(cut)).hasMessageStartingWith("not valid JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|INVALID_ARGUMENT|bad|BAD_REQUEST",
                "400|INVALID_ARGUMENT|API key not valid. Please pass a valid API key.|CREDENTIALS",
                "400|INVALID_ARGUMENT|The input token count (9) exceeds the maximum|CONTEXT_LENGTH",
                "400|FAILED_PRECONDITION|User location is not supported|BAD_REQUEST",
                "400|FAILED_PRECONDITION|Please enable billing|PAYMENT",
                "401|UNAUTHENTICATED|no|CREDENTIALS",
                "403|PERMISSION_DENIED|no|CREDENTIALS",
                "404|NOT_FOUND|models/x is not found|NOT_FOUND",
                "429|RESOURCE_EXHAUSTED|quota|RATE_LIMITED",
                "429|RESOURCE_EXHAUSTED|Your prepayment credits are depleted|PAYMENT",
                "500|INTERNAL|oops|SERVER",
                "503|UNAVAILABLE|The model is overloaded|OVERLOADED",
                "504|DEADLINE_EXCEEDED|slow|TIMEOUT",
            })
    void errorsAreUnderstood(int status, String word, String message, ProviderError.Kind kind) {
        JsonNode body =
                json(
                        "{'error':{'code':%d,'message':'%s','status':'%s'}}"
                                .formatted(status, message, word));

        ProviderError error = dialect.readError(status, body);

        assertThat(error).isEqualTo(new ProviderError(kind, status, word, null, message, null));
        assertThat(dialect.readError(0, Json.array().add(body))).isEqualTo(error);
        assertThat(dialect.writeError(error, "")).isEqualTo(body);
    }

    @Test
    void theTimeToWaitIsReadAndWritten() {
        JsonNode body =
                json(
                        "{'error':{'code':429,'message':'m','status':'RESOURCE_EXHAUSTED','details':["
                                + "{'@type':'type.googleapis.com/google.rpc.RetryInfo',"
                                + "'retryDelay':'34.074s'}]}}");

        ProviderError error = dialect.readError(429, body);

        assertThat(error.retryAfter()).isEqualTo(Duration.ofMillis(34_074));
        assertThat(dialect.writeError(error, "")).isEqualTo(body);
        assertThat(dialect.writeError(error, "req-1").at("/error/details/1/requestId"))
                .isEqualTo(Json.object().stringNode("req-1"));
    }

    @ParameterizedTest
    @CsvSource({"-1s", "1e99999999s", "x", "9999999999999s", "s"})
    void aTimeToWaitThatIsNoneIsLeftOut(String delay) {
        JsonNode body =
                json(
                        "{'error':{'details':[{'@type':'type.googleapis.com/google.rpc.RetryInfo',"
                                + "'retryDelay':'"
                                + delay
                                + "'}]}}");

        assertThat(dialect.readError(429, body).retryAfter()).isNull();
    }

    @Test
    void anErrorOfAnotherDialectGetsTheWordOfItsStatus() {
        var error =
                new ProviderError(
                        ProviderError.Kind.OVERLOADED, 529, "overloaded_error", null, "m", null);

        assertThat(dialect.writeError(error, "").at("/error/status").stringValue())
                .isEqualTo("UNAVAILABLE");
    }
}
