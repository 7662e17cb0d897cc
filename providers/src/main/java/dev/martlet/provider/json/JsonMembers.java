// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The members of one JSON object, found in its bytes without reading their values, so that some can
 * be looked at and {@linkplain JsonEdit changed} while all else stays as it came: order,
 * whitespace, the text of numbers, what nobody knows. A name that comes twice is refused, as two
 * readers of such an object may see two different requests; within the values that is not checked.
 */
public final class JsonMembers {
    /** No API has objects with a hundred; the check for doubles takes the square of it. */
    private static final int MAX_MEMBERS = 1_000;

    private static final int NAME_START = 0;
    private static final int NAME_END = 1;
    private static final int START = 2;
    private static final int END = 3;
    private static final int WIDTH = 4;

    private final byte[] json;
    private final int from;
    private final int end;
    private int[] marks = new int[WIDTH * 12];
    private int[] hashes = new int[12];
    private int size;

    /** Behind the opening brace, where the first member would be put. */
    private final int open;

    private JsonMembers(byte[] json, int from, int end) {
        this.json = json;
        this.from = from;
        int start = JsonScan.whitespace(json, from, end);
        if (start == end || json[start] != '{') {
            throw new JsonException("not a JSON object (expected: an object)");
        }
        this.open = start + 1;
        this.end = end;
        int after = JsonScan.whitespace(json, members(end), end);
        if (after != end) {
            throw JsonScan.bad(after);
        }
    }

    /**
     * Finds the members of a JSON text.
     *
     * @param json in UTF-8; not copied, must not be changed
     * @return its members
     * @throws JsonException if it is not an object, its structure is broken or a name comes twice
     */
    public static JsonMembers of(byte[] json) {
        return new JsonMembers(json, 0, json.length);
    }

    private int members(int end) {
        int at = JsonScan.whitespace(json, open, end);
        if (at < end && json[at] == '}') {
            return at + 1;
        }
        while (true) {
            at = JsonScan.whitespace(json, member(at, end), end);
            if (at == end || (json[at] != ',' && json[at] != '}')) {
                throw JsonScan.bad(at);
            }
            if (json[at] == '}') {
                return at + 1;
            }
            at = JsonScan.whitespace(json, at + 1, end);
        }
    }

    private int member(int from, int end) {
        if (from == end || json[from] != '"') {
            throw JsonScan.bad(from);
        }
        int nameEnd = JsonScan.string(json, from, end);
        int colon = JsonScan.whitespace(json, nameEnd, end);
        if (colon == end || json[colon] != ':') {
            throw JsonScan.bad(colon);
        }
        int value = JsonScan.whitespace(json, colon + 1, end);
        int valueEnd = JsonScan.value(json, value, end);
        add(from, nameEnd, value, valueEnd);
        return valueEnd;
    }

