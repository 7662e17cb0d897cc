// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** {@code tools} and {@code tool_choice}, and the {@code functions} that they once were. */
final class ToolFields {
    private static final String INNER = ".function";

    private ToolFields() {}

    static List<Tool> tools(Fields body) {
        List<Tool> tools = new ArrayList<>();
        for (Fields tool : body.objects("tools")) {
            tools.add(tool(tool));
        }
        if (tools.isEmpty()) {
            for (Fields function : body.objects("functions")) {
                tools.add(function(function, Extras.NONE));
            }
        }
        return tools;
    }

    private static Tool tool(Fields tool) {
        if (!tool.required("type").equals("function")) {
            return new Tool.Builtin(OpenAiChat.NAME, tool.path(), tool.node());
        }
        Fields function = tool.object("function");
        if (function == null) {
            throw new BadChatException(tool.at("function"), "missing (expected: an object)");
        }
        return function(function, tool.rest(OpenAiChat.NAME));
    }

    private static Tool function(Fields function, Extras outer) {
        JsonNode parameters = function.any("parameters");
        if (parameters != null && !parameters.isObject()) {
            throw function.wrong("parameters", "a JSON Schema");
        }
        String name = function.required("name");
        String description = function.text("description");
        Boolean strict = function.flag("strict");
        Extras inner = function.rest(OpenAiChat.NAME);
        return new Tool.Function(
                name, description, parameters, strict, inner.isEmpty() ? outer : inner);
    }

    /** Without tools a choice means nothing, and some providers refuse it. */
    static ToolChoice choice(Fields body, List<Tool> tools) {
        JsonNode choice = body.peek("tool_choice");
        JsonNode legacy = body.any("function_call");
        if (tools.isEmpty()) {
            body.any("tool_choice");
            return new ToolChoice.Auto();
        }
        if (choice == null) {
            return legacy == null ? new ToolChoice.Auto() : legacy(body, legacy);
        }
        if (choice.isString()) {
            body.any("tool_choice");
            return word(body, "tool_choice", choice.stringValue());
        }
        Fields object = new Fields("tool_choice", choice);
        if (!object.required("type").equals("function")) {
            // stays in the rest: only this dialect knows custom and allowed tools
            return new ToolChoice.Auto();
        }
        body.any("tool_choice");
        Fields function = object.object("function");
        if (function == null) {
            throw new BadChatException("tool_choice.function", "missing (expected: an object)");
        }
        return new ToolChoice.Named(function.required("name"));
    }

    private static ToolChoice legacy(Fields body, JsonNode call) {
        if (call.isString()) {
            return word(body, "function_call", call.stringValue());
        }
        return new ToolChoice.Named(new Fields("function_call", call).required("name"));
    }

    private static ToolChoice word(Fields body, String name, String word) {
        return switch (word) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "required" -> new ToolChoice.Required();
            default -> throw body.wrong(name, "auto, none, required or an object");
        };
    }

    static @Nullable ArrayNode write(List<Tool> tools, Losses losses) {
        ArrayNode array = Json.array();
        for (Tool tool : tools) {
            switch (tool) {
                case Tool.Function function -> array.add(write(function, losses));
                case Tool.Builtin(String dialect, _, JsonNode value)
                        when dialect.equals(OpenAiChat.NAME) ->
                        array.add(value);
                case Tool.Builtin(_, String path, JsonNode value) ->
                        losses.field(path, "tools", value);
            }
        }
        return array.isEmpty() ? null : array;
    }

    private static ObjectNode write(Tool.Function tool, Losses losses) {
        ObjectNode function = Json.object().put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        if (tool.parameters() != null) {
            function.set("parameters", tool.parameters());
        }
        if (tool.strict() != null) {
            function.put("strict", tool.strict());
        }
        ObjectNode outer = Json.object().put("type", "function");
        outer.set("function", function);
        boolean inner = tool.extras().path().endsWith(INNER);
        tool.extras().write(inner ? function : outer, OpenAiChat.NAME, losses);
        return outer;
    }

    static @Nullable JsonNode write(ToolChoice choice, Losses losses, boolean tools) {
        if (choice instanceof ToolChoice.Auto) {
            return null;
        }
        if (!tools) {
            if (choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named) {
                losses.feature(Feature.TOOL_CHOICE);
            }
            return null;
        }
        return switch (choice) {
            case ToolChoice.Auto _ -> StringNode.valueOf("auto");
            case ToolChoice.None _ -> StringNode.valueOf("none");
            case ToolChoice.Required _ -> StringNode.valueOf("required");
            case ToolChoice.Named(String name) -> {
                ObjectNode named = Json.object().put("type", "function");
                named.putObject("function").put("name", name);
                yield named;
            }
        };
    }
}
