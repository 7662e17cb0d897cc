// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import dev.martlet.core.Body;
import io.helidon.http.Headers;
import java.io.EOFException;
import java.io.IOException;

/**
 * Moves a body into an output: it is read straight into the output's buffer, behind the head if
 * that is still there, and leaves when the buffer is full or the body has nothing ready.
 *
 * <p>When a read fails, nothing is flushed: if nothing of the message has left yet ({@link
 * HttpOutput#flushed}), it can be taken back and another one sent.
 */
public final class BodyWriter {
    /** Four digits, as the buffer is at most 64 KiB, and a line end. Leading zeros are valid. */
    private static final int SIZE_LINE = 6;

    private static final int LINE_END = 2;

    /** With less room than this, a chunk waits for the next buffer. */
    private static final int SMALLEST_CHUNK = 256;

    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final HttpOutput output;
    private final HeadWriter heads;
    private long sent;

    /**
     * A writer.
     *
     * @param output where bodies go
     * @param heads writes trailers into the same output
     */
    public BodyWriter(HttpOutput output, HeadWriter heads) {
        this.output = output;
        this.heads = heads;
    }

    /**
     * Bytes of the current or last body that were handed to the output, without framing.
     *
     * @return how many
     */
    public long sent() {
        return sent;
    }

    /**
     * Sends a body in the framing that its head announced, and flushes.
     *
     * @param body where from
     * @param length bytes, {@link Framing#CHUNKED} or {@link Framing#UNTIL_CLOSE}
     * @throws IOException if the body failed or is too short, or the connection broke ({@link
     *     HttpOutput#broken} tells which)
     */
    public void send(Body body, long length) throws IOException {
        sent = 0;
        if (length == Framing.CHUNKED) {
            sendChunks(body);
        } else {
            sendBytes(body, length < 0 ? Long.MAX_VALUE : length, length >= 0);
        }
        output.flush();
    }

    /**
     * Sends bytes in memory as the whole body, and flushes.
     *
     * @param body the bytes
     * @throws IOException if the connection broke
     */
    public void send(byte[] body) throws IOException {
        sent = 0;
        output.write(body, 0, body.length);
        sent = body.length;
        output.flush();
    }

    private void sendBytes(Body body, long length, boolean known) throws IOException {
        while (sent < length) {
            if (output.free() == 0) {
                output.flushFull();
            }
            // The head of a body whose length is known waits for its first byte: they are due
            // together. Where the length is not known, the head may be news by itself.
            if (output.pending() > 0 && (sent > 0 || !known) && !body.ready()) {
                output.flush();
            }
            int most = (int) Math.min(output.free(), length - sent);
            int read = body.read(output.room(0), output.pending(), most);
            if (read < 0) {
                if (known) {
                    throw new EOFException("body ended " + (length - sent) + " bytes early");
                }
                return;
            }
            output.position(output.pending() + read);
            sent += read;
        }
    }

    private void sendChunks(Body body) throws IOException {
        boolean more = true;
        while (more) {
            if (output.free() < SMALLEST_CHUNK) {
                output.flushFull();
            }
            if (output.pending() > 0 && !body.ready()) {
                output.flush();
            }
            more = chunk(body);
        }
        lastChunk(body.trailers());
    }

    /** Reads what is ready into one chunk; returns whether there may be more. */
    private boolean chunk(Body body) throws IOException {
        int most = output.free() - SIZE_LINE - LINE_END;
        byte[] buffer = output.room(0);
        int start = output.pending();
        int data = start + SIZE_LINE;
        int size = 0;
        boolean more = true;
        do {
            int read = body.read(buffer, data + size, most - size);
            if (read < 0) {
                more = false;
            } else {
                size += read;
            }
        } while (more && size < most && body.ready());
        if (size > 0) {
            for (int i = 3, rest = size; i >= 0; i--, rest >>= 4) {
                buffer[start + i] = HEX[rest & 0xf];
            }
            lineEnd(buffer, start + 4);
            lineEnd(buffer, data + size);
            output.position(data + size + LINE_END);
            sent += size;
        }
        return more;
    }

    private void lastChunk(Headers trailers) {
        byte[] buffer = output.room(3);
        int at = output.pending();
        buffer[at] = '0';
        lineEnd(buffer, at + 1);
        output.position(at + 3);
        heads.trailers(trailers);
    }

    private static void lineEnd(byte[] buffer, int at) {
        buffer[at] = '\r';
        buffer[at + 1] = '\n';
    }
}
