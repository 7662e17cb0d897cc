// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads frame after frame into one buffer (RFC 9113, section 4.1). Used by one thread. */
final class FrameReader {
    private static final int BUFFER_BYTES = 2 * (Limits.FRAME_BYTES + Frame.HEADER_BYTES);

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private int length;
    private int type;
    private int flags;
    private int streamId;

    FrameReader(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the next frame, whole.
     *
     * @return false if the peer has ended the connection between two frames
     * @throws ConnectionError if the frame is larger than we allow
     * @throws IOException if the connection broke
     */
    boolean next() throws IOException {
        position += length;
        length = 0;
        if (!fill(Frame.HEADER_BYTES)) {
            return false;
        }
        int frameLength = Frame.int32(buffer, position) >>> 8;
        type = buffer[position + 3] & 0xff;
        flags = buffer[position + 4] & 0xff;
        streamId = Frame.int31(buffer, position + 5);
        if (frameLength > Limits.FRAME_BYTES) {
            throw new ConnectionError(
                    ErrorCode.FRAME_SIZE_ERROR,
                    "frame of " + frameLength + " bytes (expected: <= " + Limits.FRAME_BYTES + ")");
        }
        position += Frame.HEADER_BYTES;
        if (!fill(frameLength)) {
            throw new EOFException("connection ended within a frame");
        }
        length = frameLength;
        return true;
    }

    int type() {
        return type;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    int streamId() {
        return streamId;
    }

    int length() {
        return length;
    }

    /** Where the payload stands, from {@link #offset} on, until the next frame is read. */
    byte[] buffer() {
        return buffer;
    }

    int offset() {
        return position;
    }

    private boolean fill(int count) throws IOException {
        if (limit - position >= count) {
            return true;
        }
        if (buffer.length - position < count || position == limit) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        while (limit - position < count) {
            int read = in.read(buffer, limit, buffer.length - limit);
            if (read < 0) {
                if (limit > position) {
                    throw new EOFException("connection ended within a frame");
                }
                return false;
            }
            limit += read;
        }
        return true;
    }
}
