// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.cohere;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Body;
import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.FinishReason;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.sse.SseSource;
import dev.martlet.provider.testing.Collected;
import dev.martlet.provider.testing.Golden;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CohereStreamTest {
    private static final CohereChat DIALECT = new CohereChat();
    private static final Dialect.View VIEW = new Dialect.View("view-id", 0, "", true);

    @Test
    void aStreamWithCallsSaysWhatTheWholeReplySays() throws IOException {
        Collected stream = Collected.of(DIALECT, events("tools"));

        assertThat(stream.parts())
                .containsExactly(
                        thought("Two calls.", null, "cohere-chat"),
                        new Part.Text("I look both up, élan."),
                        new Part.ToolCall(
                                "lookup_1", "lookup", "{\"plant\":\"fern\"}", null, Extras.NONE),
                        new Part.ToolCall("season_2", "season", "{}", null, Extras.NONE));
        assertThat(stream.finish())
                .isEqualTo(new Finish(FinishReason.TOOL_CALLS, "TOOL_CALL", null));
        assertThat(stream.usage()).isEqualTo(new Usage(30, 12));
        assertThat(stream.ended()).isTrue();
    }

    @Test
    void aStreamOfTextIsWrittenAsItWas() throws IOException {
        List<Event> written = new ArrayList<>();
        Dialect.EventReader reader = DIALECT.eventReader();
        Dialect.EventWriter writer = DIALECT.eventWriter(VIEW);
        for (Event event : events("text")) {
            reader.read(event).forEach(said -> written.addAll(writer.write(said)));
        }

        assertThat(nodes(written)).isEqualTo(nodes(events("text")));
        assertThat(written).extracting(Event::type).isEqualTo(types(nodes(written)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "tools"})
    void aStreamCutAnywhereIsNeverTakenForAWholeOne(String name) throws IOException {
        byte[] stream = Golden.text("cohere-chat/" + name + ".stream.sse").getBytes(UTF_8);
        List<Part> whole = Collected.of(DIALECT, events(name)).parts();

        for (int cut = 0; cut <= stream.length; cut++) {
            Collected said = collect(Arrays.copyOf(stream, cut));
            // The last two bytes are the ends of the last line and of the last event.
            if (cut < stream.length - 1) {
                assertThat(said.ended()).as("cut at %s", cut).isFalse();
            } else if (cut == stream.length) {
                assertThat(said.ended()).isTrue();
                assertThat(said.parts()).isEqualTo(whole);
            }
            assertThat(text(whole)).startsWith(text(said.parts()));
        }
    }

    @Test
    void parallelCallsAreWrittenOneAfterTheOther() {
        List<Event> written =
                write(
                        new ChatEvent.Started("", 0, "", Extras.NONE),
                        new ChatEvent.PartStarted(0, 0, call("a", "GEM")),
                        new ChatEvent.PartStarted(0, 1, call("b", null)),
                        new ChatEvent.Delta(0, 1, ChatEvent.Kind.ARGUMENTS, "{\"b\":1}"),
                        new ChatEvent.Delta(0, 0, ChatEvent.Kind.ARGUMENTS, "{\"a\":1}"),
                        new ChatEvent.UsageTold(new Usage(3, 4)),
                        new ChatEvent.Finished(0, new Finish(FinishReason.TOOL_CALLS, "", null)),
                        new ChatEvent.Ended());

        assertThat(types(nodes(written)))
                .containsExactly(
                        "message-start",
                        "tool-call-start",
                        "tool-call-delta",
                        "tool-call-end",
                        "tool-call-start",
                        "tool-call-delta",
                        "tool-call-end",
                        "message-end");
        assertThat(nodes(written).get(4).path("index").intValue()).isEqualTo(1);
        assertThat(nodes(written).getFirst().path("id").stringValue()).isEqualTo("view-id");
        assertThat(Collected.of(DIALECT, written).parts())
                .containsExactly(
                        new Part.ToolCall("a", "f", "{\"a\":1}", "GEM", Extras.NONE),
                        new Part.ToolCall("b", "f", "{\"b\":1}", null, Extras.NONE));
        assertThat(Collected.of(DIALECT, written).usage()).isEqualTo(new Usage(3, 4));
    }

    @Test
    void theSignatureOfAForeignThoughtTravelsInOnePiece() {
        List<Event> written =
                write(
                        new ChatEvent.Started("x", 0, "", Extras.NONE),
                        new ChatEvent.PartStarted(0, 0, thought("", null, "anthropic-messages")),
                        new ChatEvent.Delta(0, 0, ChatEvent.Kind.REASONING, "T"),
                        new ChatEvent.Delta(0, 0, ChatEvent.Kind.SIGNATURE, "SI"),
                        new ChatEvent.Delta(0, 0, ChatEvent.Kind.SIGNATURE, "G"),
                        new ChatEvent.PartEnded(0, 0),
                        new ChatEvent.Finished(0, new Finish(FinishReason.STOP, "", null)),
                        new ChatEvent.Ended());

        Part.Reasoning said = (Part.Reasoning) Collected.of(DIALECT, written).parts().getFirst();
        var next =
                Json.object()
                        .put("type", "thinking")
                        .put("thinking", said.text())
                        .put("signature", said.signature());
        var place = new dev.martlet.provider.dialect.Place("", next);

        assertThat(ContentReader.thinking(place))
                .isEqualTo(thought("T", "SIG", "anthropic-messages"));
    }

    @Test
    void anErrorEndsTheStream() {
        var error = new ProviderError(ProviderError.Kind.OVERLOADED, 529, "x", null, "busy", null);

        List<Event> written =
                write(
                        new ChatEvent.Started("", 0, "", Extras.NONE),
                        new ChatEvent.Failed(error),
                        new ChatEvent.Ended());

        assertThat(written).hasSize(2);
        assertThat(nodes(written).getLast().at("/delta/finish_reason").stringValue())
                .isEqualTo("ERROR");
        Collected back = Collected.of(DIALECT, written);
        assertThat(back.error().message()).isEqualTo("busy");
        assertThat(back.ended()).isFalse();
    }

    @Test
    void aTimeoutAndAnErrorObjectAreErrors() {
        Event timeout =
                event("{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"TIMEOUT\"}}");
        Event object = event("{\"id\":\"1\",\"message\":\"internal\"}");

        assertThat(Collected.of(DIALECT, List.of(timeout)).error().kind())
                .isEqualTo(ProviderError.Kind.TIMEOUT);
        assertThat(Collected.of(DIALECT, List.of(object)).error().kind())
                .isEqualTo(ProviderError.Kind.SERVER);
    }

    private static List<Event> events(String name) throws IOException {
        List<Event> events = new ArrayList<>();
        var source =
                new SseSource(
                        Body.of(
                                Golden.text("cohere-chat/" + name + ".stream.sse")
                                        .getBytes(UTF_8)));
        for (Event event = source.next(); event != null; event = source.next()) {
            events.add(event);
        }
        return events;
    }

    private static Collected collect(byte[] bytes) throws IOException {
        var collected = new Collected();
        var source = new SseSource(Body.of(bytes));
        Dialect.EventReader reader = DIALECT.eventReader();
        for (Event event = source.next(); event != null; event = source.next()) {
            reader.read(event).forEach(collected::add);
        }
        reader.end().forEach(collected::add);
        return collected;
    }

    private static Event event(String data) {
        return new Event("", data.getBytes(UTF_8), Map.of());
    }

    private static List<JsonNode> nodes(List<Event> events) {
        return events.stream().map(event -> Json.read(event.data())).toList();
    }

    private static List<String> types(List<JsonNode> nodes) {
        return nodes.stream().map(node -> node.path("type").stringValue()).toList();
    }

    private static String text(List<Part> parts) {
        var text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text(String piece, _, _)) {
                text.append(piece);
            }
        }
        return text.toString();
    }

    private static List<Event> write(ChatEvent... events) {
        Dialect.EventWriter writer = DIALECT.eventWriter(VIEW);
        List<Event> written = new ArrayList<>();
        for (ChatEvent event : events) {
            written.addAll(writer.write(event));
        }
        return written;
    }

    private static Part.ToolCall call(String id, String signature) {
        return new Part.ToolCall(id, "f", "", signature, Extras.NONE);
    }

    private static Part.Reasoning thought(String text, String signature, String dialect) {
        return new Part.Reasoning(text, false, signature, null, null, dialect, Extras.NONE);
    }
}
