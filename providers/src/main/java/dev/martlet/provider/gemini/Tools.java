// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Fields;
import dev.martlet.provider.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tools} and {@code toolConfig.functionCallingConfig}. */
final class Tools {
    private static final String NAME = GeminiDialect.NAME;

    private Tools() {}

    /**
     * Reads the tools.
     *
     * @param strict whether calls have to match their schemas (mode VALIDATED)
     */
    static List<Tool> read(Fields request, boolean strict) {
        var tools = new ArrayList<Tool>();
        for (Fields tool : request.objects("tools")) {
            for (Fields declaration : tool.objects("functionDeclarations")) {
                tools.add(function(declaration, strict));
            }
            for (Map.Entry<String, JsonNode> builtin : tool.extras(NAME).fields().entrySet()) {
                ObjectNode value = Json.object();
                value.set(builtin.getKey(), builtin.getValue());
                tools.add(new Tool.Builtin(NAME, tool.at(builtin.getKey()), value));
            }
        }
        return tools;
    }

    private static Tool function(Fields declaration, boolean strict) {
        String name = declaration.requiredText("name");
        String description = declaration.text("description");
        JsonNode schema = declaration.any("parametersJsonSchema");
        JsonNode openApi = declaration.any("parameters");
        if (schema == null && openApi != null) {
            schema = OpenApiReader.read(openApi);
        }
        return new Tool.Function(
                name, description, schema, strict ? true : null, declaration.extras(NAME));
    }

    static ToolChoice readChoice(@Nullable Fields config) {
        if (config == null) {
            return new ToolChoice.Auto();
        }
        List<String> allowed = config.texts("allowedFunctionNames");
        return switch (config.text("mode", "AUTO")) {
            case "AUTO", "VALIDATED", "MODE_UNSPECIFIED" -> new ToolChoice.Auto();
            case "NONE" -> new ToolChoice.None();
            case "ANY" ->
                    allowed.size() == 1
                            ? new ToolChoice.Named(allowed.getFirst())
                            : new ToolChoice.Required();
            default ->
                    throw new BadChatException(
                            config.at("mode"), "unknown (expected: AUTO, ANY, VALIDATED or NONE)");
        };
    }

    /** Whether the configuration says more than a choice of the hub. */
    static boolean saysMore(Fields config) {
        return config.texts("allowedFunctionNames").size() > 1 || !config.extras(NAME).isEmpty();
    }

    static ArrayNode write(List<Tool> tools, SchemaForm form, Losses losses) {
        ArrayNode array = Json.array();
        ArrayNode declarations = Json.array();
        for (int i = 0; i < tools.size(); i++) {
            switch (tools.get(i)) {
                case Tool.Function function -> declarations.add(write(function, i, form, losses));
                case Tool.Builtin(String dialect, String path, JsonNode value) -> {
                    if (dialect.equals(NAME)) {
                        array.add(value);
                    } else {
                        losses.field(path, "", value);
                    }
                }
            }
        }
        if (!declarations.isEmpty()) {
            ObjectNode functions = Json.object();
            functions.set("functionDeclarations", declarations);
            array.insert(0, functions);
        }
        return array;
    }

    private static ObjectNode write(
            Tool.Function function, int index, SchemaForm form, Losses losses) {
        ObjectNode node = Json.object().put("name", function.name());
        if (function.description() != null) {
            node.put("description", function.description());
        }
        JsonNode schema = function.parameters();
        if (schema != null && !schema.isEmpty()) {
            if (form == SchemaForm.JSON_SCHEMA) {
                node.set("parametersJsonSchema", schema);
            } else {
                String path = "tools[" + index + "].parameters";
                node.set("parameters", OpenApiWriter.write(schema, path, losses));
            }
        }
        function.extras().write(node, NAME, losses);
        return node;
    }

    /** Null where nothing has to be said. Mode ANY keeps to the schemas by itself. */
    static @Nullable ObjectNode writeChoice(ToolChoice choice, List<Tool> tools) {
        ObjectNode config = Json.object();
        switch (choice) {
            case ToolChoice.Auto _ -> {
                if (tools.stream().noneMatch(Tools::strict)) {
                    return null;
                }
                config.put("mode", "VALIDATED");
            }
            case ToolChoice.None _ -> config.put("mode", "NONE");
            case ToolChoice.Required _ -> config.put("mode", "ANY");
            case ToolChoice.Named(String name) -> {
                config.put("mode", "ANY");
                config.putArray("allowedFunctionNames").add(name);
            }
        }
        return config;
    }

    private static boolean strict(Tool tool) {
        return tool instanceof Tool.Function function && Boolean.TRUE.equals(function.strict());
    }
}
