// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import static dev.martlet.provider.bedrock.BedrockConverse.NAME;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.dialect.Place;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads requests. */
final class RequestReader {
    /** What the hub has words for, apart from what is left of the objects within. */
    private static final Set<String> KNOWN =
            Set.of(
                    "messages",
                    "system",
                    "inferenceConfig",
                    "toolConfig",
                    "outputConfig",
                    "additionalModelRequestFields");

    private RequestReader() {}

    static ChatRequest read(JsonNode body, Dialect.Address address) {
        Place root = Place.root(body);
        if (root.at("messages").absent()) {
            throw root.at("messages").bad("an array of messages");
        }
        Place inference = root.at("inferenceConfig");
        var additional = new AdditionalFields(root.at("additionalModelRequestFields"));
        return new ChatRequest(
                address.model(),
                address.stream(),
                true,
                messages(root),
                tools(root.at("toolConfig").at("tools")),
                toolChoice(root.at("toolConfig").at("toolChoice")),
                null,
                new Sampling(
                        inference.at("temperature").decimalOrNull(),
                        inference.at("topP").decimalOrNull(),
                        additional.topK(),
                        inference.at("maxTokens").integerOrNull(),
                        texts(inference.at("stopSequences")),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null),
                format(root.at("outputConfig")),
                additional.thinking(),
                null,
                extras(root, additional));
    }

    private static List<String> texts(Place place) {
        return place.items().stream().map(Place::text).toList();
    }

    private static Extras extras(Place root, AdditionalFields additional) {
        Extras extras = Extras.of(NAME, "", root.node(), KNOWN);
        extras =
                keep(
                        extras,
                        root.at("inferenceConfig"),
                        Set.of("temperature", "topP", "maxTokens", "stopSequences"));
        extras = keep(extras, root.at("toolConfig"), Set.of("tools", "toolChoice"));
        extras = keep(extras, root.at("outputConfig"), Set.of("textFormat"));
        ObjectNode rest = additional.rest();
        return rest.isEmpty() ? extras : own(extras).with("additionalModelRequestFields", rest);
    }

    /** What is left of an object that the hub has words for in part. */
    private static Extras keep(Extras extras, Place place, Set<String> known) {
        if (place.absent()) {
            return extras;
        }
        Extras rest = Extras.of(NAME, "", place.object().node(), known);
        if (rest.isEmpty()) {
            return extras;
        }
        ObjectNode object = Json.object();
        rest.fields().forEach(object::set);
        return own(extras).with(place.path(), object);
    }

    private static Extras own(Extras extras) {
        return extras.isEmpty() ? ContentReader.none("") : extras;
    }

    private static List<Message> messages(Place root) {
        List<Message> messages = new ArrayList<>();
        List<Part> system = ContentReader.parts(root.at("system").items());
        if (!system.isEmpty()) {
            messages.add(new Message(Role.SYSTEM, system));
        }
        for (Place message : root.at("messages").items()) {
            message.object();
            Extras extras = ContentReader.rest(message, "role", "content");
            List<Part> parts = ContentReader.parts(message.at("content").items());
            switch (message.at("role").text()) {
                case "assistant" -> messages.add(new Message(Role.ASSISTANT, parts, null, extras));
                case "user" -> split(parts, extras, messages);
                case "system" -> messages.add(new Message(Role.SYSTEM, parts, null, extras));
                default ->
                        throw new BadChatException(
                                message.at("role").path(), "(expected: user or assistant)");
            }
        }
        return messages;
    }

    /** Results of tools are turns of their own in the hub. */
    private static void split(List<Part> parts, Extras extras, List<Message> messages) {
        List<Part> run = new ArrayList<>();
        Role role = Role.USER;
        Extras rest = extras;
        for (Part part : parts) {
            Role next = part instanceof Part.ToolResult ? Role.TOOL : Role.USER;
            if (next != role && !run.isEmpty()) {
                messages.add(new Message(role, run, null, rest));
                rest = Extras.NONE;
                run = new ArrayList<>();
            }
            role = next;
            run.add(part);
        }
        messages.add(new Message(role, run, null, rest));
    }

    private static List<Tool> tools(Place place) {
        List<Tool> tools = new ArrayList<>();
        for (Place item : place.items()) {
            Place spec = item.object().at("toolSpec");
            Place cachePoint = item.at("cachePoint");
            if (!spec.absent()) {
                tools.add(function(spec.object()));
            } else if (!cachePoint.absent()
                    && !tools.isEmpty()
                    && tools.getLast() instanceof Tool.Function last) {
                tools.removeLast();
                tools.add(marked(last, item, cachePoint.node()));
            } else {
                tools.add(new Tool.Builtin(NAME, item.path(), item.node()));
            }
        }
        return tools;
    }

    private static Tool.Function function(Place spec) {
        Place schema = spec.at("inputSchema").at("json");
        return new Tool.Function(
                spec.at("name").text(),
                spec.at("description").textOrNull(),
                schema.absent() ? null : schema.object().node(),
                spec.at("strict").flagOrNull(),
                ContentReader.rest(spec, "name", "description", "inputSchema", "strict"));
    }

    private static Tool.Function marked(Tool.Function tool, Place item, JsonNode cachePoint) {
        Extras extras = tool.extras().isEmpty() ? ContentReader.none(item.path()) : tool.extras();
        return new Tool.Function(
                tool.name(),
                tool.description(),
                tool.parameters(),
                tool.strict(),
                extras.with("cachePoint", cachePoint));
    }

    private static ToolChoice toolChoice(Place place) {
        if (place.absent() || !place.object().at("auto").absent()) {
            return new ToolChoice.Auto();
        }
        if (!place.at("any").absent()) {
            return new ToolChoice.Required();
        }
        if (!place.at("tool").absent()) {
            return new ToolChoice.Named(place.at("tool").object().at("name").text());
        }
        throw place.bad("one of auto, any, tool");
    }

    private static OutputFormat format(Place config) {
        Place format = config.at("textFormat");
        if (format.absent()) {
            return new OutputFormat.Text();
        }
        Place definition = format.object().at("structure").at("jsonSchema").object();
        return new OutputFormat.JsonSchema(
                definition.at("name").textOr("response"),
                definition.at("description").textOrNull(),
                schema(definition.at("schema")),
                null);
    }

    /** A schema is JSON in a string here. */
    private static JsonNode schema(Place place) {
        @Nullable JsonNode schema;
        try {
            schema = Json.read(place.text());
        } catch (JsonException e) {
            throw new BadChatException(place.path(), "no JSON (expected: a JSON Schema)");
        }
        return schema;
    }
}
