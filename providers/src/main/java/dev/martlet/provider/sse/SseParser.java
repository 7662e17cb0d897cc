// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.sse;

import dev.martlet.core.Event;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into events. What belongs to the event at hand stays in one buffer: its
 * data lines are joined in place, which always fits because each has lost its name and its end.
 */
final class SseParser {
    private static final int INITIAL = 8 << 10;

    /** A larger buffer is let go of once its event is out. */
    private static final int KEPT = 64 << 10;

    private static final int MAX = 1 << 30;
    private static final byte[] DATA = ascii("data");
    private static final byte[] EVENT = ascii("event");
    private static final byte[] ID = ascii("id");
    private static final byte[] RETRY = ascii("retry");
    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private final int maxEvent;
    private byte[] buffer = new byte[INITIAL];

    /** The data so far is {@code buffer[dataStart, dataEnd)}. */
    private int dataStart;

    private int dataEnd;
    private boolean hasData;

    /** The line at hand begins here, and has no end before {@code scanned}. */
    private int line;

    private int scanned;
    private int limit;

    private boolean skipLf;
    private boolean firstLine = true;
    private String type = "";
    private String lastType = "";
    private @Nullable String id;
    private @Nullable String retry;

    SseParser(int maxEvent) {
        if (maxEvent < 1 || maxEvent > MAX) {
            throw new IllegalArgumentException(
                    "max-event: " + maxEvent + " (expected: 1 to " + MAX + ")");
        }
        this.maxEvent = maxEvent;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The next event that is complete, or null if more bytes are needed. */
    @Nullable Event next() throws SseException {
        while (true) {
            int end = lineEnd();
            if (end < 0) {
                return null;
            }
            int start = line;
            skipLf = buffer[end] == CR;
            line = end + 1;
            scanned = line;
            if (firstLine) {
                firstLine = false;
                start = afterBom(start, end);
            }
            if (end > start) {
                field(start, end);
            } else {
                Event event = dispatch();
                if (event != null) {
                    return event;
                }
            }
        }
    }

    private int lineEnd() {
        byte[] bytes = buffer;
        int to = limit;
        if (skipLf && line < to) {
            skipLf = false;
            if (bytes[line] == LF) {
                line++;
                scanned = line;
            }
        }
        for (int i = scanned; i < to; i++) {
            byte b = bytes[i];
            if (b <= CR && (b == LF || b == CR)) {
                return i;
            }
        }
        scanned = to;
        return -1;
    }

    private int afterBom(int start, int end) {
        boolean bom =
                end - start >= 3
                        && buffer[start] == (byte) 0xef
                        && buffer[start + 1] == (byte) 0xbb
                        && buffer[start + 2] == (byte) 0xbf;
        return bom ? start + 3 : start;
    }

    private void field(int start, int end) throws SseException {
        int colon = start;
        while (colon < end && buffer[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, end);
        if (value < end && buffer[value] == ' ') {
            value++;
        }
        if (is(DATA, start, colon)) {
            data(value, end);
        } else if (is(EVENT, start, colon)) {
            type = text(lastType, value, end);
            lastType = type;
        } else if (is(ID, start, colon)) {
            id(text("", value, end));
        } else if (is(RETRY, start, colon)) {
            retry(text("", value, end));
        }
    }

    private boolean is(byte[] name, int start, int end) {
        return Arrays.equals(name, 0, name.length, buffer, start, end);
    }

    /** Streams repeat the same few types: one that is the known one costs no new string. */
    private String text(String known, int start, int end) {
        int length = end - start;
        int same = 0;
        if (length == known.length()) {
            while (same < length && known.charAt(same) == buffer[start + same]) {
                same++;
            }
        }
        return same == length && length == known.length()
                ? known
                : new String(buffer, start, length, StandardCharsets.UTF_8);
    }

    private void data(int start, int end) throws SseException {
        if (hasData) {
            buffer[dataEnd++] = LF;
            System.arraycopy(buffer, start, buffer, dataEnd, end - start);
            dataEnd += end - start;
        } else {
            hasData = true;
            dataStart = start;
            dataEnd = end;
        }
        check(dataEnd - dataStart);
    }

    private void id(String value) {
        if (value.indexOf('\0') < 0) {
            id = value;
        }
    }

    private void retry(String value) {
        if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            retry = value;
        }
    }

    private @Nullable Event dispatch() {
        String dispatched = type;
        type = "";
        if (!hasData) {
            return null;
        }
        hasData = false;
        byte[] data = Arrays.copyOfRange(buffer, dataStart, dataEnd);
        return new Event(dispatched, data, fields());
    }

    private Map<String, String> fields() {
        if (id == null && retry == null) {
            return Map.of();
        }
        var fields = new HashMap<String, String>();
        if (id != null) {
            fields.put("id", id);
            id = null;
        }
        if (retry != null) {
            fields.put("retry", retry);
            retry = null;
        }
        return fields;
    }

    /** Reads more; to be called when there is no event. False at the end. */
    boolean fill(InputStream in) throws IOException {
        int data = hasData ? dataEnd - dataStart : 0;
        check((long) data + limit - line);
        if (data == 0 && line == limit) {
            startOver();
        } else if (limit == buffer.length) {
            makeRoom(data);
        }
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            return false;
        }
        limit += count;
        return true;
    }

    private void startOver() {
        if (buffer.length > KEPT) {
            buffer = new byte[INITIAL];
        }
        line = 0;
        scanned = 0;
        limit = 0;
        dataStart = 0;
        dataEnd = 0;
    }

    private void makeRoom(int data) {
        int rest = limit - line;
        byte[] target = data + rest > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
        System.arraycopy(buffer, dataStart, target, 0, data);
        System.arraycopy(buffer, line, target, data, rest);
        buffer = target;
        dataStart = 0;
        dataEnd = data;
        scanned -= line - data;
        line = data;
        limit = data + rest;
    }

    private void check(long bytes) throws SseException {
        if (bytes > maxEvent) {
            throw new SseException(
                    "event: more than "
                            + maxEvent
                            + " bytes (expected: at most that, see max-event)");
        }
    }
}
