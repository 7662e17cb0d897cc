// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import dev.martlet.core.Body;
import dev.martlet.core.Event;
import dev.martlet.core.EventSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The events of an {@code application/vnd.amazon.eventstream} body. A message is: total length,
 * length of its headers, CRC32 of these eight bytes, headers, payload, CRC32 of all before; numbers
 * are big-endian. The type of an event is its {@code :event-type}, of an exception its {@code
 * :exception-type}; the other headers are its fields, with their values as text.
 *
 * <p>A body that ends within a message, a wrong checksum or a message over the limit break the
 * stream: after such a thing nobody knows where the next message begins.
 *
 * <p>{@link #next()} is for one thread; {@link #close()} is for any.
 */
public final class AwsEventSource implements EventSource {
    /** How large a message may be, in bytes, if nothing else is said; the protocol's own limit. */
    public static final int MAX_MESSAGE = 16 << 20;

    static final int PRELUDE = 12;
    static final int TRAILER = 4;
    private static final int START = 16 << 10;

    private final Body body;
    private final int maxMessage;
    private byte[] buffer = new byte[START];
    private int from;
    private int to;

    /**
     * Events of messages of at most {@link #MAX_MESSAGE} bytes.
     *
     * @param body what to read
     */
    public AwsEventSource(Body body) {
        this(body, MAX_MESSAGE);
    }

    /**
     * Events of a body.
     *
     * @param body what to read
     * @param maxMessage how large a message may be with its frame, in bytes; at least 16
     */
    public AwsEventSource(Body body, int maxMessage) {
        this.body = body;
        this.maxMessage = maxMessage;
    }

    /**
     * {@inheritDoc}
     *
     * @throws EventStreamException if the stream is damaged or cut
     */
    @Override
    public @Nullable Event next() throws IOException {
        if (!fill(PRELUDE)) {
            return null;
        }
        ByteBuffer prelude = ByteBuffer.wrap(buffer, from, PRELUDE);
        int total = prelude.getInt();
        int headers = prelude.getInt();
        // Checked before the lengths are believed: they decide how much memory is taken.
        check(from, PRELUDE - TRAILER, prelude.getInt(), "prelude");
        if (total > maxMessage) {
            throw new EventStreamException(
                    "message: " + total + " bytes (expected: at most " + maxMessage + ')');
        }
        if (headers < 0 || total < PRELUDE + TRAILER || headers > total - PRELUDE - TRAILER) {
            throw new EventStreamException("message: lengths that do not fit each other");
        }
        fill(total);
        check(
                from,
                total - TRAILER,
                ByteBuffer.wrap(buffer, from + total - TRAILER, TRAILER).getInt(),
                "message");
        ByteBuffer head = ByteBuffer.wrap(buffer, from + PRELUDE, headers);
        int payload = from + PRELUDE + headers;
        byte[] data = Arrays.copyOfRange(buffer, payload, from + total - TRAILER);
        from += total;
        return MessageHeaders.event(head, data);
    }

    @Override
    public boolean ready() throws IOException {
        while (!decided()) {
            if (!body.ready()) {
                return false;
            }
            makeRoom(to - from < PRELUDE ? PRELUDE : total());
            int read = body.read(buffer, to, buffer.length - to);
            if (read < 0) {
                return true;
            }
            to += read;
        }
        return true;
    }

    /** Whether the buffer has a whole message, or the beginning of what can be none. */
    private boolean decided() {
        if (to - from < PRELUDE) {
            return false;
        }
        int total = total();
        return total < PRELUDE + TRAILER || total > maxMessage || to - from >= total;
    }

    private int total() {
        return ByteBuffer.wrap(buffer, from, PRELUDE).getInt();
    }

    private void check(int offset, int length, int expected, String what)
            throws EventStreamException {
        var crc = new CRC32();
        crc.update(buffer, offset, length);
        if ((int) crc.getValue() != expected) {
            throw new EventStreamException(what + ": wrong checksum");
        }
    }

    /**
     * Has some bytes in the buffer.
     *
     * @return false at an end between two messages
     */
    private boolean fill(int count) throws IOException {
        if (to - from >= count) {
            return true;
        }
        makeRoom(count);
        while (to - from < count) {
            int read = body.read(buffer, to, buffer.length - to);
            if (read < 0) {
                if (to == from && count == PRELUDE) {
                    return false;
                }
                throw new EventStreamException("message: cut by the end of the stream");
            }
            to += read;
        }
        return true;
    }

    private void makeRoom(int count) {
        if (buffer.length - from >= count && from < buffer.length - START / 2) {
            return;
        }
        byte[] target = count <= buffer.length ? buffer : new byte[Math.max(count, START)];
        System.arraycopy(buffer, from, target, 0, to - from);
        buffer = target;
        to -= from;
        from = 0;
    }

    @Override
    public void close() {
        body.close();
    }
}
