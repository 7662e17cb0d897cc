// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.echo;

import dev.martlet.provider.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the simplest value that a JSON Schema allows, the same one each time. */
final class Sample {
    private static final int DEPTH = 16;

    private Sample() {}

    static JsonNode of(JsonNode schema) {
        return schema.isObject() ? value(schema, schema, 0) : Json.object();
    }

    private static JsonNode value(JsonNode schema, JsonNode root, int depth) {
        if (depth > DEPTH || !schema.isObject()) {
            return Json.object().nullNode();
        }
        String reference = schema.path("$ref").asString("");
        if (reference.equals("#") || reference.startsWith("#/")) {
            return value(root.at(reference.substring(1)), root, depth + 1);
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
            return schema.path("enum").get(0);
        }
        for (String choice : new String[] {"anyOf", "oneOf", "allOf"}) {
            if (schema.path(choice).isArray() && !schema.path(choice).isEmpty()) {
                return value(schema.path(choice).get(0), root, depth + 1);
            }
        }
        return byType(schema, root, depth);
    }

    private static JsonNode byType(JsonNode schema, JsonNode root, int depth) {
        JsonNode type = schema.path("type");
        String name = type.isArray() ? type.path(0).asString("") : type.asString("object");
        ObjectNode maker = Json.object();
        return switch (name) {
            case "string" -> maker.stringNode("echo");
            case "integer" -> maker.numberNode(schema.path("minimum").asLong(1));
            case "number" -> maker.numberNode(schema.path("minimum").asDouble(1));
            case "boolean" -> maker.booleanNode(true);
            case "null" -> maker.nullNode();
            case "array" -> {
                ArrayNode array = Json.array();
                if (schema.has("items")) {
                    array.add(value(schema.get("items"), root, depth + 1));
                }
                yield array;
            }
            default -> {
                schema.path("properties")
                        .properties()
                        .forEach(one ->
                                maker.set(one.getKey(), value(one.getValue(), root, depth + 1)));
                yield maker;
            }
        };
    }
}
