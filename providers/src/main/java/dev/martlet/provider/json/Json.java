// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON trees (RFC 8259) with exact numbers, members in the order in which they came, and bounds on
 * nesting and on the size of a string. Members that come twice are refused in what clients send:
 * two readers of such an object may see two different requests.
 */
public final class Json {
    /** Levels of nesting; a request of any known API has less than 50. */
    private static final int DEPTH = 500;

    /** Characters of one string: an inline image or file in base64. */
    private static final int STRING = 96 << 20;

    /** Characters of one number. */
    private static final int NUMBER = 400;

    /** Bytes that a tree becomes mostly. */
    private static final int EXPECTED = 512;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .recyclerPool(new BufferPool())
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH)
                                                    .maxStringLength(STRING)
                                                    .maxNumberLength(NUMBER)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    // The tree notices by itself; a parser that does needs a set for each object.
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private static final ObjectReader LENIENT =
            MAPPER.reader().without(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private Json() {}

    /**
     * Reads one JSON text.
     *
     * @param bytes in UTF-8
     * @return the tree
     * @throws JsonException if it is not JSON, is nested too deep, or has a member twice
     */
    public static JsonNode read(byte[] bytes) {
        return parse(() -> MAPPER.readTree(bytes));
    }

    /**
     * Reads one JSON text.
     *
     * @param text the text
     * @return the tree
     * @throws JsonException if it is not JSON, is nested too deep, or has a member twice
     */
    public static JsonNode read(String text) {
        return parse(() -> MAPPER.readTree(text));
    }

    /**
     * Reads what a provider sent. Nobody else decides on it, so a member that comes twice is no
     * danger, and not worth an answer: the last one counts.
     *
     * @param bytes in UTF-8
     * @return the tree
     * @throws JsonException if it is not JSON, or is nested too deep
     */
    public static JsonNode readReply(byte[] bytes) {
        return parse(() -> LENIENT.readTree(bytes));
    }

    private interface Parse {
        JsonNode run();
    }

    private static JsonNode parse(Parse parse) {
        JsonNode node;
        try {
            node = parse.run();
        } catch (JacksonException e) {
            throw new JsonException(e);
        }
        if (node.isMissingNode()) {
            throw new JsonException("nothing at all (expected: a JSON value)");
        }
        return node;
    }

    /**
     * Writes a tree.
     *
     * @param node the tree
     * @return compact JSON in UTF-8
     */
    public static byte[] write(JsonNode node) {
        return new JsonBytes(EXPECTED).tree(node).toByteArray();
    }

    /** What {@link JsonBytes} leaves to the library: what no reader makes. */
    static byte[] writeAny(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /**
     * Writes a tree.
     *
     * @param node the tree
     * @return compact JSON
     */
    public static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /**
     * A new object.
     *
     * @return empty
     */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * A new array.
     *
     * @return empty
     */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