    private void add(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (size == MAX_MEMBERS) {
            throw new JsonException("more than " + MAX_MEMBERS + " members in an object");
        }
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
            marks = Arrays.copyOf(marks, size * 2 * WIDTH);
        }
        int at = size * WIDTH;
        marks[at + NAME_START] = nameStart;
        marks[at + NAME_END] = nameEnd;
        marks[at + START] = valueStart;
        marks[at + END] = valueEnd;
        int hash = hash(nameStart + 1, nameEnd - 1);
        hashes[size] = hash;
        for (int i = 0; i < size; i++) {
            if (hashes[i] == hash && name(i).equals(name(size))) {
                throw new JsonException("a member comes twice");
            }
        }
        size++;
    }

    /** Of the characters, as a string has it, for names without escapes. */
    private int hash(int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            byte b = json[i];
            if (b == '\\' || b < 0) {
                return string(from - 1, to + 1).hashCode();
            }
            hash = 31 * hash + b;
        }
        return hash;
    }

    private String string(int from, int to) {
        for (int i = from + 1; i < to - 1; i++) {
            if (json[i] == '\\') {
                return Json.read(Arrays.copyOfRange(json, from, to)).stringValue();
            }
        }
        return new String(json, from + 1, to - from - 2, StandardCharsets.UTF_8);
    }

    private int find(String name) {
        int hash = name.hashCode();
        for (int i = 0; i < size; i++) {
            if (hashes[i] == hash && name(i).equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Whether there is a member of this name, be it null.
     *
     * @param name as it is without escapes
     * @return true if there is
     */
    public boolean has(String name) {
        return find(name) >= 0;
    }

    /**
     * A string.
     *
     * @param name of the member
     * @return null if there is no such member or it is no string
     * @throws JsonException if its escapes are broken
     */
    public @Nullable String text(String name) {
        int i = find(name);
        return i < 0 || json[start(i)] != '"' ? null : string(start(i), end(i));
    }

    /**
     * A yes or no.
     *
     * @param name of the member
     * @return null if there is no such member or it is neither true nor false
     */
    public @Nullable Boolean flag(String name) {
        if (is(name, "true")) {
            return true;
        }
        return is(name, "false") ? false : null;
    }

    /**
     * Whether a member says something.
     *
     * @param name of the member
     * @return false if there is no such member or it is null
     */
    public boolean isSet(String name) {
        return has(name) && !is(name, "null");
    }

    private boolean is(String name, String literal) {
        int i = find(name);
        if (i < 0 || end(i) - start(i) != literal.length()) {
            return false;
        }
        for (int k = 0; k < literal.length(); k++) {
            if (json[start(i) + k] != literal.charAt(k)) {
                return false;
            }
        }
        return true;
    }

    /**
     * A value as a tree.
     *
     * @param name of the member
     * @return null if there is no such member
     * @throws JsonException if the value is not valid
     */
    public @Nullable JsonNode value(String name) {
        int i = find(name);
        return i < 0 ? null : Json.read(Arrays.copyOfRange(json, start(i), end(i)));
    }

    /**
     * The members of a member.
     *
     * @param name of the member
     * @return null if there is no such member or it is no object
     * @throws JsonException if a name comes twice in it
     */
    public @Nullable JsonMembers object(String name) {
        int i = find(name);
        return i < 0 || json[start(i)] != '{' ? null : new JsonMembers(json, start(i), end(i));
    }

    /**
     * The members of each object in an array.
     *
     * @param name of the member
     * @return empty if there is no such member or it is no array; elements that are no objects are
     *     left out
     * @throws JsonException if the array is broken or a name comes twice
     */
    public List<JsonMembers> objects(String name) {
        int i = find(name);
        if (i < 0 || json[start(i)] != '[') {
            return List.of();
        }
        var objects = new ArrayList<JsonMembers>(1);
        int last = end(i) - 1;
        int at = JsonScan.whitespace(json, start(i) + 1, last);
        while (at < last) {
            int next = JsonScan.value(json, at, last);
            if (json[at] == '{') {
                objects.add(new JsonMembers(json, at, next));
            }
            at = JsonScan.whitespace(json, next, last);
            if (at < last && json[at] != ',') {
                throw JsonScan.bad(at);
            }
            at = JsonScan.whitespace(json, Math.min(at + 1, last), last);
        }
        return objects;
    }

    /**
     * The names of all members.
     *
     * @return in their order
     */
    public List<String> names() {
        var names = new ArrayList<String>(size);
        for (int i = 0; i < size; i++) {
            names.add(name(i));
        }
        return names;
    }

    /**
     * Begins to change members.
     *
     * @return an edit without changes
     */
    public JsonEdit edit() {
        return new JsonEdit(this);
    }

    int size() {
        return size;
    }

    String name(int member) {
        int at = member * WIDTH;
        return string(marks[at + NAME_START], marks[at + NAME_END]);
    }

    int nameStart(int member) {
        return marks[member * WIDTH + NAME_START];
    }

    int start(int member) {
        return marks[member * WIDTH + START];
    }

    int end(int member) {
        return marks[member * WIDTH + END];
    }

    int open() {
        return open;
    }

    /** Where the object's text begins; for an object within another one, at its brace. */
    int from() {
        return from;
    }

    int end() {
        return end;
    }

    byte[] json() {
        return json;
    }
}
