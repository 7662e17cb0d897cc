// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Changes to the members of an object; every byte that they do not touch stays. */
public final class JsonEdit {
    /** No value has no bytes. */
    private static final byte[] REMOVED = new byte[0];

    private final JsonMembers members;
    private final Map<String, byte[]> changes = new LinkedHashMap<>();

    JsonEdit(JsonMembers members) {
        this.members = members;
    }

    /**
     * Sets a member: in its place if there is one, else as the last.
     *
     * @param name of the member
     * @param value to be written
     * @return this
     */
    public JsonEdit set(String name, JsonNode value) {
        return set(name, Json.write(value));
    }

    /**
     * Sets a member: in its place if there is one, else as the last.
     *
     * @param name of the member
     * @param value a JSON text
     * @return this
     */
    public JsonEdit set(String name, byte[] value) {
        if (value.length == 0) {
            throw new IllegalArgumentException(name + ": nothing (expected: a JSON value)");
        }
        changes.put(name, value);
        return this;
    }

    /**
     * Takes a member away, if there is one.
     *
     * @param name of the member
     * @return this
     */
    public JsonEdit remove(String name) {
        changes.put(name, REMOVED);
        return this;
    }

    /**
     * The object with the changes.
     *
     * @return a JSON text; the same array if nothing changes and it is the whole text
     */
    public byte[] bytes() {
        byte[] json = members.json();
        if (changes.isEmpty() && members.from() == 0 && members.end() == json.length) {
            return json;
        }
        Map<String, byte[]> left = new LinkedHashMap<>(changes);
        var out = new Pieces(json);
        out.add(members.from(), members.open());
        int last = members.open();
        boolean first = true;
        for (int i = 0; i < members.size(); i++) {
            byte[] value = left.isEmpty() ? null : left.remove(members.name(i));
            int lead = last;
            last = members.end(i);
            if (value != null && value.length == 0) {
                continue;
            }
            // the lead holds the comma, which the first one that stays must not have
            out.add(first ? members.open() : lead, members.nameStart(first ? 0 : i));
            first = false;
            if (value == null) {
                out.add(members.nameStart(i), last);
            } else {
                out.add(members.nameStart(i), members.start(i));
                out.add(value);
            }
        }
        append(out, left, first);
        out.add(last, members.end());
        return out.bytes();
    }

    private static void append(Pieces out, Map<String, byte[]> left, boolean empty) {
        boolean first = empty;
        for (Map.Entry<String, byte[]> change : left.entrySet()) {
            if (change.getValue().length == 0) {
                continue;
            }
            String comma = first ? "" : ",";
            String name = Json.text(StringNode.valueOf(change.getKey()));
            out.add((comma + name + ":").getBytes(StandardCharsets.UTF_8));
            out.add(change.getValue());
            first = false;
        }
    }

    /** Gathered first and copied once: the object may have many mebibytes. */
    private static final class Pieces {
        private final byte[] json;
        private final List<byte[]> sources = new ArrayList<>();
        private final List<Integer> bounds = new ArrayList<>();
        private int from;
        private int to;
        private int length;

        Pieces(byte[] json) {
            this.json = json;
        }

        void add(int start, int end) {
            if (start != to) {
                flush();
                from = start;
            }
            to = end;
        }

        void add(byte[] piece) {
            flush();
            add(piece, 0, piece.length);
        }

        private void flush() {
            add(json, from, to);
            from = to;
        }

        private void add(byte[] source, int start, int end) {
            if (start < end) {
                sources.add(source);
                bounds.add(start);
                bounds.add(end);
                length += end - start;
            }
        }

        byte[] bytes() {
            flush();
            var bytes = new byte[length];
            int at = 0;
            for (int i = 0; i < sources.size(); i++) {
                int start = bounds.get(2 * i);
                int count = bounds.get(2 * i + 1) - start;
                System.arraycopy(sources.get(i), start, bytes, at, count);
                at += count;
            }
            return bytes;
        }
    }
}
