// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns JSON Schema into the API's subset of an OpenAPI 3.0 schema, and tells what is lost. */
final class OpenApiWriter {
    /** Levels of references; a schema that contains itself has no end. */
    private static final int DEPTH = 32;

    private static final Set<String> SAME =
            Set.of(
                    "title",
                    "description",
                    "default",
                    "minimum",
                    "maximum",
                    "minItems",
                    "maxItems",
                    "minLength",
                    "maxLength",
                    "minProperties",
                    "maxProperties",
                    "pattern",
                    "required");

    /** What constrains nothing, or is dealt with where it is referred to. */
    private static final Set<String> IGNORED =
            Set.of(
                    "$schema",
                    "$id",
                    "$comment",
                    "$defs",
                    "definitions",
                    "examples",
                    "deprecated",
                    "readOnly",
                    "writeOnly");

    private static final Set<String> FORMATS =
            Set.of("date-time", "int32", "int64", "float", "double");

    private final JsonNode root;
    private final Losses losses;

    private OpenApiWriter(JsonNode root, Losses losses) {
        this.root = root;
        this.losses = losses;
    }

    static JsonNode write(JsonNode schema, String path, Losses losses) {
        return new OpenApiWriter(schema, losses).schema(schema, path, 0);
    }

    private JsonNode schema(JsonNode schema, String path, int depth) {
        if (!(schema instanceof ObjectNode object)) {
            // true allows all, as an empty schema does; false has no equal
            lost(path, "", schema, schema.isBoolean() && schema.booleanValue());
            return Json.object();
        }
        JsonNode reference = object.get("$ref");
        if (reference != null) {
            return referred(object, reference, path, depth);
        }
        ObjectNode result = Json.object();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            member(member.getKey(), member.getValue(), result, path, depth);
        }
        return result;
    }

    private JsonNode referred(ObjectNode object, JsonNode reference, String path, int depth) {
        String pointer = reference.asString("");
        JsonNode target = pointer.startsWith("#") ? root.at(pointer.substring(1)) : null;
        if (target == null || target.isMissingNode() || depth > DEPTH) {
            losses.field(path + ".$ref", "$ref", reference);
            return Json.object();
        }
        if (object.size() == 1 || !(target instanceof ObjectNode whole)) {
            return schema(target, path, depth + 1);
        }
        ObjectNode merged = whole.deepCopy();
        object.properties().forEach(each -> merged.set(each.getKey(), each.getValue()));
        if (!whole.has("$ref")) {
            merged.remove("$ref");
        }
        return schema(merged, path, depth + 1);
    }

    private void member(String name, JsonNode value, ObjectNode result, String path, int depth) {
        if (SAME.contains(name)) {
            result.set(name, value);
            return;
        }
        if (IGNORED.contains(name)) {
            return;
        }
        String at = path + '.' + name;
        switch (name) {
            case "type" -> type(value, result, at);
            case "properties" -> {
                ObjectNode properties = result.putObject(name);
                for (Map.Entry<String, JsonNode> each : value.properties()) {
                    JsonNode schema = schema(each.getValue(), at + '.' + each.getKey(), depth + 1);
                    properties.set(each.getKey(), schema);
                }
            }
            case "items" -> result.set(name, schema(value, at, depth + 1));
            case "anyOf", "oneOf" -> any(value, result, at, depth);
            case "allOf" -> all(value, result, at, depth);
            case "enum" -> choices(value, result, at);
            case "const" -> choices(Json.array().add(value), result, at);
            case "format" -> {
                if (FORMATS.contains(value.asString(""))) {
                    result.set(name, value);
                } else {
                    losses.field(at, name, value);
                }
            }
            // whatever the model adds beyond the properties is not forbidden there, nor is it asked
            case "additionalProperties" -> lost(at, name, value, value.isBoolean());
            default -> losses.field(at, name, value);
        }
    }

    private void lost(String path, String name, JsonNode value, boolean harmless) {
        if (!harmless) {
            losses.field(path, name, value);
        }
    }

    private void type(JsonNode value, ObjectNode result, String at) {
        if (value.isString()) {
            result.put("type", value.stringValue().toUpperCase(Locale.ROOT));
            return;
        }
        List<String> types = new ArrayList<>();
        value.forEach(each -> types.add(each.asString("").toUpperCase(Locale.ROOT)));
        if (types.remove("NULL")) {
            result.put("nullable", true);
        }
        if (types.size() == 1) {
            result.put("type", types.getFirst());
        } else if (result.has("anyOf")) {
            losses.field(at, "type", value);
        } else {
            ArrayNode any = result.putArray("anyOf");
            types.forEach(each -> any.addObject().put("type", each));
        }
    }

    private void any(JsonNode value, ObjectNode result, String at, int depth) {
        ArrayNode any = Json.array();
        for (int i = 0; i < value.size(); i++) {
            JsonNode each = value.get(i);
            if (each.path("type").asString("").equals("null")) {
                result.put("nullable", true);
            } else {
                any.add(schema(each, at + '[' + i + ']', depth + 1));
            }
        }
        if (any.size() == 1 && any.get(0) instanceof ObjectNode only) {
            only.properties().forEach(each -> result.putIfAbsent(each.getKey(), each.getValue()));
        } else {
            result.set("anyOf", any);
        }
    }

    /** One schema, as some generators wrap a reference to describe it, can be merged. */
    private void all(JsonNode value, ObjectNode result, String at, int depth) {
        if (value.size() != 1) {
            losses.field(at, "allOf", value);
            return;
        }
        schema(value.get(0), at + "[0]", depth + 1)
                .properties()
                .forEach(each -> result.putIfAbsent(each.getKey(), each.getValue()));
    }

    /** Only strings can be enumerated. */
    private void choices(JsonNode value, ObjectNode result, String at) {
        ArrayNode choices = Json.array();
        for (JsonNode each : value) {
            if (each.isNull()) {
                result.put("nullable", true);
            } else if (each.isString()) {
                choices.add(each);
            } else {
                losses.field(at, "enum", value);
                return;
            }
        }
        result.set("enum", choices);
        result.putIfAbsent("type", Json.object().stringNode("STRING"));
    }
}
