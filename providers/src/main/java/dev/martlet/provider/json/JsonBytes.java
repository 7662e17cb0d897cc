// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Writes JSON in UTF-8, compact. For those who know what they write, and for trees: texts are taken
 * over at once where they need no escapes, as most of them do. Not for several threads.
 */
public final class JsonBytes {
    private static final String HEX = "0123456789ABCDEF";
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private byte[] bytes;
    private int size;

    /**
     * Begins to write.
     *
     * @param expected how many bytes it may become
     */
    public JsonBytes(int expected) {
        this.bytes = new byte[Math.max(16, expected)];
    }

    /**
     * What was written.
     *
     * @return a copy
     */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /**
     * Writes what is JSON already.
     *
     * @param json in UTF-8
     * @return this
     */
    public JsonBytes raw(byte[] json) {
        copy(json, 0, json.length);
        return this;
    }

    /**
     * Writes a whole number.
     *
     * @param value any
     * @return this
     */
    public JsonBytes number(long value) {
        if (value >= 0 && value <= 9) {
            return add((char) ('0' + value));
        }
        return raw(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Writes a string with its quotes.
     *
     * @param text any; half of a surrogate pair is written as an escape, so that it survives
     * @return this
     */
    public JsonBytes text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        // Stands for what has no UTF-8, or for itself.
        if (JsonScan.has((byte) '?', utf8) && halfPairs(text)) {
            return halves(text);
        }
        add('"');
        int from = 0;
        int at = JsonScan.plain(utf8, 0, utf8.length);
        while (at < utf8.length) {
            copy(utf8, from, at);
            escape(utf8[at]);
            from = at + 1;
            at = JsonScan.plain(utf8, from, utf8.length);
        }
        copy(utf8, from, utf8.length);
        return add('"');
    }

    private static boolean halfPairs(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private JsonBytes halves(String text) {
        add('"');
        text.codePoints()
                .forEach(c -> {
                    if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                        unicode(c);
                    } else if (c < ' ' || c == '"' || c == '\\') {
                        escape((byte) c);
                    } else {
                        raw(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                    }
                });
        return add('"');
    }

    private void escape(byte b) {
        switch (b) {
            case '"', '\\' -> add('\\').add((char) b);
            case '\n' -> add('\\').add('n');
            case '\t' -> add('\\').add('t');
            case '\r' -> add('\\').add('r');
            case '\b' -> add('\\').add('b');
            case '\f' -> add('\\').add('f');
            default -> unicode(b);
        }
    }

    private void unicode(int c) {
        add('\\').add('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            add(HEX.charAt(c >> shift & 0xf));
        }
    }

    /**
     * Writes a tree.
     *
     * @param node the tree
     * @return this
     */
    public JsonBytes tree(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> object(node);
            case ARRAY -> array(node);
            case STRING -> text(node.stringValue());
            case BOOLEAN -> raw(node.booleanValue() ? TRUE : FALSE);
            case NULL -> raw(NULL);
            case NUMBER -> number(node);
            default -> raw(Json.writeAny(node));
        }
        return this;
    }

    private void object(JsonNode node) {
        add('{');
        boolean first = true;
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!first) {
                add(',');
            }
            first = false;
            text(member.getKey()).add(':').tree(member.getValue());
        }
        add('}');
    }

    private void array(JsonNode node) {
        add('[');
        for (int i = 0; i < node.size(); i++) {
            if (i > 0) {
                add(',');
            }
            tree(node.get(i));
        }
        add(']');
    }

    private void number(JsonNode node) {
        switch (node.numberType()) {
            case INT, LONG -> number(node.longValue());
            case BIG_INTEGER, BIG_DECIMAL ->
                    raw(node.numberValue().toString().getBytes(StandardCharsets.US_ASCII));
            default -> raw(Json.writeAny(node));
        }
    }

    private JsonBytes add(char ascii) {
        room(1);
        bytes[size++] = (byte) ascii;
        return this;
    }

    private void copy(byte[] from, int start, int end) {
        room(end - start);
        System.arraycopy(from, start, bytes, size, end - start);
        size += end - start;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), size * 2));
        }
    }
}
