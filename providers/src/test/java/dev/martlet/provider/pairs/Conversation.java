// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pairs;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.FinishReason;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.Thinking;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What all six dialects can say; the golden files say it in the words of each. */
enum Conversation {
    TEXT,
    TOOLS,
    IMAGE,
    STRUCTURED,
    REASONING;

    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
    private static final JsonNode CITY =
            Json.read(
                    "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},"
                            + "\"required\":[\"city\"],\"additionalProperties\":false}");
    private static final JsonNode PLANT =
            Json.read(
                    "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
                            + "\"height\":{\"type\":\"integer\"}},\"required\":[\"name\",\"height\"],"
                            + "\"additionalProperties\":false}");

    /**
     * The request in the hub's words.
     *
     * @param side whose provider thought in the turn before
     */
    ChatRequest request(Side side) {
        Sampling sampling =
                new Sampling(
                        this == TEXT ? new BigDecimal("0.70") : null,
                        null,
                        null,
                        this == REASONING ? 16_000 : 1_024,
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
        return new ChatRequest(
                side.model(),
                false,
                true,
                messages(side),
                this == TOOLS || this == REASONING ? tools() : List.of(),
                this == TOOLS ? new ToolChoice.Required() : new ToolChoice.Auto(),
                null,
                sampling,
                this == STRUCTURED
                        ? new OutputFormat.JsonSchema("response", null, PLANT, null)
                        : new OutputFormat.Text(),
                this == REASONING ? new Thinking(true, null, 2_048, null) : null,
                null,
                Extras.NONE);
    }

    private static List<Tool> tools() {
        return List.of(new Tool.Function("weather", "Tells the weather.", CITY, null, Extras.NONE));
    }

    private List<Message> messages(Side side) {
        return switch (this) {
            case TEXT ->
                    List.of(
                            new Message(Role.SYSTEM, List.of(new Part.Text("Answer briefly."))),
                            user(new Part.Text("Hi")),
                            new Message(Role.ASSISTANT, List.of(new Part.Text("Hello!"))),
                            user(new Part.Text("What is a martlet? ♘")));
            case TOOLS ->
                    List.of(
                            user(new Part.Text("Weather in Paris and Rome?")),
                            new Message(
                                    Role.ASSISTANT,
                                    List.of(
                                            new Part.Text("Let me look."),
                                            call("call_1", "Paris"),
                                            call("call_2", "Rome"))),
                            new Message(
                                    Role.TOOL,
                                    List.of(
                                            result("call_1", "sunny, 24 °C"),
                                            result("call_2", "rain"))));
            case IMAGE ->
                    List.of(
                            user(
                                    new Part.Text("What is this?"),
                                    new Part.Image(
                                            new Media.Inline("image/png", PIXEL),
                                            null,
                                            Extras.NONE)));
            case STRUCTURED -> List.of(user(new Part.Text("A fern, 30 cm. As JSON.")));
            case REASONING ->
                    List.of(
                            user(new Part.Text("Weather in Paris?")),
                            new Message(
                                    Role.ASSISTANT,
                                    List.of(
                                            side.thought("The tool knows."),
                                            call("call_1", "Paris"))),
                            new Message(Role.TOOL, List.of(result("call_1", "sunny"))));
        };
    }

    /** The answer of a provider, in the hub's words. */
    ChatReply reply(Side side) {
        List<Part> parts =
                switch (this) {
                    case TEXT -> List.of(new Part.Text("A swallow that never lands ♘."));
                    case TOOLS ->
                            List.of(
                                    new Part.Text("I ask again."),
                                    call("call_3", "Paris"),
                                    call("call_4", "Rome"));
                    case IMAGE -> List.of(new Part.Text("One pixel."));
                    case STRUCTURED -> List.of(new Part.Text("{\"name\":\"fern\",\"height\":30}"));
                    case REASONING -> {
                        List<Part> said = new ArrayList<>();
                        said.add(side.thought("It said sunny."));
                        said.add(
                                new Part.ToolCall(
                                        "call_3",
                                        "weather",
                                        "{\"city\":\"Rome\"}",
                                        side.callSignature(),
                                        Extras.NONE));
                        yield said;
                    }
                };
        FinishReason reason =
                this == TOOLS || this == REASONING ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        var choice = new Choice(0, parts, new Finish(reason, "", null), null, Extras.NONE);
        Usage usage = this == TEXT ? new Usage(40, 16, 0, 0, 14, 0, 0) : new Usage(30, 12);
        return new ChatReply("reply_1", 0, side.model(), List.of(choice), usage, Extras.NONE);
    }

    String file() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Message user(Part... parts) {
        return new Message(Role.USER, List.of(parts));
    }

    private static Part call(String id, String city) {
        return new Part.ToolCall(id, "weather", "{\"city\":\"" + city + "\"}", null, Extras.NONE);
    }

    private static Part result(String id, String text) {
        return new Part.ToolResult(id, null, List.of(new Part.Text(text)), false, Extras.NONE);
    }
}
