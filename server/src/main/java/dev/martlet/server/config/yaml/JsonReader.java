// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON (RFC 8259) into the same nodes as {@link YamlReader}, within the same bounds. */
public final class JsonReader {
    private static final int MAX_DEPTH = 64;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(1000).build())
                    .build();

    private final JsonParser parser;
    private final Consumer<YamlProblem> duplicates;
    private final boolean places;

    private JsonReader(JsonParser parser, Consumer<YamlProblem> duplicates, boolean places) {
        this.parser = parser;
        this.duplicates = duplicates;
        this.places = places;
    }

    /**
     * Reads a document.
     *
     * @param bytes in UTF-8
     * @param duplicates told of each repeated key; the first one counts and reading goes on
     * @throws YamlProblem if it is no JSON within the limits
     */
    public static Node read(byte[] bytes, Consumer<YamlProblem> duplicates) {
        return read(Utf8Text.decode(bytes), duplicates, true);
    }

    /**
     * Reads what we have written ourselves: nobody sees its lines and columns, so all are 0.
     *
     * @param text JSON
     * @throws YamlProblem if it is no JSON
     */
    public static Node stored(String text) {
        return read(
                text,
                problem -> {
                    throw problem;
                },
                false);
    }

    private static Node read(String text, Consumer<YamlProblem> duplicates, boolean places) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new YamlProblem(1, 1, "there is nothing", "a JSON object");
            }
            var reader = new JsonReader(parser, duplicates, places);
            Node root = reader.node(first, 0, "");
            if (parser.nextToken() != null) {
                TokenStreamLocation at = parser.currentTokenLocation();
                throw new YamlProblem(
                        at.getLineNr(),
                        at.getColumnNr(),
                        "something follows the document",
                        "one JSON object");
            }
            return root;
        } catch (JacksonException e) {
            // The parser's own words quote the document, and with it what may be a secret.
            TokenStreamLocation at = e.getLocation();
            throw new YamlProblem(
                    at == null ? 1 : Math.max(at.getLineNr(), 1),
                    at == null ? 1 : Math.max(at.getColumnNr(), 1),
                    "not valid JSON from here on",
                    "RFC 8259");
        }
    }

    private Node node(JsonToken token, int depth, String path) {
        int line = places ? parser.currentTokenLocation().getLineNr() : 0;
        int column = places ? parser.currentTokenLocation().getColumnNr() : 0;
        if (depth > MAX_DEPTH) {
            throw new YamlProblem(
                    line, column, "nested too deeply", "at most " + MAX_DEPTH + " levels");
        }
        return switch (token) {
            case START_OBJECT -> map(depth, path, line, column);
            case START_ARRAY -> list(depth, path, line, column);
            default -> new Node.ScalarNode(parser.getString(), kind(token), line, column);
        };
    }

    private static Node.ScalarKind kind(JsonToken token) {
        return switch (token) {
            case VALUE_NULL -> Node.ScalarKind.NULL;
            case VALUE_TRUE, VALUE_FALSE -> Node.ScalarKind.BOOLEAN;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Node.ScalarKind.NUMBER;
            default -> Node.ScalarKind.TEXT;
        };
    }

    private Node map(int depth, String path, int line, int column) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        long weight = 1;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            int keyLine = places ? parser.currentTokenLocation().getLineNr() : 0;
            int keyColumn = places ? parser.currentTokenLocation().getColumnNr() : 0;
            String key = parser.currentName();
            String inner = Paths.key(path, key);
            Node value = node(parser.nextToken(), depth + 1, inner);
            weight += value.weight();
            if (entries.putIfAbsent(key, new Node.Entry(key, keyLine, keyColumn, value)) != null) {
                String message = "the key " + Quoted.of(key) + " is given twice";
                duplicates.accept(new YamlProblem(keyLine, keyColumn, message, null, inner));
            }
        }
        return new Node.MapNode(List.copyOf(entries.values()), line, column, weight);
    }

    private Node list(int depth, String path, int line, int column) {
        List<Node> items = new ArrayList<>();
        long weight = 1;
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            Node item = node(token, depth + 1, Paths.index(path, items.size()));
            weight += item.weight();
            items.add(item);
            token = parser.nextToken();
        }
        return new Node.ListNode(items, line, column, weight);
    }
}
