// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads one YAML document into nodes. Everything a hostile file could grow is bounded: bytes,
 * depth, and the number of nodes that aliases stand for.
 */
public final class YamlReader {
    /** The largest file that is read at all. */
    public static final int MAX_BYTES = 10 * 1024 * 1024;

    private static final int MAX_DEPTH = 64;

    /** Nodes that aliases may add to the document: a "billion laughs" has 10^9 of them. */
    private static final long MAX_ALIASED = 100_000;

    private static final YAMLFactory FACTORY =
            YAMLFactory.builder()
                    // Repeated keys are found here, all of them.
                    .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .loadSettings(
                            LoadSettings.builder()
                                    .setCodePointLimit(MAX_BYTES + 1)
                                    .setParseComments(false)
                                    .setAllowDuplicateKeys(true)
                                    .build())
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(1000)
                                    .maxStringLength(MAX_BYTES)
                                    .maxNameLength(MAX_BYTES)
                                    .maxNumberLength(MAX_BYTES)
                                    .build())
                    .build();

    private final YAMLParser parser;
    private final Consumer<YamlProblem> duplicates;
    private final Map<String, Node> anchors = new HashMap<>();
    private long aliased;

    private YamlReader(YAMLParser parser, Consumer<YamlProblem> duplicates) {
        this.parser = parser;
        this.duplicates = duplicates;
    }

    /**
     * Reads the document.
     *
     * @param bytes the file; more than {@link #MAX_BYTES} are refused
     * @param duplicates told of each repeated key; the first one counts and reading goes on
     * @throws YamlProblem if the text is not one YAML document within the limits
     */
    public static Node read(byte[] bytes, Consumer<YamlProblem> duplicates) {
        if (bytes.length > MAX_BYTES) {
            throw new YamlProblem(0, 0, "the file has " + bytes.length + " bytes", "at most 10MiB");
        }
        return read(Utf8Text.decode(bytes), duplicates);
    }

    /** As {@link #read(byte[], Consumer)}, for text that is at hand. */
    public static Node read(String text, Consumer<YamlProblem> duplicates) {
        try (YAMLParser parser =
                (YAMLParser)
                        FACTORY.createParser(
                                ObjectReadContext.empty(), new WholeCharacters(text))) {
            return new YamlReader(parser, duplicates).document();
        } catch (JacksonException e) {
            throw SyntaxProblem.of(e);
        }
    }

    private Node document() {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new YamlProblem(1, 1, "the file is empty", "a mapping");
        }
        Node root = node(first, 0, "");
        if (parser.nextToken() != null) {
            TokenStreamLocation at = parser.currentTokenLocation();
            String message = "a second YAML document starts here";
            throw new YamlProblem(line(at), column(at), message, "one document");
        }
        return root;
    }

    private Node node(JsonToken token, int depth, String path) {
        TokenStreamLocation at = parser.currentTokenLocation();
        if (depth > MAX_DEPTH) {
            String message = "nested too deeply";
            throw new YamlProblem(
                    line(at), column(at), message, "at most " + MAX_DEPTH + " levels");
        }
        if (parser.isCurrentAlias()) {
            return alias(at);
        }
        Object anchor = parser.getObjectId();
        Node node =
                switch (token) {
                    case START_OBJECT -> map(at, depth, path);
                    case START_ARRAY -> list(at, depth, path);
                    default -> scalar(token, at);
                };
        if (anchor != null) {
            anchors.put(anchor.toString(), node);
        }
        return node;
    }

    private Node alias(TokenStreamLocation at) {
        // The name is not repeated in messages: an unquoted password may begin with '*'.
        Node target = anchors.get(parser.getString());
        if (target == null) {
            String message = "'*' refers to an anchor that is not defined before this place";
            throw new YamlProblem(line(at), column(at), message, "quotes, if this is text");
        }
        aliased += target.weight();
        if (aliased > MAX_ALIASED) {
            String message = "aliases stand for too much";
            throw new YamlProblem(
                    line(at), column(at), message, "at most " + MAX_ALIASED + " nodes");
        }
        return target;
    }

    private Node map(TokenStreamLocation at, int depth, String path) {
        List<Node.Entry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        long weight = 1;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            TokenStreamLocation place = parser.currentTokenLocation();
            String key = parser.currentName();
            String inner = Paths.key(path, key);
            Node value = node(parser.nextToken(), depth + 1, inner);
            weight += value.weight();
            if (seen.add(key)) {
                entries.add(new Node.Entry(key, line(place), column(place), value));
            } else {
                String message = "the key " + Quoted.of(key) + " is given twice";
                duplicates.accept(
                        new YamlProblem(line(place), column(place), message, null, inner));
            }
        }
        return new Node.MapNode(entries, line(at), column(at), weight);
    }

    private Node list(TokenStreamLocation at, int depth, String path) {
        List<Node> items = new ArrayList<>();
        long weight = 1;
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            Node item = node(token, depth + 1, Paths.index(path, items.size()));
            weight += item.weight();
            items.add(item);
            token = parser.nextToken();
        }
        return new Node.ListNode(items, line(at), column(at), weight);
    }

    private Node scalar(JsonToken token, TokenStreamLocation at) {
        Node.ScalarKind kind =
                switch (token) {
                    case VALUE_NULL -> Node.ScalarKind.NULL;
                    case VALUE_TRUE, VALUE_FALSE -> Node.ScalarKind.BOOLEAN;
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Node.ScalarKind.NUMBER;
                    default -> Node.ScalarKind.TEXT;
                };
        String text = parser.getString();
        return new Node.ScalarNode(text == null ? "" : text, kind, line(at), column(at));
    }

    private static int line(TokenStreamLocation at) {
        return Math.max(at.getLineNr(), 0);
    }

    private static int column(TokenStreamLocation at) {
        return Math.max(at.getColumnNr(), 0);
    }
}
