// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.json.Json;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns the API's subset of an OpenAPI 3.0 schema into JSON Schema. */
final class OpenApiReader {
    private static final Map<String, String> SNAKE =
            Map.of(
                    "any_of", "anyOf",
                    "max_items", "maxItems",
                    "min_items", "minItems",
                    "max_length", "maxLength",
                    "min_length", "minLength",
                    "max_properties", "maxProperties",
                    "min_properties", "minProperties",
                    "property_ordering", "propertyOrdering");

    /** 64-bit numbers, which the JSON form of Protocol Buffers writes as strings. */
    private static final Set<String> COUNTS =
            Set.of(
                    "maxItems",
                    "minItems",
                    "maxLength",
                    "minLength",
                    "maxProperties",
                    "minProperties");

    private OpenApiReader() {}

    static JsonNode read(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        ObjectNode result = Json.object();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = SNAKE.getOrDefault(member.getKey(), member.getKey());
            member(name, member.getValue(), result);
        }
        order(object, result);
        if (object.path("nullable").asBoolean(false)) {
            nullable(result);
        }
        return result;
    }

    private static void member(String name, JsonNode value, ObjectNode result) {
        switch (name) {
            case "type" -> {
                String type = value.asString("").toLowerCase(Locale.ROOT);
                if (!type.equals("type_unspecified")) {
                    result.put("type", type);
                }
            }
            case "properties" -> {
                ObjectNode properties = result.putObject(name);
                value.properties()
                        .forEach(each -> properties.set(each.getKey(), read(each.getValue())));
            }
            case "items" -> result.set(name, read(value));
            case "anyOf" -> {
                ArrayNode all = result.putArray(name);
                value.forEach(each -> all.add(read(each)));
            }
            case "example" -> result.putArray("examples").add(value);
            case "format" -> {
                // says no more than that there is an enum
                if (!value.asString("").equals("enum")) {
                    result.set(name, value);
                }
            }
            case "nullable", "propertyOrdering" -> {
                // told in other words once the object is complete
            }
            default -> result.set(name, COUNTS.contains(name) ? number(value) : value);
        }
    }

    private static JsonNode number(JsonNode value) {
        if (!value.isString()) {
            return value;
        }
        try {
            return Json.object().numberNode(new BigDecimal(value.stringValue()));
        } catch (NumberFormatException e) {
            return value;
        }
    }

    /** In JSON Schema the order of the properties is the one in which they stand. */
    private static void order(ObjectNode object, ObjectNode result) {
        JsonNode order =
                object.has("propertyOrdering")
                        ? object.get("propertyOrdering")
                        : object.path("property_ordering");
        if (!order.isArray() || !(result.get("properties") instanceof ObjectNode properties)) {
            return;
        }
        ObjectNode ordered = Json.object();
        for (JsonNode name : order) {
            JsonNode property = properties.get(name.asString(""));
            if (property != null) {
                ordered.set(name.asString(""), property);
            }
        }
        properties
                .properties()
                .forEach(each -> ordered.putIfAbsent(each.getKey(), each.getValue()));
        result.set("properties", ordered);
    }

    private static void nullable(ObjectNode result) {
        JsonNode type = result.get("type");
        if (type != null) {
            result.putArray("type").add(type).add("null");
        } else if (result.get("anyOf") instanceof ArrayNode all) {
            all.addObject().put("type", "null");
        }
    }
}
