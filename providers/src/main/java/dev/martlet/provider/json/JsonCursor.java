// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks once through a JSON text in the form in which machines write it, and makes nothing of what
 * is only passed: for the events of streams, which come by the thousand. What it lets through,
 * every reader understands the same way. It gives up at whatever is unusual, and after that finds
 * nothing more: a name or a passed string with an escape or beyond ASCII, nesting, a number of many
 * digits, and any fault. So whoever uses it asks {@link #done()} at the end, and reads the text in
 * another way if that is false. For one thread.
 */
public final class JsonCursor {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_DIGITS = 18;
    private static final int MAX_NAME = 256;
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private final byte[] json;
    private final int end;
    private int at;
    private int nameStart;
    private int nameEnd;

    /** Whether a container has just begun: what comes next has no comma before it. */
    private boolean first;

    private boolean lost;

    /**
     * A cursor before a text.
     *
     * @param json in UTF-8; not copied
     */
    public JsonCursor(byte[] json) {
        this.json = json;
        this.end = json.length;
    }

    /**
     * Whether the text was passed to its end.
     *
     * @return false also if the cursor has given up
     */
    public boolean done() {
        return !lost && space() == end;
    }

    /**
     * Gives up, for a reason of the caller's.
     *
     * @return false
     */
    public boolean giveUp() {
        lost = true;
        at = end;
        return false;
    }

    /**
     * Enters an object; {@link #member()} leads on.
     *
     * @return false if there is none
     */
    public boolean object() {
        return open('{');
    }

    /**
     * Enters an array; {@link #element()} leads on.
     *
     * @return false if there is none
     */
    public boolean array() {
        return open('[');
    }

    private boolean open(char bracket) {
        if (space() == end || json[at] != bracket) {
            return giveUp();
        }
        at++;
        first = true;
        return true;
    }

    /**
     * Goes to the next member of the object that was entered last: to its value, which has to be
     * read or {@linkplain #skip() passed} before the next.
     *
     * @return false behind the last one, and outside of the object
     */
    public boolean member() {
        if (!next('}')) {
            return false;
        }
        if (space() == end || json[at] != '"') {
            return giveUp();
        }
        nameStart = at + 1;
        nameEnd = plain(nameStart);
        at = nameEnd + 1;
        if (nameEnd >= end || json[nameEnd] != '"' || nameEnd - nameStart > MAX_NAME) {
            return giveUp();
        }
        if (space() == end || json[at] != ':') {
            return giveUp();
        }
        at++;
        return true;
    }

    /**
     * Goes to the next element of the array that was entered last.
     *
     * @return false behind the last one, and outside of the array
     */
    public boolean element() {
        return next(']');
    }

    private boolean next(char bracket) {
        if (space() == end) {
            return giveUp();
        }
        boolean begun = first;
        first = false;
        if (json[at] == bracket) {
            at++;
            return false;
        }
        if (begun) {
            return true;
        }
        if (json[at] != ',') {
            return giveUp();
        }
        at++;
        return true;
    }

    /**
     * Whether the member has this name.
     *
     * @param name in ASCII
     * @return true if so
     */
    public boolean is(byte[] name) {
        return nameEnd - nameStart == name.length
                && Arrays.equals(json, nameStart, nameEnd, name, 0, name.length);
    }

    /**
     * Passes a null.
     *
     * @return false if the value is something else, which is still to be read
     */
    public boolean isNull() {
        return space() < end && json[at] == 'n' && literal(NULL);
    }

    /**
     * Passes a string that is written like this.
     *
     * @param word in ASCII, without quotes
     * @return false if the value is something else, which is still to be read
     */
    public boolean isText(byte[] word) {
        int from = space() + 1;
        int to = from + word.length;
        boolean same =
                to < end
                        && json[at] == '"'
                        && json[to] == '"'
                        && Arrays.equals(json, from, to, word, 0, word.length);
        if (same) {
            at = to + 1;
        }
        return same;
    }

    /**
     * Reads a whole number.
     *
     * @return 0 to 999; -1 for anything else
     */
    public int small() {
        int value = 0;
        int from = space();
        while (at < end && json[at] >= '0' && json[at] <= '9' && at - from < 3) {
            value = value * 10 + json[at++] - '0';
        }
        boolean whole = at > from && (at - from == 1 || json[from] != '0') && endsScalar();
        if (!whole) {
            giveUp();
            return -1;
        }
        return value;
    }

    /**
     * Reads a string.
     *
     * @return null if there is none, or its bytes or escapes are not what they should be
     */
    public @Nullable String text() {
        if (space() == end || json[at] != '"') {
            giveUp();
            return null;
        }
        int from = at + 1;
        int to = JsonScan.plain(json, from, end);
        @Nullable String text;
        if (to < end && json[to] == '"') {
            text = new String(json, from, to - from, StandardCharsets.UTF_8);
            at = to + 1;
        } else {
            text = escaped(from, to);
        }
        // What stands for bytes that are no UTF-8; as a character of its own it is rare enough.
        if (text == null || text.indexOf('\ufffd') >= 0) {
            giveUp();
            return null;
        }
        return text;
    }

    private @Nullable String escaped(int from, int firstEscape) {
        var text = new StringBuilder(firstEscape - from + 32);
        int start = from;
        int stop = firstEscape;
        while (stop + 1 < end && json[stop] == '\\') {
            text.append(new String(json, start, stop - start, StandardCharsets.UTF_8));
            int character = escape(stop + 1);
            if (character < 0) {
                return null;
            }
            text.append((char) character);
            start = stop + (json[stop + 1] == 'u' ? 6 : 2);
            stop = JsonScan.plain(json, start, end);
        }
        if (stop >= end || json[stop] != '"') {
            return null;
        }
        at = stop + 1;
        return text.append(new String(json, start, stop - start, StandardCharsets.UTF_8))
                .toString();
    }

    private int escape(int from) {
        return switch (json[from]) {
            case '"' -> '"';
            case '\\' -> '\\';
            case '/' -> '/';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hex(from + 1);
            default -> -1;
        };
    }

    private int hex(int from) {
        if (from + 4 > end) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = json[i] < 0 ? -1 : Character.digit(json[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** Passes a value of any kind. */
    public void skip() {
        skip(0);
    }

    private void skip(int depth) {
        if (space() == end || depth > MAX_DEPTH) {
            giveUp();
            return;
        }
        switch (json[at]) {
            case '"' -> {
                int to = plain(at + 1);
                at = to + 1;
                if (to >= end || json[to] != '"') {
                    giveUp();
                }
            }
            case '{' -> {
                object();
                while (member()) {
                    skip(depth + 1);
                }
            }
            case '[' -> {
                array();
                while (element()) {
                    skip(depth + 1);
                }
            }
            case 'n' -> literal(NULL);
            case 't' -> literal(TRUE);
            case 'f' -> literal(FALSE);
            default -> number();
        }
    }

    private boolean literal(byte[] word) {
        int to = at + word.length;
        if (to > end || !Arrays.equals(json, at, to, word, 0, word.length)) {
            return giveUp();
        }
        at = to;
        return endsScalar() || giveUp();
    }

    private void number() {
        if (json[at] == '-') {
            at++;
        }
        boolean zero = at < end && json[at] == '0';
        int whole = digits();
        boolean good = whole > 0 && (whole == 1 || !zero);
        if (good && at < end && json[at] == '.') {
            at++;
            good = digits() > 0;
        }
        if (!good || !endsScalar()) {
            giveUp();
        }
    }

    private int digits() {
        int from = at;
        while (at < end && json[at] >= '0' && json[at] <= '9' && at - from <= MAX_DIGITS) {
            at++;
        }
        return at - from;
    }

    /** What may stand behind a number or a word, so that it is known to have ended. */
    private boolean endsScalar() {
        return at == end
                || json[at] == ','
                || json[at] == '}'
                || json[at] == ']'
                || blank(json[at]);
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private int space() {
        while (at < end && blank(json[at])) {
            at++;
        }
        return at;
    }

    /** The first quote, backslash, control character or byte beyond ASCII. */
    private int plain(int from) {
        int i = from;
        while (i < end && json[i] >= ' ' && json[i] != '"' && json[i] != '\\') {
            i++;
        }
        return i;
    }
}
