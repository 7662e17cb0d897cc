// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.golden;

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
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One conversation for each thing that every dialect can say, in the hub's words. */
public final class Conversations {
    /** A PNG of one pixel. */
    public static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /** The beginning of a PDF. */
    public static final String PDF = "JVBERi0xLjQKJcOkw7zDtsOfCg==";

    public static final JsonNode CITY =
            Json.read(
                    "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\","
                            + "\"description\":\"Name of the city\"}},\"required\":[\"city\"]}");

    public static final JsonNode PERSON =
            Json.read(
                    "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
                            + "\"age\":{\"type\":\"integer\"}},\"required\":[\"name\",\"age\"],"
                            + "\"additionalProperties\":false}");

    private static final Sampling LIMITED = sampling(null, 1024);

    private final String model;
    private final boolean named;

    public Conversations(String model) {
        this(model, false);
    }

    /**
     * Conversations in what a dialect says beyond the others.
     *
     * @param named whether results name their tool, and URLs their type, but files not themselves
     */
    public Conversations(String model, boolean named) {
        this.model = model;
        this.named = named;
    }

    private static Sampling sampling(BigDecimal temperature, Integer limit, String... stop) {
        return new Sampling(
                temperature, null, null, limit, List.of(stop), null, null, null, null, null, null);
    }

    private ChatRequest request(
            List<Message> messages,
            List<Tool> tools,
            Sampling sampling,
            OutputFormat format,
            Thinking thinking) {
        return new ChatRequest(
                model,
                false,
                true,
                messages,
                tools,
                new ToolChoice.Auto(),
                null,
                sampling,
                format,
                thinking,
                null,
                Extras.NONE);
    }

    private ChatReply reply(List<Part> parts, FinishReason reason, String raw, Usage usage) {
        Finish finish = new Finish(reason, raw, null);
        var choice = new Choice(0, parts, finish, null, Extras.NONE);
        return new ChatReply("reply_01", 0, model, List.of(choice), usage, Extras.NONE);
    }

    private static Message user(Part... parts) {
        return new Message(Role.USER, List.of(parts));
    }

    private static Part text(String text) {
        return new Part.Text(text);
    }

    private static Part call(String id, String city, String signature) {
        String arguments = "{\"city\":\"" + city + "\"}";
        return new Part.ToolCall(id, "weather", arguments, signature, Extras.NONE);
    }

    private static Tool weather() {
        return new Tool.Function("weather", "Tells the weather", CITY, null, Extras.NONE);
    }

    public ChatRequest text() {
        return request(
                List.of(
                        new Message(Role.SYSTEM, List.of(text("Answer in one sentence."))),
                        user(text("Hi")),
                        new Message(Role.ASSISTANT, List.of(text("Hello! How can I help?"))),
                        user(text("What is a martlet? \u2658"))),
                List.of(),
                sampling(new BigDecimal("0.70"), 1024, "END"),
                new OutputFormat.Text(),
                null);
    }

    public ChatReply textReply(String raw) {
        return reply(
                List.of(text("A martlet is a heraldic swallow that never lands \u2658.")),
                FinishReason.STOP,
                raw,
                new Usage(40, 16, 0, 0, 14, 0, 0));
    }

    public ChatRequest tools() {
        Part denied = text("no such city");
        return request(
                List.of(
                        user(text("Weather in Paris and Atlantis?")),
                        new Message(
                                Role.ASSISTANT,
                                List.of(
                                        text("Let me look."),
                                        call("call_1", "Paris", null),
                                        call("call_2", "Atlantis", null))),
                        new Message(
                                Role.TOOL,
                                List.of(
                                        result("call_1", false, text("sunny, 24 \u00b0C")),
                                        result("call_2", true, denied)))),
                List.of(weather()),
                LIMITED,
                new OutputFormat.Text(),
                null);
    }

    private Part result(String id, boolean error, Part content) {
        return new Part.ToolResult(
                id, named ? "weather" : null, List.of(content), error, Extras.NONE);
    }

    public ChatReply toolsReply(String raw) {
        return reply(
                List.of(
                        text("I ask again."),
                        call("call_3", "Paris", null),
                        call("call_4", "Rome", null)),
                FinishReason.TOOL_CALLS,
                raw,
                new Usage(120, 0, 0, 0, 48, 0, 0));
    }

    public ChatRequest image() {
        return request(
                List.of(
                        user(
                                text("What do these show?"),
                                new Part.Image(
                                        new Media.Inline("image/png", PIXEL), null, Extras.NONE),
                                new Part.Image(
                                        new Media.Remote(
                                                "https://img.example/cat.jpg",
                                                named ? "image/jpeg" : null),
                                        null,
                                        Extras.NONE),
                                new Part.File(
                                        new Media.Inline("application/pdf", PDF),
                                        named ? null : "report.pdf",
                                        Extras.NONE))),
                List.of(),
                LIMITED,
                new OutputFormat.Text(),
                null);
    }

    public ChatReply imageReply(String raw) {
        return reply(
                List.of(text("A pixel, a cat and a report.")),
                FinishReason.STOP,
                raw,
                new Usage(900, 9));
    }

    public ChatRequest structured() {
        return request(
                List.of(user(text("Ada Lovelace, 36 years. As JSON."))),
                List.of(),
                LIMITED,
                new OutputFormat.JsonSchema("response", null, PERSON, null),
                null);
    }

    public ChatReply structuredReply(String raw) {
        return reply(
                List.of(text("{\"name\":\"Ada Lovelace\",\"age\":36}")),
                FinishReason.STOP,
                raw,
                new Usage(30, 12));
    }

    /**
     * A turn with a thought that has to come back.
     *
     * @param thought signed by the dialect's own provider
     * @param onCall the signature on the call, where the dialect has one there
     */
    public ChatRequest reasoning(Part.Reasoning thought, String onCall) {
        return request(
                List.of(
                        user(text("Weather in Paris?")),
                        new Message(
                                Role.ASSISTANT, List.of(thought, call("call_1", "Paris", onCall))),
                        new Message(Role.TOOL, List.of(result("call_1", false, text("sunny"))))),
                List.of(weather()),
                sampling(null, 16000),
                new OutputFormat.Text(),
                new Thinking(true, null, 4096, true));
    }

    public ChatReply reasoningReply(String raw, Part... parts) {
        return reply(List.of(parts), FinishReason.STOP, raw, new Usage(200, 0, 0, 0, 90, 60, 0));
    }
}
