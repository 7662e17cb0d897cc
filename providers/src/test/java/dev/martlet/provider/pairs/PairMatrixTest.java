// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.FinishReason;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.testing.Collected;
import dev.martlet.provider.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All 36 pairs of client and provider, each conversation whole and as a stream. The golden files
 * under {@code golden/pairs} say the same conversation in the words of each dialect; so what comes
 * out of any pair has to be the file of the dialect that is written, whichever was read.
 */
class PairMatrixTest {

    static Stream<Arguments> cells() {
        return Side.ALL.stream()
                .flatMap(client ->
                        Side.ALL.stream()
                                .flatMap(provider ->
                                        Stream.of(Conversation.values())
                                                .map(what ->
                                                        Arguments.of(client, provider, what))));
    }

    static Stream<Arguments> pairs() {
        return Side.ALL.stream()
                .flatMap(client ->
                        Side.ALL.stream().map(provider -> Arguments.of(client, provider)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aRequestBecomesThatOfTheProvider(Side client, Side provider, Conversation what) {
        JsonNode sent = client.golden(what.file() + ".request.json");
        var losses = new Losses();

        ChatRequest request = client.dialect().readRequest(sent, client.address(false));
        JsonNode asked =
                wire(provider.dialect().writeRequest(request.withModel(provider.model()), losses));

        // The thoughts of one provider mean nothing to another one.
        boolean foreign = what == Conversation.REASONING && !understands(provider, client);
        String file = foreign ? "reasoning.foreign.request.json" : what.file() + ".request.json";
        JsonNode expected = signedBy(client, provider, provider.golden(file));
        assertThat(withoutDefaults(client, provider, asked)).isEqualTo(expected);
        assertThat(losses.refused()).isEmpty();
        List<String> hints = new ArrayList<>();
        if (foreign && provider.needsItsThought()) {
            hints.add("reasoning");
        }
        if (client == Side.OPENAI_RESPONSES && provider != client) {
            hints.add("store");
        }
        assertThat(losses.hints()).containsExactlyInAnyOrderElementsOf(hints);
    }

    /**
     * What a client of one dialect says in each request, and clients of the others need not say:
     * schemas that need not be strict, and thoughts that shall be shown.
     */
    private static JsonNode withoutDefaults(Side client, Side provider, JsonNode asked) {
        String text = Json.text(asked);
        if (client == Side.OPENAI_RESPONSES && provider == Side.OPENAI_CHAT) {
            text = text.replace(",\"strict\":false", "");
        }
        if (client == Side.ANTHROPIC && provider != client) {
            text = text.replace(",\"summary\":\"auto\"", "");
            text = text.replace(",\"includeThoughts\":true", "");
        }
        return Json.read(text);
    }

    /** Anthropic's models sign alike wherever they run. */
    private static boolean understands(Side provider, Side client) {
        return provider == client || (provider.needsItsThought() && client.needsItsThought());
    }

    private static JsonNode signedBy(Side client, Side provider, JsonNode golden) {
        return understands(provider, client) && provider != client
                ? Json.read(Json.text(golden).replace(provider.proof(), client.proof()))
                : golden;
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aReplyBecomesThatOfTheClient(Side client, Side provider, Conversation what) {
        ChatReply reply =
                provider.dialect().readReply(provider.golden(what.file() + ".reply.json"));

        JsonNode shown = wire(client.dialect().writeReply(reply, view(client)));

        if (what != Conversation.REASONING || client == provider) {
            assertThat(Json.read(Json.text(shown).replace(provider.model(), client.model())))
                    .isEqualTo(client.golden(what.file() + ".reply.json"));
        }
        ChatReply back = client.dialect().readReply(shown);
        assertSame(back.choices().getFirst().parts(), what);
        assertThat(back.choices().getFirst().finish().reason()).isEqualTo(reason(what));
        assertThat(back.usage()).isEqualTo(usage(what));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aStreamBecomesThatOfTheClient(Side client, Side provider, Conversation what) {
        List<Event> shown = translated(client, provider, what);

        if (letterForLetter(client, provider, what)) {
            assertThat(Golden.lines(shown).replace(provider.model(), client.model()))
                    .isEqualTo(Golden.lines(client.stream(what.file())));
        }
        assertThat(types(client, shown)).matches(client.order());
        Collected said = Collected.of(client.dialect(), client.framed(shown));
        assertSame(said.parts(), what);
        assertThat(said.finish().reason()).isEqualTo(reason(what));
        assertThat(said.usage()).isEqualTo(usage(what));
        assertThat(said.ended()).isTrue();
    }

    /** Where the words of the provider do not show through. */
    private static boolean letterForLetter(Side client, Side provider, Conversation what) {
        return switch (what) {
                    // Proofs of other providers are wrapped, and come at different places.
                    case REASONING -> client == provider && client != Side.OPENAI_RESPONSES;
                    // Gemini sends the arguments of a call in one piece.
                    case TOOLS -> provider != Side.GEMINI || client == provider;
                    default -> true;
                }
                // Anthropic tells its usage at the beginning too, and Gemini's clients get it then.
                && (provider != Side.ANTHROPIC || client != Side.GEMINI);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whatAProviderSignedComesBackToItAndToNobodyElse(Side client, Side provider) {
        ChatReply reply = provider.dialect().readReply(provider.golden("reasoning.reply.json"));
        JsonNode shown = wire(client.dialect().writeReply(reply, view(client)));

        comesBack(client, provider, shown);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whatAProviderSignedInAStreamComesBackToo(Side client, Side provider) {
        List<Event> shown = translated(client, provider, Conversation.REASONING);
        if (client == Side.GEMINI) {
            comesBack(client, provider, chunksInOne(shown));
            return;
        }
        // A client puts the pieces together to the message that it would have got as a whole.
        Collected said = Collected.of(client.dialect(), client.framed(shown));
        var choice = new Choice(0, said.parts(), said.finish(), null, Extras.NONE);
        var joined = new ChatReply("reply_1", 0, "", List.of(choice), said.usage(), Extras.NONE);

        comesBack(client, provider, wire(client.dialect().writeReply(joined, view(client))));
    }

    /** Clients of Gemini keep the parts of all chunks as they came. */
    private static JsonNode chunksInOne(List<Event> events) {
        ObjectNode reply = Json.object();
        ObjectNode content =
                reply.putArray("candidates").addObject().putObject("content").put("role", "model");
        ArrayNode parts = content.putArray("parts");
        for (Event event : events) {
            Json.read(event.data()).at("/candidates/0/content/parts").forEach(parts::add);
        }
        return reply;
    }

    private static void comesBack(Side client, Side provider, JsonNode shown) {
        JsonNode next = client.nextTurn(client.golden("reasoning.request.json"), shown);
        ChatRequest request = client.dialect().readRequest(next, client.address(false));
        if (provider.proof() == null) {
            return;
        }
        for (Side target : Side.ALL) {
            var losses = new Losses();
            JsonNode asked =
                    wire(target.dialect().writeRequest(request.withModel(target.model()), losses));
            if (understands(target, provider)) {
                assertThat(Json.text(asked)).contains('"' + provider.proof() + '"');
            } else {
                assertThat(Json.text(asked)).doesNotContain('"' + provider.proof() + '"');
            }
            assertThat(losses.refused()).isEmpty();
            assertThat(Json.text(asked)).contains("And Rome?").contains("Paris").contains("Rome");
        }
    }

    private static List<Event> translated(Side client, Side provider, Conversation what) {
        Dialect.EventReader reader = provider.dialect().eventReader();
        Dialect.EventWriter writer = client.dialect().eventWriter(view(client));
        List<Event> shown = new ArrayList<>();
        for (Event event : provider.stream(what.file())) {
            reader.read(event).forEach(said -> shown.addAll(writer.write(said)));
        }
        reader.end().forEach(said -> shown.addAll(writer.write(said)));
        return shown;
    }

    /** Text, ids, names and arguments; thoughts by their text. */
    private static void assertSame(List<Part> parts, Conversation what) {
        List<Part> expected = what.reply(Side.COHERE).choices().getFirst().parts();
        assertThat(
                        parts.stream()
                                .map(PairMatrixTest::gist)
                                .filter(gist -> !gist.isEmpty())
                                .toList())
                .isEqualTo(expected.stream().map(PairMatrixTest::gist).toList());
    }

    private static String gist(Part part) {
        return switch (part) {
            case Part.Text(String text, _, _) -> text.isEmpty() ? "" : "text " + text;
            case Part.Reasoning thought ->
                    thought.text().isEmpty() ? "" : "thought " + thought.text();
            case Part.ToolCall call ->
                    "call " + call.id() + ' ' + call.name() + ' ' + Json.read(call.arguments());
            default -> "";
        };
    }

    private static FinishReason reason(Conversation what) {
        return what.reply(Side.COHERE).choices().getFirst().finish().reason();
    }

    private static Usage usage(Conversation what) {
        return what.reply(Side.COHERE).usage();
    }

    /** One word for each event; a space before each. */
    private static String types(Side side, List<Event> events) {
        return events.stream()
                .map(event ->
                        side == Side.OPENAI_CHAT && event.data()[0] == '['
                                ? " [DONE]"
                                : ' ' + (event.type().isEmpty() ? "-" : event.type()))
                .collect(Collectors.joining());
    }

    private static Dialect.View view(Side client) {
        return new Dialect.View("reply_1", 1_700_000_000L, client.model(), true);
    }

    /** A tree tells an int from a long; its text does not. */
    private static JsonNode wire(JsonNode node) {
        return Json.read(Json.write(node));
    }
}
