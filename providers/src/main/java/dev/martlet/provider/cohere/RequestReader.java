// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.cohere;

import static dev.martlet.provider.cohere.CohereChat.NAME;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.Thinking;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads requests. */
final class RequestReader {
    private static final Set<String> KNOWN =
            Set.of(
                    "model",
                    "stream",
                    "messages",
                    "tools",
                    "strict_tools",
                    "tool_choice",
                    "response_format",
                    "max_tokens",
                    "stop_sequences",
                    "temperature",
                    "seed",
                    "frequency_penalty",
                    "presence_penalty",
                    "k",
                    "p",
                    "logprobs",
                    "thinking");

    private RequestReader() {}

    static ChatRequest read(JsonNode body) {
        Place root = Place.root(body);
        if (root.at("messages").absent()) {
            throw root.at("messages").bad("an array of messages");
        }
        return new ChatRequest(
                root.at("model").text(),
                Boolean.TRUE.equals(root.at("stream").flagOrNull()),
                true,
                messages(root.at("messages")),
                tools(root),
                toolChoice(root.at("tool_choice")),
                null,
                sampling(root),
                format(root.at("response_format")),
                thinking(root.at("thinking")),
                null,
                Extras.of(NAME, "", body, KNOWN));
    }

    private static Sampling sampling(Place root) {
        Integer topK = root.at("k").integerOrNull();
        return new Sampling(
                root.at("temperature").decimalOrNull(),
                root.at("p").decimalOrNull(),
                // 0 switches it off, as if nothing were said.
                topK != null && topK == 0 ? null : topK,
                root.at("max_tokens").integerOrNull(),
                root.at("stop_sequences").items().stream().map(Place::text).toList(),
                root.at("seed").longOrNull(),
                root.at("presence_penalty").decimalOrNull(),
                root.at("frequency_penalty").decimalOrNull(),
                null,
                root.at("logprobs").flagOrNull(),
                null);
    }

    private static List<Message> messages(Place place) {
        List<Message> messages = new ArrayList<>();
        for (Place message : place.items()) {
            messages.add(message(message.object()));
        }
        return messages;
    }

    private static Message message(Place message) {
        String role = message.at("role").text();
        return switch (role) {
            case "system" -> plain(Role.SYSTEM, message);
            case "user" -> plain(Role.USER, message);
            case "assistant" ->
                    new Message(
                            Role.ASSISTANT,
                            ContentReader.said(message),
                            null,
                            ContentReader.rest(
                                    message,
                                    "role",
                                    "content",
                                    "tool_plan",
                                    "tool_calls",
                                    "citations"));
            case "tool" ->
                    new Message(
                            Role.TOOL,
                            List.of(
                                    new Part.ToolResult(
                                            message.at("tool_call_id").text(),
                                            null,
                                            ContentReader.parts(message.at("content")),
                                            false,
                                            ContentReader.rest(
                                                    message, "role", "content", "tool_call_id"))));
            default ->
                    throw new BadChatException(
                            message.at("role").path(),
                            "another role (expected: system, user, assistant or tool)");
        };
    }

    private static Message plain(Role role, Place message) {
        return new Message(
                role,
                ContentReader.parts(message.at("content")),
                null,
                ContentReader.rest(message, "role", "content"));
    }

    private static List<Tool> tools(Place root) {
        Boolean strict = root.at("strict_tools").flagOrNull();
        List<Tool> tools = new ArrayList<>();
        for (Place item : root.at("tools").items()) {
            Place function = item.object().at("function").object();
            Place parameters = function.at("parameters");
            tools.add(
                    new Tool.Function(
                            function.at("name").text(),
                            function.at("description").textOrNull(),
                            parameters.absent() ? null : parameters.object().node(),
                            Boolean.TRUE.equals(strict) ? Boolean.TRUE : null,
                            ContentReader.rest(function, "name", "description", "parameters")));
        }
        return tools;
    }

    private static ToolChoice toolChoice(Place place) {
        String choice = place.textOrNull();
        if (choice == null) {
            return new ToolChoice.Auto();
        }
        return switch (choice) {
            case "REQUIRED" -> new ToolChoice.Required();
            case "NONE" -> new ToolChoice.None();
            default -> throw place.bad("REQUIRED or NONE");
        };
    }

    private static OutputFormat format(Place place) {
        if (place.absent() || place.object().at("type").text().equals("text")) {
            return new OutputFormat.Text();
        }
        // The reference says json_schema, the guides say schema.
        Place schema =
                place.at("json_schema").absent() ? place.at("schema") : place.at("json_schema");
        if (schema.absent()) {
            return new OutputFormat.JsonObject();
        }
        return new OutputFormat.JsonSchema("response", null, schema.object().node(), null);
    }

    private static @Nullable Thinking thinking(Place place) {
        if (place.absent()) {
            return null;
        }
        boolean enabled = !place.object().at("type").text().equals("disabled");
        return new Thinking(enabled, null, place.at("token_budget").integerOrNull(), null);
    }
}
