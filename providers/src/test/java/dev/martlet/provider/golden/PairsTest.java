// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Event;
import dev.martlet.provider.anthropic.AnthropicDialect;
import dev.martlet.provider.bedrock.BedrockConverse;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.FinishReason;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.cohere.CohereChat;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.dialect.Dialect.Address;
import dev.martlet.provider.dialect.Dialect.EventReader;
import dev.martlet.provider.dialect.Dialect.EventWriter;
import dev.martlet.provider.dialect.Dialect.View;
import dev.martlet.provider.gemini.GeminiDialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openaichat.OpenAiChat;
import dev.martlet.provider.openairesponses.OpenAiResponses;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A client of one dialect and a provider of another understand each other. */
class PairsTest {
    private static final String MODEL = "claude-sonnet-4-5";
    private static final Address ADDRESS = new Address(MODEL, false);
    private static final View VIEW = new View("id", 1, MODEL, true);
    private static final String WITHOUT_STOP = "openai-responses";
    private static final List<String> CASES =
            List.of("text", "tools", "image", "structured", "reasoning");

    private final Conversations conversations = new Conversations(MODEL);

    private static List<Dialect> dialects() {
        return List.of(
                new OpenAiChat(),
                new OpenAiResponses(),
                new CohereChat(),
                new AnthropicDialect(),
                new GeminiDialect(),
                new BedrockConverse());
    }

    /** Those whose messages have a place for a signature. */
    private static List<Dialect> signers() {
        return dialects().stream()
                .filter(dialect ->
                        !List.of("openai-responses", "cohere-chat").contains(dialect.name()))
                .toList();
    }

    static Stream<Arguments> signingPairs() {
        return pairs(signers());
    }

    private static Stream<Arguments> pairs(List<Dialect> dialects) {
        return dialects.stream()
                .flatMap(client ->
                        dialects.stream()
                                .map(provider -> Arguments.of(client.name(), provider.name())));
    }

    static Stream<Arguments> cases() {
        return pairs(dialects())
                .flatMap(pair ->
                        CASES.stream()
                                .map(name -> Arguments.of(pair.get()[0], pair.get()[1], name)));
    }

