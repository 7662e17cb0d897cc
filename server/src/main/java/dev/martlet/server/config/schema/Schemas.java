// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.schema;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.MatchesKeys;
import dev.martlet.core.config.NonEmpty;
import dev.martlet.core.config.OneOf;
import dev.martlet.core.config.Range;
import dev.martlet.core.config.ScalarForm;
import dev.martlet.core.config.Secret;
import dev.martlet.core.config.Values;
import dev.martlet.server.config.bind.Bounds;
import dev.martlet.server.config.bind.DefaultText;
import dev.martlet.server.config.bind.DurationText;
import dev.martlet.server.config.bind.Scalars;
import dev.martlet.server.config.bind.Slot;
import dev.martlet.server.config.bind.Words;
import dev.martlet.server.config.yaml.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The small parts of the schema: scalars, lists and maps of them, groups of keys. */
final class Schemas {
    private Schemas() {}

    static boolean isScalar(Class<?> type) {
        return Scalars.isScalar(type);
    }

    /** Text with a placeholder may stand for any scalar. */
    static Map<String, Object> placeholder() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", "Filled in from the environment: ${NAME} or ${NAME:-default}.");
        schema.put("type", "string");
        schema.put("pattern", "\\$\\{");
        return schema;
    }

    /** Wraps the schema of an element as the list or map that the slot is. */
    static Map<String, Object> container(Slot slot, Map<String, Object> element) {
        Map<String, Object> schema = new LinkedHashMap<>();
        if (slot.isList()) {
            schema.put("type", "array");
            schema.put("items", element);
            if (slot.has(NonEmpty.class)) {
                schema.put("minItems", 1);
            }
            return slot.oneOrMany() ? Map.of("anyOf", List.of(element, schema)) : schema;
        }
        if (slot.isMap()) {
            schema.put("type", "object");
            schema.put("additionalProperties", element);
            MatchesKeys keys = slot.annotation(MatchesKeys.class);
            if (keys != null) {
                schema.put("propertyNames", Map.of("pattern", whole(keys.value())));
            }
            if (slot.has(NonEmpty.class)) {
                schema.put("minProperties", 1);
            }
            return schema;
        }
        return slot.orNone() ? Map.of("anyOf", List.of(Map.of("const", "none"), element)) : element;
    }

    /** One scalar with the rules of its slot. */
    static Map<String, Object> scalar(Slot slot, Class<?> type) {
        Values values = slot.annotation(Values.class);
        Map<String, Object> schema = values == null ? typed(slot, type) : chosen(values, type);
        if (type == String.class && !schema.containsKey("pattern") && values == null) {
            return schema;
        }
        if (type == Secret.class) {
            return schema;
        }
        return Map.of("anyOf", List.of(schema, Map.of("$ref", "#/$defs/placeholder")));
    }

    private static Map<String, Object> typed(Slot slot, Class<?> type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        ScalarForm form = type.getAnnotation(ScalarForm.class);
        if (form != null) {
            schema.put("description", describe(form.expected(), slot));
            schema.put("type", form.number() ? List.of("string", number(form)) : "string");
            schema.put("pattern", whole(form.pattern()));
            if (form.number()) {
                schema.put("minimum", 0);
            }
        } else if (type.isEnum()) {
            schema.put("enum", Words.of(type));
            words(schema, type);
        } else if (Scalars.isNumber(type)) {
            schema.put("type", Scalars.isWhole(type) ? "integer" : "number");
            bounds(schema, slot.annotation(Range.class));
        } else if (Scalars.isBoolean(type)) {
            schema.put("type", "boolean");
        } else if (type == Duration.class) {
            schema.put("description", describe(DurationText.EXPECTED, slot));
            schema.put("type", "string");
            schema.put("pattern", whole(DurationText.PATTERN));
        } else {
            text(schema, slot, type);
        }
        return schema;
    }

    private static String number(ScalarForm form) {
        return form.decimal() ? "number" : "integer";
    }

    private static void text(Map<String, Object> schema, Slot slot, Class<?> type) {
        schema.put("type", "string");
        Matches matches = slot.annotation(Matches.class);
        if (matches != null) {
            schema.put("pattern", whole(matches.value()));
        }
        if (type != String.class || slot.has(NonEmpty.class)) {
            schema.put("minLength", 1);
        }
    }

    private static Map<String, Object> chosen(Values values, Class<?> type) {
        boolean number = Scalars.isNumber(type);
        List<Object> known = new ArrayList<>();
        for (String value : values.value()) {
            known.add(number ? (Object) Long.valueOf(value) : value);
        }
        return Map.of("enum", known);
    }

    private static void words(Map<String, Object> schema, Class<?> type) {
        List<String> lines = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            Doc doc = doc((Enum<?>) constant);
            if (doc != null) {
                lines.add(Words.of((Enum<?>) constant) + ": " + doc.value());
            }
        }
        if (!lines.isEmpty()) {
            schema.put("description", String.join(" ", lines));
        }
    }

    private static @Nullable Doc doc(Enum<?> constant) {
        try {
            return constant.getDeclaringClass().getField(constant.name()).getAnnotation(Doc.class);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void bounds(Map<String, Object> schema, @Nullable Range range) {
        if (range != null && !range.min().isEmpty()) {
            schema.put("minimum", plain(range.min()));
        }
        if (range != null && !range.max().isEmpty()) {
            schema.put("maximum", plain(range.max()));
        }
    }

    /** A schema has no bounds for durations and sizes; the reader gets them in words. */
    private static String describe(String expected, Slot slot) {
        Range range = slot.annotation(Range.class);
        return range == null ? expected : expected + "; " + Bounds.words(range);
    }

    private static String whole(String pattern) {
        return "^(?:" + pattern + ")$";
    }

    /** Keys of which one is to be chosen. */
    static void groups(Map<String, Object> object, List<OneOf> groups) {
        List<Object> all = new ArrayList<>();
        for (OneOf group : groups) {
            List<Object> choices = new ArrayList<>();
            for (String key : group.value()) {
                choices.add(Map.of("required", List.of(key)));
            }
            if (!group.required()) {
                choices.add(Map.of("not", Map.of("anyOf", List.copyOf(choices))));
            }
            all.add(Map.of("oneOf", choices));
        }
        if (!all.isEmpty()) {
            object.put("allOf", all);
        }
    }

    /** The text of a default as JSON. */
    static Object plain(String text) {
        return plain(DefaultText.node(text));
    }

    private static Object plain(Node node) {
        return switch (node) {
            case Node.ScalarNode scalar ->
                    switch (scalar.kind()) {
                        case NUMBER -> number(scalar.text());
                        case BOOLEAN -> Boolean.valueOf(scalar.text());
                        case TEXT, NULL -> scalar.text();
                    };
            case Node.ListNode list -> list.items().stream().map(Schemas::plain).toList();
            case Node.MapNode map -> {
                Map<String, Object> entries = new LinkedHashMap<>();
                map.entries().forEach(entry -> entries.put(entry.key(), plain(entry.value())));
                yield entries;
            }
        };
    }

    private static Object number(String text) {
        return text.contains(".") ? (Object) Double.valueOf(text) : Long.valueOf(text);
    }
}
