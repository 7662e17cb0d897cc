// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

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
import dev.martlet.provider.testing.Collected;
import dev.martlet.provider.testing.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class BedrockStreamTest {
    private static final BedrockConverse DIALECT = new BedrockConverse();
    private static final String FILE = "bedrock-converse/everything.stream.txt";

    @Test
    void aStreamSaysWhatTheWholeReplySays() {
        Collected stream = Collected.of(DIALECT, Golden.events(FILE));

        assertThat(stream.parts())
                .containsExactly(
                        thought("Two calls.", "EqoBCkgIARABGAIiQL==", null),
                        thought("", null, "c2VjcmV0"),
                        new Part.Text("I look both up, élan."),
                        new Part.ToolCall(
                                "tooluse_1", "lookup", "{\"plant\":\"fern\"}", null, Extras.NONE),
                        new Part.ToolCall("tooluse_2", "season", "{}", null, Extras.NONE));
        assertThat(stream.finish())
                .isEqualTo(new Finish(FinishReason.TOOL_CALLS, "tool_use", null));
        assertThat(stream.usage()).isEqualTo(new Usage(1130, 1000, 100, 0, 12, 0, 0));
        assertThat(stream.ended()).isTrue();
    }

    @Test
    void aStreamIsWrittenInTheOrderOfBedrock() {
        Dialect.EventReader reader = DIALECT.eventReader();
        Dialect.EventWriter writer = DIALECT.eventWriter(new Dialect.View("", 0, "", true));
        List<Event> written = new ArrayList<>();
        for (Event event : Golden.events(FILE)) {
            reader.read(event).forEach(said -> written.addAll(writer.write(said)));
        }

        assertThat(written).extracting(BedrockStreamTest::withoutPadding).isEqualTo(expected());
        assertThat(Collected.of(DIALECT, written).parts())
                .isEqualTo(Collected.of(DIALECT, Golden.events(FILE)).parts());
    }

    /** As it came, but a hidden thought in one piece, and no latency that nobody measured. */
    private static List<String> expected() {
        List<String> lines = new ArrayList<>();
        for (Event event : Golden.events(FILE)) {
            String line = withoutPadding(event);
            if (!line.contains("c2Vj\"")) {
                lines.add(line.replace("cmV0", "c2VjcmV0").replace("1275", "0"));
            }
        }
        return lines;
    }

    private static String withoutPadding(Event event) {
        ObjectNode data = (ObjectNode) Json.read(event.data());
        data.remove("p");
        JsonNode index = data.remove("contentBlockIndex");
        if (index != null) {
            data.set("contentBlockIndex", index);
        }
        return event.type() + ' ' + Json.text(data);
    }

    @Test
    void aStreamCutAnywhereIsNeverTakenForAWholeOne() {
        byte[] stream = encoded();
        List<Part> whole = Collected.of(DIALECT, Golden.events(FILE)).parts();
        int stopped = stream.length - lastMessage();

        for (int cut = 0; cut <= stream.length; cut++) {
            Collected said = collect(Arrays.copyOf(stream, cut));
            if (cut < stopped) {
                assertThat(said.ended()).as("cut at %s", cut).isFalse();
            } else if (cut == stopped || cut == stream.length) {
                // All was said; what is missing at the first of the two is the usage alone.
                assertThat(said.ended()).isTrue();
                assertThat(said.parts()).isEqualTo(whole);
            }
            assertThat(String.join("", texts(whole)))
                    .startsWith(String.join("", texts(said.parts())));
        }
    }

    private static List<String> texts(List<Part> parts) {
        return parts.stream()
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .toList();
    }

    private static byte[] encoded() {
        var bytes = new ByteArrayOutputStream();
        Golden.events(FILE).forEach(e -> bytes.writeBytes(new AwsEventEncoder().encode(e)));
        return bytes.toByteArray();
    }

    private static int lastMessage() {
        return new AwsEventEncoder().encode(Golden.events(FILE).getLast()).length;
    }

    private static Collected collect(byte[] bytes) {
        var collected = new Collected();
        var source = new AwsEventSource(Body.of(bytes));
        Dialect.EventReader reader = DIALECT.eventReader();
        try {
            for (Event event = source.next(); event != null; event = source.next()) {
                reader.read(event).forEach(collected::add);
            }
        } catch (IOException e) {
            return collected;
        }
        reader.end().forEach(collected::add);
        return collected;
    }

    @Test
    void parallelCallsAreWrittenOneAfterTheOther() {
        List<Event> written =
                write(
                        new ChatEvent.Started("", 0, "", Extras.NONE),
                        new ChatEvent.PartStarted(0, 0, call("a", null)),
                        new ChatEvent.PartStarted(0, 1, call("b", null)),
                        arguments(1, "{\"x\":"),
                        arguments(0, "{\"y\":"),
                        new ChatEvent.PartStarted(1, 0, call("other answer", null)),
                        arguments(1, "1}"),
                        arguments(0, "2}"),
                        new ChatEvent.PartEnded(0, 1),
                        new ChatEvent.Finished(0, new Finish(FinishReason.TOOL_CALLS, "", null)),
                        new ChatEvent.UsageTold(new Usage(3, 4)),
                        new ChatEvent.Ended());

        Collected back = Collected.of(DIALECT, written);

        assertThat(written)
                .extracting(Event::type)
                .containsExactly(
                        "messageStart",
                        "contentBlockStart",
                        "contentBlockDelta",
                        "contentBlockDelta",
                        "contentBlockStop",
                        "contentBlockStart",
                        "contentBlockDelta",
                        "contentBlockDelta",
                        "contentBlockStop",
                        "messageStop",
                        "metadata");
        assertThat(back.parts())
                .extracting(part -> ((Part.ToolCall) part).arguments())
                .containsExactly("{\"y\":2}", "{\"x\":1}");
        assertThat(back.usage()).isEqualTo(new Usage(3, 4));
    }

    @Test
    void proofsOfOtherProvidersComeBackThroughAStream() {
        List<Event> written =
                write(
                        new ChatEvent.Started("", 0, "", Extras.NONE),
                        new ChatEvent.PartStarted(
                                0,
                                0,
                                new Part.Reasoning(
                                        "",
                                        false,
                                        null,
                                        null,
                                        null,
                                        "anthropic-messages",
                                        Extras.NONE)),
                        new ChatEvent.Delta(0, 0, ChatEvent.Kind.REASONING, "T"),
                        new ChatEvent.Delta(0, 0, ChatEvent.Kind.SIGNATURE, "SI"),
                        new ChatEvent.Delta(0, 0, ChatEvent.Kind.SIGNATURE, "G"),
                        new ChatEvent.PartEnded(0, 0),
                        new ChatEvent.PartStarted(0, 1, call("c1", "GEM")),
                        new ChatEvent.PartEnded(0, 1),
                        new ChatEvent.Finished(0, new Finish(FinishReason.TOOL_CALLS, "", null)),
                        new ChatEvent.Ended());

        // A client joins the blocks and sends them back.
        ObjectNode next = Json.object();
        ArrayNode content =
                next.putArray("messages").addObject().put("role", "assistant").putArray("content");
        for (Part part : Collected.of(DIALECT, written).parts()) {
            if (part instanceof Part.Reasoning thought) {
                content.addObject()
                        .putObject("reasoningContent")
                        .putObject("reasoningText")
                        .put("text", thought.text())
                        .put("signature", thought.signature());
            } else if (part instanceof Part.ToolCall call) {
                content.addObject()
                        .putObject("toolUse")
                        .put("toolUseId", call.id())
                        .put("name", call.name())
                        .set("input", Json.read(call.arguments()));
            }
        }

        assertThat(DIALECT.readRequest(next, Dialect.Address.NONE).messages().getFirst().parts())
                .containsExactly(
                        new Part.Reasoning(
                                "T", false, "SIG", null, null, "anthropic-messages", Extras.NONE),
                        new Part.ToolCall("c1", "f", "{}", "GEM", Extras.NONE));
    }

    @Test
    void anErrorEndsTheStreamAsAnException() {
        var error =
                new ProviderError(
                        ProviderError.Kind.OVERLOADED, 529, "overloaded_error", null, "busy", null);

        List<Event> written =
                write(
                        new ChatEvent.Started("", 0, "", Extras.NONE),
                        new ChatEvent.Failed(error),
                        new ChatEvent.Ended());

        assertThat(written).hasSize(2);
        assertThat(written.getLast().fields()).containsEntry(":message-type", "exception");
        assertThat(written.getLast().type()).isEqualTo("serviceUnavailableException");
        assertThat(Collected.of(DIALECT, written).error().kind())
                .isEqualTo(ProviderError.Kind.OVERLOADED);
        assertThat(Collected.of(DIALECT, written).ended()).isFalse();
    }

    @Test
    void exceptionsOfAStreamAreUnderstood() {
        assertThat(exception("throttlingException", "{\"message\":\"Too many tokens\"}").kind())
                .isEqualTo(ProviderError.Kind.RATE_LIMITED);
        assertThat(exception("validationException", "{\"message\":\"Input is too long\"}").kind())
                .isEqualTo(ProviderError.Kind.CONTEXT_LENGTH);
        assertThat(
                        exception(
                                        "modelStreamErrorException",
                                        "{\"message\":\"x\",\"originalStatusCode\":429}")
                                .kind())
                .isEqualTo(ProviderError.Kind.RATE_LIMITED);
        assertThat(exception("internalServerException", "").kind())
                .isEqualTo(ProviderError.Kind.SERVER);
    }

    private static ProviderError exception(String type, String data) {
        var event = new Event(type, data.getBytes(UTF_8), Map.of(":message-type", "exception"));
        return Collected.of(DIALECT, List.of(event)).error();
    }

    private static List<Event> write(ChatEvent... events) {
        Dialect.EventWriter writer = DIALECT.eventWriter(new Dialect.View("", 0, "", true));
        List<Event> written = new ArrayList<>();
        for (ChatEvent event : events) {
            written.addAll(writer.write(event));
        }
        return written;
    }

    private static ChatEvent arguments(int part, String text) {
        return new ChatEvent.Delta(0, part, ChatEvent.Kind.ARGUMENTS, text);
    }

    private static Part.ToolCall call(String id, String signature) {
        return new Part.ToolCall(id, "f", "", signature, Extras.NONE);
    }

    private static Part.Reasoning thought(String text, String signature, String hidden) {
        return new Part.Reasoning(
                text, false, signature, hidden, null, "bedrock-converse", Extras.NONE);
    }
}
