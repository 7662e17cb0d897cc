// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** {@code tools} and {@code tool_choice}; functions are flat here. */
final class ToolFields {
    private ToolFields() {}

    static List<Tool> tools(Fields body) {
        List<Tool> tools = new ArrayList<>();
        for (Fields tool : body.objects("tools")) {
            boolean function = tool.required("type").equals("function");
            tools.add(
                    function
                            ? function(tool)
                            : new Tool.Builtin(OpenAiResponses.NAME, tool.path(), tool.node()));
        }
        return tools;
    }

    private static Tool function(Fields tool) {
        JsonNode parameters = tool.any("parameters");
        if (parameters != null && !parameters.isObject()) {
            throw tool.wrong("parameters", "a JSON Schema");
        }
        String name = tool.required("name");
        String description = tool.text("description");
        Boolean strict = tool.flag("strict");
        Extras extras = tool.rest(OpenAiResponses.NAME);
        return new Tool.Function(name, description, parameters, strict, extras);
    }

    static ToolChoice choice(Fields body, List<Tool> tools) {
        JsonNode choice = body.peek("tool_choice");
        if (choice == null || tools.isEmpty()) {
            body.any("tool_choice");
            return new ToolChoice.Auto();
        }
        if (choice.isString()) {
            body.any("tool_choice");
            return switch (choice.stringValue()) {
                case "auto" -> new ToolChoice.Auto();
                case "none" -> new ToolChoice.None();
                case "required" -> new ToolChoice.Required();
                default -> throw body.wrong("tool_choice", "auto, none, required or an object");
            };
        }
        Fields object = new Fields("tool_choice", choice);
        if (!object.required("type").equals("function")) {
            // stays in the rest: only this dialect knows its own tools
            return new ToolChoice.Auto();
        }
        body.any("tool_choice");
        return new ToolChoice.Named(object.required("name"));
    }

    static @Nullable ArrayNode write(List<Tool> tools, Losses losses) {
        ArrayNode array = Json.array();
        for (Tool tool : tools) {
            switch (tool) {
                case Tool.Function function -> array.add(write(function, losses));
                case Tool.Builtin(String dialect, _, JsonNode value)
                        when dialect.equals(OpenAiResponses.NAME) ->
                        array.add(value);
                case Tool.Builtin(_, String path, JsonNode value) ->
                        losses.field(path, "tools", value);
            }
        }
        return array.isEmpty() ? null : array;
    }

    /** Functions are strict here unless it is said that they are not; elsewhere the reverse. */
    private static ObjectNode write(Tool.Function tool, Losses losses) {
        ObjectNode node = Json.object().put("type", "function").put("name", tool.name());
        if (tool.description() != null) {
            node.put("description", tool.description());
        }
        if (tool.parameters() == null) {
            node.putObject("parameters").put("type", "object").putObject("properties");
        } else {
            node.set("parameters", tool.parameters());
        }
        node.put("strict", Boolean.TRUE.equals(tool.strict()));
        tool.extras().write(node, OpenAiResponses.NAME, losses);
        return node;
    }

    static @Nullable JsonNode write(ToolChoice choice, Losses losses, boolean tools) {
        if (!tools) {
            if (choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named) {
                losses.feature(Feature.TOOL_CHOICE);
            }
            return null;
        }
        return switch (choice) {
            case ToolChoice.Auto _ -> null;
            case ToolChoice.None _ -> StringNode.valueOf("none");
            case ToolChoice.Required _ -> StringNode.valueOf("required");
            case ToolChoice.Named(String name) ->
                    Json.object().put("type", "function").put("name", name);
        };
    }
}
