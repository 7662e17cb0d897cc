// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

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
import dev.martlet.provider.dialect.Fields;
import dev.martlet.provider.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what a client asks. */
final class RequestReader {
    private static final String NAME = AnthropicDialect.NAME;

    private final Fields request;
    private final Map<String, JsonNode> rest = new LinkedHashMap<>();

    private RequestReader(JsonNode body) {
        this.request = Fields.of(body, "");
    }

    static ChatRequest read(JsonNode body) {
        var reader = new RequestReader(body);
        ChatRequest request = reader.request();
        if (request.sampling().maxOutputTokens() == null) {
            throw new BadChatException("max_tokens", "missing (expected: a number of 1 or more)");
        }
        return request;
    }

    /** A question for the number of tokens only: nothing about the answer has to be said. */
    static ChatRequest readForCount(JsonNode body) {
        return new RequestReader(body).request();
    }

    private ChatRequest request() {
        String model = request.requiredText("model");
        boolean stream = Boolean.TRUE.equals(request.flag("stream"));
        List<Message> messages = messages();
        List<Tool> tools = Tools.read(request);
        Fields choice = request.object("tool_choice");
        ToolChoice toolChoice = Tools.readChoice(choice);
        Boolean parallel = Tools.readParallel(choice);
        Sampling sampling = sampling();
        Fields config = request.object("output_config");
        OutputFormat format = format(config);
        Thinking thinking =
                Thoughts.read(
                        request.object("thinking"), config == null ? null : config.text("effort"));
        String user = user();
        keep("output_config", config);
        return new ChatRequest(
                model,
                stream,
                true,
                messages,
                tools,
                toolChoice,
                parallel,
                sampling,
                format,
                thinking,
                user,
                extras());
    }

    private Extras extras() {
        rest.putAll(request.extras(NAME).fields());
        return rest.isEmpty() ? Extras.NONE : new Extras(NAME, "", rest);
    }

    /** What is left of an object below the top goes back into an object of the same name. */
    private void keep(String name, @Nullable Fields object) {
        if (object == null) {
            return;
        }
        Extras left = object.extras(NAME);
        if (!left.isEmpty()) {
            ObjectNode node = Json.object();
            left.fields().forEach(node::set);
            rest.put(name, node);
        }
    }

    private @Nullable String user() {
        Fields metadata = request.object("metadata");
        String user = metadata == null ? null : metadata.text("user_id");
        keep("metadata", metadata);
        return user;
    }

    private Sampling sampling() {
        return new Sampling(
                request.number("temperature"),
                request.number("top_p"),
                request.integer("top_k"),
                request.integer("max_tokens"),
                request.texts("stop_sequences"),
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** {@code output_format} is where the format stood while it was in beta. */
    private OutputFormat format(@Nullable Fields config) {
        Fields format = config == null ? null : config.object("format");
        if (format == null) {
            format = request.object("output_format");
        }
        if (format == null) {
            return new OutputFormat.Text();
        }
        if (!format.requiredText("type").equals("json_schema")) {
            throw new BadChatException(format.at("type"), "unknown (expected: json_schema)");
        }
        JsonNode schema = format.requiredObject("schema").node();
        return new OutputFormat.JsonSchema("response", null, schema, null);
    }

    private List<Message> messages() {
        var messages = new ArrayList<Message>();
        List<Part> system = Blocks.content(request, "system");
        if (!system.isEmpty()) {
            messages.add(new Message(Role.SYSTEM, system));
        }
        if (!request.has("messages")) {
            throw new BadChatException("messages", "missing");
        }
        for (Fields message : request.objects("messages")) {
            read(message, messages);
        }
        return messages;
    }

    private static void read(Fields message, List<Message> into) {
        Role role = role(message);
        message.required("content");
        List<Part> parts = Blocks.content(message, "content");
        Extras extras = message.extras(NAME);
        if (role != Role.USER) {
            into.add(new Message(role, parts, null, extras));
            return;
        }
        split(parts, extras, into);
    }

    /**
     * Results of tools stand in the user's messages here, and in messages of their own in the hub.
     */
    private static void split(List<Part> parts, Extras extras, List<Message> into) {
        int from = 0;
        for (int i = 1; i < parts.size(); i++) {
            if (isResult(parts.get(i)) != isResult(parts.get(i - 1))) {
                into.add(user(parts.subList(from, i), extras));
                from = i;
            }
        }
        into.add(user(parts.subList(from, parts.size()), extras));
    }

    private static boolean isResult(Part part) {
        return part instanceof Part.ToolResult;
    }

    private static Message user(List<Part> parts, Extras extras) {
        boolean results = !parts.isEmpty() && isResult(parts.getFirst());
        return new Message(results ? Role.TOOL : Role.USER, parts, null, extras);
    }

    private static Role role(Fields message) {
        return switch (message.requiredText("role")) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system" -> Role.SYSTEM;
            default ->
                    throw new BadChatException(
                            message.at("role"), "unknown (expected: user or assistant)");
        };
    }
}
