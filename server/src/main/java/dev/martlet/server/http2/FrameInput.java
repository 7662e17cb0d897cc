// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import dev.martlet.server.io.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/**
 * Reads frames. The payload of the last one lies in {@link #buffer()}. A frame that has begun must
 * be complete in time; how long to wait for one to begin is not decided here. Used by one thread.
 */
final class FrameInput {
    private static final int IDLE_SIZE = 256;
    private static final int FULL_SIZE = 2 * (Frame.HEADER + Frame.MAX_PAYLOAD);

    private final InputStream in;
    private final Watch watch;
    private final Duration headerRead;
    private final Duration bodyIdle;
    private byte[] buffer;
    private int position;
    private int end;
    private boolean inBlock;

    private int type;
    private int flags;
    private int stream;
    private int length;
    private int payload;

    /**
     * An input.
     *
     * @param first what was read already
     * @param watch closes the socket when it fires
     */
    FrameInput(InputStream in, byte[] first, Watch watch, Duration headerRead, Duration bodyIdle) {
        this.in = in;
        this.watch = watch;
        this.headerRead = headerRead;
        this.bodyIdle = bodyIdle;
        this.buffer = Arrays.copyOf(first, Math.max(first.length, IDLE_SIZE));
        this.end = first.length;
    }

    /** Reads the client's preface. */
    void preface(byte[] expected) throws IOException {
        watch.in(headerRead);
        boolean complete = await(expected.length, false);
        if (!complete
                || !Arrays.equals(
                        buffer,
                        position,
                        position + expected.length,
                        expected,
                        0,
                        expected.length)) {
            throw ConnectionError.protocol("no preface");
        }
        position += expected.length;
        watch.clear();
    }

    /**
     * Waits for the next frame.
     *
     * @param block whether a field block is open, which must be complete in the time that its first
     *     frame was given
     * @return false if the client has ended the connection
     */
    boolean next(boolean block) throws IOException {
        if (block != inBlock) {
            inBlock = block;
            if (!block) {
                watch.clear();
            }
        }
        if (position == end && !fill()) {
            return false;
        }
        if (!inBlock) {
            watch.in(headerRead);
        }
        if (!await(Frame.HEADER, false)) {
            return false;
        }
        length = Frame.getInt(buffer, position) >>> 8;
        type = buffer[position + 3] & 0xff;
        flags = buffer[position + 4] & 0xff;
        stream = Frame.getInt(buffer, position + 5) & 0x7fff_ffff;
        if (length > Frame.MAX_PAYLOAD) {
            throw new ConnectionError(Frame.FRAME_SIZE_ERROR, "frame too large");
        }
        position += Frame.HEADER;
        boolean complete = await(length, type == Frame.DATA);
        payload = position;
        if (!complete) {
            return false;
        }
        position += length;
        boolean opensBlock =
                (type == Frame.HEADERS || type == Frame.CONTINUATION)
                        && (flags & Frame.END_HEADERS) == 0;
        if (!opensBlock) {
            watch.clear();
        }
        return true;
    }

    int type() {
        return type;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    int stream() {
        return stream;
    }

    int length() {
        return length;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Where the payload begins. */
    int payload() {
        return payload;
    }

    int payloadInt(int at) {
        return Frame.getInt(buffer, payload + at);
    }

    /** Gives memory back while nothing is going on. */
    void shrink() {
        if (position == end && buffer.length > IDLE_SIZE) {
            buffer = new byte[IDLE_SIZE];
            position = 0;
            end = 0;
        }
    }

    private boolean await(int count, boolean data) throws IOException {
        while (end - position < count) {
            if (data) {
                // Large data may take long, as long as something comes.
                watch.in(bodyIdle);
            }
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    private boolean fill() throws IOException {
        if (position == end) {
            position = 0;
            end = 0;
        } else if (end == buffer.length) {
            int rest = end - position;
            byte[] target = buffer.length < FULL_SIZE ? new byte[FULL_SIZE] : buffer;
            System.arraycopy(buffer, position, target, 0, rest);
            buffer = target;
            position = 0;
            end = rest;
        }
        int count = in.read(buffer, end, buffer.length - end);
        if (count <= 0) {
            return false;
        }
        end += count;
        return true;
    }
}
