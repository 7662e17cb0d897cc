// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.sse;

import dev.martlet.core.Event;
import dev.martlet.core.EventEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events as {@code text/event-stream}: what {@link SseSource} reads back the same. */
public final class SseEncoder implements EventEncoder {
    /**
     * Not an event but a comment, for a stream that has nothing to say; compared by identity, so
     * that no upstream can send one.
     */
    public static final Event KEEP_ALIVE = new Event("", new byte[0], Map.of());

    private static final byte[] COMMENT = ascii(": keep-alive\n\n");
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] NEXT_DATA = ascii("\ndata: ");
    private static final byte[] END = ascii("\n\n");

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] encode(Event event) {
        if (event == KEEP_ALIVE) {
            return COMMENT.clone();
        }
        byte[] data = event.data();
        if (event.fields().isEmpty() && lineEnd(data, 0) == data.length) {
            return event.type().isEmpty() ? oneLine(data) : oneLine(event.type(), data);
        }
        var out = new ByteArrayOutputStream(data.length + 64);
        field(out, "event", event.type().isEmpty() ? null : event.type());
        field(out, "id", event.fields().get("id"));
        field(out, "retry", event.fields().get("retry"));
        lines(out, data);
        return out.toByteArray();
    }

    /** What nearly every event is. */
    private static byte[] oneLine(byte[] data) {
        byte[] bytes = Arrays.copyOf(DATA, DATA.length + data.length + END.length);
        System.arraycopy(data, 0, bytes, DATA.length, data.length);
        System.arraycopy(END, 0, bytes, DATA.length + data.length, END.length);
        return bytes;
    }

    private static byte[] oneLine(String type, byte[] data) {
        byte[] name = checked("event", type).getBytes(StandardCharsets.UTF_8);
        int lead = EVENT.length + name.length + NEXT_DATA.length;
        byte[] bytes = Arrays.copyOf(EVENT, lead + data.length + END.length);
        System.arraycopy(name, 0, bytes, EVENT.length, name.length);
        System.arraycopy(NEXT_DATA, 0, bytes, EVENT.length + name.length, NEXT_DATA.length);
        System.arraycopy(data, 0, bytes, lead, data.length);
        System.arraycopy(END, 0, bytes, lead + data.length, END.length);
        return bytes;
    }

    private static void field(ByteArrayOutputStream out, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        out.writeBytes(
                (name + ": " + checked(name, value) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A line end within a field would begin a field of the sender's choice. */
    private static String checked(String name, String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            throw new IllegalArgumentException(name + ": has a line end (expected: one line)");
        }
        return value;
    }

    private static void lines(ByteArrayOutputStream out, byte[] data) {
        int start = 0;
        out.writeBytes(DATA);
        while (true) {
            int end = lineEnd(data, start);
            out.write(data, start, end - start);
            if (end == data.length) {
                break;
            }
            out.writeBytes(NEXT_DATA);
            boolean both = data[end] == '\r' && end + 1 < data.length && data[end + 1] == '\n';
            start = end + (both ? 2 : 1);
        }
        out.writeBytes(END);
    }

    private static int lineEnd(byte[] data, int from) {
        int i = from;
        while (i < data.length && data[i] != '\n' && data[i] != '\r') {
            i++;
        }
        return i;
    }
}
