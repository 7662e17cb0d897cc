// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads frame after frame into one buffer (RFC 9113, section 4.1), and sees to it that nothing
 * comes between the frames of a field block (section 6.10). Used by one thread.
 */
public final class FrameReader {
    /** Enough for the control frames of a connection that is idle, or has small heads only. */
    private static final int SMALL_BYTES = 256;

    private static final int FULL_BYTES = 2 * (Frame.HEADER_BYTES + Frame.MAX_PAYLOAD);
    private static final byte[] PREFACE = Frame.PREFACE.getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final Pace pace;
    private byte[] buffer;
    private int position;
    private int limit;
    private int length;
    private int type;
    private int flags;
    private int streamId;
    private int openBlock;

    /** Hears what the peer still owes, so that somebody can put a time to it. */
    public interface Pace {
        /** For peers that are watched in other ways. */
        Pace FREE =
                new Pace() {
                    @Override
                    public void begun() {}

                    @Override
                    public void awaitsData() {}

                    @Override
                    public void rested() {}
                };

        /** A frame or a field block has begun. */
        void begun();

        /** More of a DATA frame has to come. */
        void awaitsData();

        /** What had begun is complete. */
        void rested();
    }

    /**
     * A reader.
     *
     * @param first what was read from the peer already
     */
    public FrameReader(InputStream in, byte[] first, Pace pace) {
        this.in = in;
        this.pace = pace;
        this.buffer = Arrays.copyOf(first, Math.max(first.length, SMALL_BYTES));
        this.limit = first.length;
    }

    /**
     * Reads what a client says first.
     *
     * @throws ConnectionError if it is anything else
     * @throws IOException if the connection broke
     */
    public void preface() throws IOException {
        pace.begun();
        await(PREFACE.length, false);
        int end = position + PREFACE.length;
        if (!Arrays.equals(buffer, position, end, PREFACE, 0, PREFACE.length)) {
            throw ConnectionError.protocol("no preface");
        }
        position = end;
        pace.rested();
    }

    /**
     * Reads the next frame, whole.
     *
     * @return false if the peer has ended the connection between two frames
     * @throws ConnectionError if the frame is larger than we allow, or out of its order
     * @throws IOException if the connection broke
     */
    public boolean next() throws IOException {
        position += length;
        length = 0;
        if (position == limit && !fill()) {
            return false;
        }
        if (openBlock == 0) {
            pace.begun();
        }
        await(Frame.HEADER_BYTES, false);
        int frameLength = Frame.int32(buffer, position) >>> 8;
        type = buffer[position + 3] & 0xff;
        flags = buffer[position + 4] & 0xff;
        streamId = Frame.int31(buffer, position + 5);
        if (frameLength > Frame.MAX_PAYLOAD) {
            throw new ConnectionError(
                    ErrorCode.FRAME_SIZE_ERROR,
                    "frame of " + frameLength + " bytes (expected: <= " + Frame.MAX_PAYLOAD + ")");
        }
        position += Frame.HEADER_BYTES;
        await(frameLength, type == Frame.DATA);
        length = frameLength;
        checkOrder();
        if (openBlock == 0) {
            pace.rested();
        }
        return true;
    }

    private void checkOrder() throws ConnectionError {
        boolean goesOn = type == Frame.CONTINUATION;
        if (goesOn != (openBlock != 0) || (goesOn && streamId != openBlock)) {
            throw ConnectionError.protocol(
                    goesOn ? "CONTINUATION without HEADERS" : "field block interrupted");
        }
        if (goesOn || type == Frame.HEADERS) {
            openBlock = has(Frame.END_HEADERS) ? 0 : streamId;
        }
    }

    public int type() {
        return type;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    public int streamId() {
        return streamId;
    }

    /** Bytes of the payload. */
    public int length() {
        return length;
    }

    /** Where the payload stands, from {@link #offset} on, until the next frame is read. */
    public byte[] buffer() {
        return buffer;
    }

    public int offset() {
        return position;
    }

    /** A number of the payload. */
    public int int32(int at) {
        return Frame.int32(buffer, position + at);
    }

    /** A number of the payload, without its first bit. */
    public int int31(int at) {
        return Frame.int31(buffer, position + at);
    }

    /**
     * What of the payload is padding (section 6.1), the octet with its length included, which
     * stands first.
     *
     * @throws ConnectionError if it is longer than the payload
     */
    public int padding() throws ConnectionError {
        if (!has(Frame.PADDED)) {
            return 0;
        }
        int padding = length == 0 ? 1 : 1 + (buffer[position] & 0xff);
        if (padding > length) {
            throw ConnectionError.protocol("padding longer than the frame");
        }
        return padding;
    }

    /** Where the payload begins behind the octet with the length of its padding. */
    public int contentOffset() {
        return position + (has(Frame.PADDED) ? 1 : 0);
    }

    /** Checks the size of a frame that has only one. */
    public void expectLength(int expected) throws ConnectionError {
        if (length != expected) {
            throw new ConnectionError(
                    ErrorCode.FRAME_SIZE_ERROR,
                    "frame of " + length + " bytes (expected: " + expected + ")");
        }
    }

    /** Checks whether the frame is one of a stream, or of the connection. */
    public void expectStream(boolean expected) throws ConnectionError {
        if (streamId != 0 != expected) {
            throw ConnectionError.protocol("frame of type " + type + " on stream " + streamId);
        }
    }

    private void await(int count, boolean data) throws IOException {
        while (limit - position < count) {
            if (data) {
                // Large data may take long, as long as something comes.
                pace.awaitsData();
            }
            if (!fill()) {
                throw new EOFException("connection ended within a frame");
            }
        }
    }

    private boolean fill() throws IOException {
        if (position == limit) {
            position = 0;
            limit = 0;
        } else if (limit == buffer.length) {
            makeRoom();
        }
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            return false;
        }
        limit += count;
        return true;
    }

    private void makeRoom() {
        int rest = limit - position;
        byte[] target = buffer.length < FULL_BYTES ? new byte[FULL_BYTES] : buffer;
        System.arraycopy(buffer, position, target, 0, rest);
        buffer = target;
        position = 0;
        limit = rest;
    }
}
