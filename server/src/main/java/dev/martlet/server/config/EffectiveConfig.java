// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import dev.martlet.core.config.PolicyEntry;
import dev.martlet.core.config.Secret;
import dev.martlet.server.config.bind.DurationText;
import dev.martlet.server.config.bind.Scalars;
import dev.martlet.server.config.bind.Shape;
import dev.martlet.server.config.bind.Slot;
import dev.martlet.server.config.bind.Words;
import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Node.Entry;
import dev.martlet.server.config.yaml.Node.ListNode;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.config.yaml.Node.ScalarNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * The configuration as it is in force: defaults filled in, short forms written out, secrets masked.
 * A value that came from the environment is shown as its placeholder: it may be a secret even where
 * none is expected, such as in a header.
 */
public final class EffectiveConfig {
    private EffectiveConfig() {}

    /** As maps, lists, strings, numbers and booleans, in the order of the vocabulary. */
    public static Map<String, Object> tree(ParsedConfig parsed) {
        return record(parsed.config(), parsed.locations().root());
    }

    /** One element of a section that is a list; see {@link #tree}. */
    public static Object element(ParsedConfig parsed, String section, int index) {
        Slot slot = Shape.of(parsed.config().getClass()).slot(section);
        if (slot == null || !(slot.value(parsed.config()) instanceof List<?> list)) {
            throw new IllegalArgumentException("section: " + section + " (expected: a list)");
        }
        Node node =
                entry(parsed.locations().root(), section) instanceof ListNode items
                        ? items.items().get(index)
                        : null;
        return render(list.get(index), node);
    }

    /** As JSON, indented. */
    public static String json(ParsedConfig parsed) {
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(tree(parsed));
    }

    /** As YAML that the loader reads back, if nothing was masked. */
    public static String yaml(ParsedConfig parsed) {
        return YAMLMapper.builder()
                .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .build()
                .writeValueAsString(tree(parsed));
    }

    private static Map<String, Object> record(Record record, @Nullable Node node) {
        Map<String, Object> out = new LinkedHashMap<>();
        Shape shape = Shape.of(record.getClass());
        for (Slot slot : shape.slots()) {
            Object value = slot.value(record);
            boolean bare = node instanceof ScalarNode && slot == shape.shorthand();
            Node child = bare ? node : entry(node, slot.key());
            if (value == null && slot.orNone()) {
                out.put(slot.key(), "none");
            } else if (value != null && !absent(slot, value, child)) {
                out.put(slot.key(), render(value, child));
            }
        }
        return out;
    }

    /**
     * An empty list or map that nobody wrote says nothing; beside a chosen key it would even be
     * wrong.
     */
    private static boolean absent(Slot slot, Object value, @Nullable Node node) {
        boolean empty = value.equals(List.of()) || value.equals(Map.of());
        return empty && slot.defaultText() == null && node == null;
    }

    private static Object render(Object value, @Nullable Node node) {
        return switch (value) {
            case PolicyEntry policy -> policy(policy, node);
            case List<?> list -> list(list, node);
            case Map<?, ?> map -> map(map, node);
            case Record record when !Scalars.isScalar(record.getClass()) -> record(record, node);
            default -> scalar(value, node);
        };
    }

    private static Object list(List<?> list, @Nullable Node node) {
        List<Object> out = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            // A single element may have been written without the list around it.
            Node item = node instanceof ListNode items ? items.items().get(i) : node;
            out.add(render(list.get(i), item));
        }
        return out;
    }

    private static Object map(Map<?, ?> map, @Nullable Node node) {
        Map<String, Object> out = new LinkedHashMap<>();
        map.forEach((key, value) ->
                out.put(key.toString(), render(value, entry(node, key.toString()))));
        return out;
    }

    private static Map<String, Object> policy(PolicyEntry policy, @Nullable Node node) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("kind", policy.kind());
        out.put("name", policy.name());
        out.put("on-error", Words.of(policy.onError()));
        out.putAll(record(policy.config(), node));
        return out;
    }

    private static Object scalar(Object value, @Nullable Node node) {
        if (value instanceof Secret) {
            return value.toString();
        }
        if (node instanceof ScalarNode scalar && scalar.text().contains("${")) {
            return scalar.text();
        }
        return switch (value) {
            case Duration duration -> DurationText.of(duration);
            case Enum<?> constant -> Words.of(constant);
            case Number number -> number;
            case Boolean truth -> truth;
            default -> value.toString();
        };
    }

    private static @Nullable Node entry(@Nullable Node node, String key) {
        Entry entry = node instanceof MapNode map ? map.entry(key) : null;
        return entry == null ? null : entry.value();
    }
}