    private static Dialect named(String name) {
        return dialects().stream()
                .filter(dialect -> dialect.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode wire(JsonNode node) {
        return Json.read(Json.write(node));
    }

    private static Part.Reasoning thought(String dialect) {
        // Gemini signs what follows the thought
        String signature = dialect.equals(GeminiDialect.NAME) ? null : "c2lnbmVk";
        return new Part.Reasoning("Hm.", true, signature, null, null, dialect, Extras.NONE);
    }

    private ChatRequest request(String name) {
        return switch (name) {
            case "text" -> conversations.text();
            case "tools" -> conversations.tools();
            case "image" -> conversations.image();
            case "structured" -> conversations.structured();
            default -> conversations.reasoning(thought("nobody"), null);
        };
    }

    private ChatReply reply(String name, String provider) {
        return switch (name) {
            case "text" -> conversations.textReply("");
            case "tools" -> conversations.toolsReply("");
            case "image" -> conversations.imageReply("");
            case "structured" -> conversations.structuredReply("");
            default -> conversations.reasoningReply("", thought(provider), new Part.Text("Sunny."));
        };
    }

    /** What all dialects can say of parts, each in a line. */
    private static List<String> said(List<Part> parts) {
        var said = new ArrayList<String>();
        for (Part part : parts) {
            switch (part) {
                // cohere-chat has no other place for the failure of a tool
                case Part.Text text ->
                        said.add(
                                text.text()
                                        .replace("{\"error\":\"no such city\"}", "no such city"));
                case Part.ToolCall call ->
                        said.add(call.name() + Json.read(call.arguments()) + call.id());
                case Part.ToolResult result -> {
                    said.add("result " + result.callId());
                    said.addAll(said(result.content()));
                }
                case Part.Image image -> said.add(image.media().getClass().getSimpleName());
                case Part.File file -> said.add(file.media().toString());
                default -> {
                    // thoughts of other providers do not have to arrive
                }
            }
        }
        return said;
    }

    private static List<String> said(ChatRequest request) {
        var said = new ArrayList<String>();
        for (Message message : request.messages()) {
            for (String line : said(message.parts())) {
                said.add(message.role() + " " + line);
            }
        }
        return said;
    }

    private static JsonNode schema(ChatRequest request) {
        return request.format() instanceof OutputFormat.JsonSchema(_, _, JsonNode schema, _)
                ? schema
                : null;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRequestArrives(String client, String provider, String name) {
        ChatRequest meant = request(name);
        JsonNode asked = wire(named(client).writeRequest(meant, new Losses()));
        ChatRequest understood = named(client).readRequest(asked, ADDRESS).withModel(MODEL);
        var losses = new Losses();

        JsonNode sent = wire(named(provider).writeRequest(understood, losses));
        ChatRequest arrived = named(provider).readRequest(sent, ADDRESS);

        if (!name.equals("image")) {
            boolean stops = !understood.sampling().stop().isEmpty();
            assertThat(losses.refused())
                    .isEqualTo(
                            stops && provider.equals(WITHOUT_STOP)
                                    ? List.of("stop sequences")
                                    : List.of());
            assertThat(said(arrived)).isEqualTo(said(meant));
        }
        assertThat(schema(arrived)).isEqualTo(schema(meant));
        assertThat(arrived.tools()).hasSameSizeAs(meant.tools());
        assertThat(arrived.sampling().maxOutputTokens())
                .isEqualTo(meant.sampling().maxOutputTokens());
        if (!client.equals(WITHOUT_STOP) && !provider.equals(WITHOUT_STOP)) {
            assertThat(arrived.sampling().stop()).isEqualTo(meant.sampling().stop());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aReplyArrives(String client, String provider, String name) {
        ChatReply meant = reply(name, provider);
        JsonNode answered = wire(named(provider).writeReply(meant, VIEW));

        JsonNode shown = wire(named(client).writeReply(named(provider).readReply(answered), VIEW));

        checkSame(named(client).readReply(shown), meant);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aStreamArrives(String client, String provider, String name) {
        ChatReply meant = reply(name, provider);

        List<ChatEvent> events = Streams.of(meant);
        events = through(named(provider), events);
        events = through(named(client), events);

        checkSame(Streams.reply(events), meant);
        assertThat(events).endsWith(new ChatEvent.Ended());
    }

    private static List<ChatEvent> through(Dialect dialect, List<ChatEvent> events) {
        EventWriter writer = dialect.eventWriter(VIEW);
        EventReader reader = dialect.eventReader();
        var read = new ArrayList<ChatEvent>();
        for (ChatEvent event : events) {
            for (Event one : writer.write(event)) {
                read.addAll(reader.read(one));
            }
        }
        read.addAll(reader.end());
        return read;
    }

    private static void checkSame(ChatReply arrived, ChatReply meant) {
        Choice got = arrived.choices().getFirst();
        Choice said = meant.choices().getFirst();
        assertThat(said(got.parts())).isEqualTo(said(said.parts()));
        assertThat(got.finish().reason()).isEqualTo(said.finish().reason());
        Usage usage = arrived.usage();
        assertThat(usage.input()).isEqualTo(meant.usage().input());
        assertThat(usage.cachedInput()).isEqualTo(meant.usage().cachedInput());
        assertThat(usage.output()).isEqualTo(meant.usage().output());
    }

    /** The turn that a client sends back is the one that it got. */
    @ParameterizedTest
    @MethodSource("signingPairs")
    void aThoughtComesBackToItsProviderAndToNoOther(String client, String provider) {
        String signature = provider.equals(GeminiDialect.NAME) ? "c2lnbmVk" : null;
        var call =
                new Part.ToolCall(
                        "call_1", "weather", "{\"city\":\"Paris\"}", signature, Extras.NONE);
        var choice =
                new Choice(
                        0,
                        List.of(thought(provider), call),
                        new Finish(FinishReason.TOOL_CALLS, "", null),
                        null,
                        Extras.NONE);
        var reply = new ChatReply("i", 0, MODEL, List.of(choice), new Usage(1, 1), Extras.NONE);
        ObjectNode asked =
                (ObjectNode) wire(named(client).writeRequest(request("reasoning"), new Losses()));
        turnBack(client, asked, wire(named(client).writeReply(reply, VIEW)));

        ChatRequest understood = named(client).readRequest(asked, ADDRESS).withModel(MODEL);

        for (Dialect target : signers()) {
            var losses = new Losses();
            JsonNode sent = wire(target.writeRequest(understood, losses));
            assertThat(losses.refused()).isEmpty();
            boolean home = home(target.name()).equals(home(provider));
            assertThat(Json.text(sent).contains("c2lnbmVk"))
                    .as("to " + target.name())
                    .isEqualTo(home);
        }
        if (!provider.equals(OpenAiChat.NAME)) {
            JsonNode sent = wire(named(provider).writeRequest(understood, new Losses()));
            List<Part> parts = named(provider).readRequest(sent, ADDRESS).messages().get(1).parts();
            assertThat(parts).contains(call);
            if (!provider.equals(GeminiDialect.NAME)) {
                assertThat(parts)
                        .anyMatch(part ->
                                part instanceof Part.Reasoning back
                                        && back.text().equals("Hm.")
                                        && "c2lnbmVk".equals(back.signature()));
            }
        }
    }

    /** Claude's signatures hold on every platform. */
    private static String home(String dialect) {
        return dialect.equals("bedrock-converse") ? AnthropicDialect.NAME : dialect;
    }

    private static void turnBack(String client, ObjectNode asked, JsonNode shown) {
        switch (client) {
            case AnthropicDialect.NAME ->
                    ((ObjectNode) asked.at("/messages/1")).set("content", shown.path("content"));
            case GeminiDialect.NAME ->
                    ((ArrayNode) asked.path("contents")).set(1, shown.at("/candidates/0/content"));
            case OpenAiChat.NAME ->
                    ((ArrayNode) asked.path("messages")).set(1, shown.at("/choices/0/message"));
            default -> ((ArrayNode) asked.path("messages")).set(1, shown.at("/output/message"));
        }
    }
}
