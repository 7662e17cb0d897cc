// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection of {@link ClosedLoop} and the answer that it is receiving. */
final class ClosedLoopConnection {

    private static final int LIMIT = 1 << 16;
    private static final String LAST_CHUNK = "0\r\n\r\n";

    private final SocketChannel channel;
    private final ByteBuffer request;
    private final ByteBuffer answer = ByteBuffer.allocate(LIMIT);
    private long sentAt;
    private int status;
    private int headLength;
    private int length = -1;
    private boolean last;

    ClosedLoopConnection(SocketChannel channel, byte[] request) {
        this.channel = channel;
        this.request = ByteBuffer.wrap(request);
    }

    long sentAt() {
        return sentAt;
    }

    int status() {
        return status;
    }

    /** True if the server said that it closes the connection after this answer. */
    boolean last() {
        return last;
    }

    void send(long now) throws IOException {
        sentAt = now;
        headLength = 0;
        length = -1;
        answer.clear();
        request.rewind();
        if (channel.write(request) < request.capacity()) {
            throw new IOException(
                    "a request of " + request.capacity() + " bytes did not fit the socket");
        }
    }

    /** Reads what there is; true once the answer is whole. */
    boolean readWhole() throws IOException {
        if (channel.read(answer) < 0) {
            throw new EOFException("the connection ended before the answer did");
        }
        if (headLength == 0) {
            length = wholeLength();
        }
        if (length >= 0 ? answer.position() >= length : endsWithLastChunk()) {
            return true;
        }
        if (!answer.hasRemaining()) {
            throw new IOException("the answer exceeds " + LIMIT + " bytes");
        }
        return false;
    }

    /** Length of head and body; -1 if the head is not there yet or the body is chunked. */
    private int wholeLength() {
        String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return -1;
        }
        headLength = end + 4;
        String head = text.substring(0, end).toLowerCase(Locale.ROOT);
        status = Integer.parseInt(head.substring(9, 12));
        last = head.contains("\r\nconnection: close");
        int field = head.indexOf("\r\ncontent-length:");
        if (field < 0) {
            return head.contains("\r\ntransfer-encoding:") ? -1 : headLength;
        }
        String value = head.substring(field + 17).lines().findFirst().orElseThrow();
        return headLength + Integer.parseInt(value.trim());
    }

    private boolean endsWithLastChunk() {
        int start = answer.position() - LAST_CHUNK.length();
        return headLength > 0
                && start >= headLength
                && LAST_CHUNK.equals(
                        new String(
                                answer.array(),
                                start,
                                LAST_CHUNK.length(),
                                StandardCharsets.ISO_8859_1));
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is broken already.
        }
    }
}
