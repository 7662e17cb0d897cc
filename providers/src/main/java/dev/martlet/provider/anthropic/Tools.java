// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Fields;
import dev.martlet.provider.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tools} and {@code tool_choice}. */
final class Tools {
    private static final String NAME = AnthropicDialect.NAME;

    private Tools() {}

    static List<Tool> read(Fields request) {
        var tools = new ArrayList<Tool>();
        for (Fields tool : request.objects("tools")) {
            String type = tool.text("type", "custom");
            tools.add(
                    type.equals("custom")
                            ? function(tool)
                            : new Tool.Builtin(NAME, tool.path(), tool.node()));
        }
        return tools;
    }

    private static Tool function(Fields tool) {
        String name = tool.requiredText("name");
        String description = tool.text("description");
        JsonNode schema = tool.requiredObject("input_schema").node();
        Boolean strict = tool.flag("strict");
        return new Tool.Function(name, description, schema, strict, tool.extras(NAME));
    }

    static ToolChoice readChoice(@Nullable Fields choice) {
        if (choice == null) {
            return new ToolChoice.Auto();
        }
        return switch (choice.requiredText("type")) {
            case "auto" -> new ToolChoice.Auto();
            case "any" -> new ToolChoice.Required();
            case "none" -> new ToolChoice.None();
            case "tool" -> new ToolChoice.Named(choice.requiredText("name"));
            default ->
                    throw new BadChatException(
                            choice.at("type"), "unknown (expected: auto, any, tool or none)");
        };
    }

    static @Nullable Boolean readParallel(@Nullable Fields choice) {
        Boolean disabled = choice == null ? null : choice.flag("disable_parallel_tool_use");
        return disabled == null ? null : !disabled;
    }

    static ArrayNode write(List<Tool> tools, Losses losses) {
        ArrayNode array = Json.array();
        for (Tool tool : tools) {
            switch (tool) {
                case Tool.Function function -> array.add(function(function, losses));
                case Tool.Builtin(String dialect, String path, JsonNode value) -> {
                    if (dialect.equals(NAME)) {
                        array.add(value);
                    } else {
                        losses.field(path, "", value);
                    }
                }
            }
        }
        return array;
    }

    private static ObjectNode function(Tool.Function function, Losses losses) {
        ObjectNode node = Json.object().put("name", function.name());
        if (function.description() != null) {
            node.put("description", function.description());
        }
        node.set("input_schema", schema(function.parameters()));
        if (Boolean.TRUE.equals(function.strict())) {
            node.put("strict", true);
        }
        CacheControl.write(function.extras(), node, losses);
        return node;
    }

    /** The API insists on {@code "type": "object"}. */
    private static JsonNode schema(@Nullable JsonNode parameters) {
        if (parameters == null || parameters.isEmpty()) {
            ObjectNode none = Json.object().put("type", "object");
            none.putObject("properties");
            return none;
        }
        if (!(parameters instanceof ObjectNode object) || object.has("type")) {
            return parameters;
        }
        ObjectNode typed = Json.object().put("type", "object");
        typed.setAll(object);
        return typed;
    }

    /** Null where nothing has to be said. */
    static @Nullable ObjectNode writeChoice(ToolChoice choice, @Nullable Boolean parallel) {
        boolean single = Boolean.FALSE.equals(parallel);
        ObjectNode node =
                switch (choice) {
                    case ToolChoice.Auto _ -> BlockWriter.typed("auto");
                    case ToolChoice.Required _ -> BlockWriter.typed("any");
                    case ToolChoice.None _ -> BlockWriter.typed("none");
                    case ToolChoice.Named(String name) ->
                            BlockWriter.typed("tool").put("name", name);
                };
        if (choice instanceof ToolChoice.None) {
            return node;
        }
        if (single) {
            node.put("disable_parallel_tool_use", true);
        }
        return choice instanceof ToolChoice.Auto && !single ? null : node;
    }
}
