// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the text of a catalogue strictly: a price that is misspelt is no price at all. */
final class CatalogueReader {
    /** Of a long list of problems, these are enough to see what is wrong with the file. */
    private static final int TOLD = 5;

    private static final BigDecimal MOST_PRICE = new BigDecimal("1000000");
    private static final BigDecimal MOST_TOKENS = new BigDecimal("1000000000");
    private static final Set<String> PRICES =
            Set.of("input", "cached", "cache-write", "completion");
    private static final Set<String> SIZES = Set.of("context", "output");
    private static final Set<String> FLAGS = Set.of("tools", "vision", "schema", "reasoning");

    private final List<String> problems = new ArrayList<>();

    private CatalogueReader() {}

    /**
     * Reads.
     *
     * @return entries by {@code prices/model}
     * @throws IllegalArgumentException with what is wrong
     */
    static Map<String, CatalogueEntry> read(byte[] json) {
        JsonNode root;
        try {
            root = Json.read(json);
        } catch (JsonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException(
                    "not an object (expected: an object with an entry for each provider/model)");
        }
        return new CatalogueReader().entries(root);
    }

    private Map<String, CatalogueEntry> entries(JsonNode root) {
        Map<String, CatalogueEntry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> one : root.properties()) {
            String key = one.getKey();
            int slash = key.indexOf('/');
            if (slash < 1 || slash == key.length() - 1) {
                problems.add(quoted(key) + ": no name of a model (expected: provider/model)");
            } else if (!one.getValue().isObject()) {
                problems.add(quoted(key) + ": not an object");
            } else {
                entries.put(key, entry(key, one.getValue()));
            }
        }
        if (!problems.isEmpty()) {
            List<String> told = problems.subList(0, Math.min(TOLD, problems.size()));
            int more = problems.size() - told.size();
            throw new IllegalArgumentException(
                    String.join("; ", told) + (more == 0 ? "" : "; and " + more + " more"));
        }
        return entries;
    }

    private CatalogueEntry entry(String key, JsonNode json) {
        for (String name : json.propertyNames()) {
            if (!PRICES.contains(name) && !SIZES.contains(name) && !FLAGS.contains(name)) {
                Set<String> known = new TreeSet<>(PRICES);
                known.addAll(SIZES);
                known.addAll(FLAGS);
                problems.add(
                        field(key, name)
                                + ": unknown (expected: one of "
                                + String.join(", ", known)
                                + ")");
            }
        }
        return new CatalogueEntry(
                size(key, json, "context"),
                size(key, json, "output"),
                flag(key, json, "tools", true),
                flag(key, json, "vision", true),
                flag(key, json, "schema", true),
                flag(key, json, "reasoning", false),
                price(key, json, "input"),
                price(key, json, "cached"),
                price(key, json, "cache-write"),
                price(key, json, "completion"));
    }

    private @Nullable BigDecimal price(String key, JsonNode json, String name) {
        return number(key, json, name, MOST_PRICE, "dollars for a million tokens");
    }

    private long size(String key, JsonNode json, String name) {
        BigDecimal size = number(key, json, name, MOST_TOKENS, "a number of tokens");
        if (size == null) {
            return 0;
        }
        if (size.stripTrailingZeros().scale() > 0) {
            problems.add(field(key, name) + ": " + size + " (expected: a whole number)");
        }
        return size.longValue();
    }

    private @Nullable BigDecimal number(
            String key, JsonNode json, String name, BigDecimal most, String expected) {
        JsonNode value = json.get(name);
        if (value == null) {
            return null;
        }
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue();
            if (number.signum() >= 0 && number.compareTo(most) <= 0) {
                return number;
            }
        }
        problems.add(
                field(key, name)
                        + ": "
                        + brief(value)
                        + " (expected: "
                        + expected
                        + ", 0 to "
                        + most
                        + ")");
        return null;
    }

    private boolean flag(String key, JsonNode json, String name, boolean otherwise) {
        JsonNode value = json.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            problems.add(field(key, name) + ": " + brief(value) + " (expected: true or false)");
            return otherwise;
        }
        return value.booleanValue();
    }

    private static String field(String key, String name) {
        return quoted(key) + '.' + name;
    }

    private static String quoted(String key) {
        return '"' + (key.length() > 80 ? key.substring(0, 80) + '…' : key) + '"';
    }

    private static String brief(JsonNode value) {
        String text = Json.text(value);
        return text.length() > 40 ? text.substring(0, 40) + '…' : text;
    }
}
