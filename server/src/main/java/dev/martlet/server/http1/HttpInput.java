// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import java.io.IOException;

/**
 * What comes in on a connection, through one buffer: each read of the source takes all that has
 * arrived and fits. The buffer starts at the pool's size, grows while a head needs it, and can be
 * given up while the connection is idle. Used by one thread at a time.
 */
public final class HttpInput {
    /** Below this, a read goes through the buffer, so that small reads do not cost a call each. */
    private static final int DIRECT = 512;

    private final Source source;
    private final BufferPool pool;
    private final int maxSize;
    private byte[] buffer = BufferPool.EMPTY;
    private int position;
    private int end;

    /** Where bytes come from. */
    @FunctionalInterface
    public interface Source {
        /**
         * Blocks until there is at least one byte.
         *
         * @param buffer where to
         * @param offset first index
         * @param length at most this many bytes, at least 1
         * @return bytes read, or -1 at the end
         * @throws IOException if the connection broke
         */
        int read(byte[] buffer, int offset, int length) throws IOException;
    }

    /**
     * An input without a buffer; it takes one when it first reads.
     *
     * @param source where bytes come from
     * @param pool gives buffers
     * @param limits the largest head, and so the largest buffer
     */
    public HttpInput(Source source, BufferPool pool, HeadLimits limits) {
        this.source = source;
        this.pool = pool;
        // A little more, so that a head at the limit and what tells it from a larger one fit.
        this.maxSize = Math.max(limits.largest() + 256, pool.bufferSize());
    }

    /**
     * Bytes that are here and not read yet.
     *
     * @return how many
     */
    public int buffered() {
        return end - position;
    }

    /**
     * Reads from the buffer, or from the source if the buffer is empty.
     *
     * @param target where to
     * @param offset first index
     * @param length at most this many bytes, at least 1
     * @return bytes read, or -1 at the end
     * @throws IOException if the connection broke
     */
    public int read(byte[] target, int offset, int length) throws IOException {
        if (position == end) {
            if (length >= DIRECT) {
                return source.read(target, offset, length);
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, end - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    /**
     * Reads more from the source, behind what is buffered already.
     *
     * @return false at the end of the source
     * @throws IOException if the connection broke
     * @throws IllegalStateException if the buffer is full and at its largest
     */
    public boolean fill() throws IOException {
        makeRoom();
        int count = source.read(buffer, end, buffer.length - end);
        if (count <= 0) {
            return false;
        }
        end += count;
        return true;
    }

    /**
     * Puts bytes in front of what comes next.
     *
     * @param bytes copied
     * @param offset first index
     * @param length how many
     */
    public void unread(byte[] bytes, int offset, int length) {
        int rest = buffered();
        byte[] joined = new byte[Math.max(rest + length, pool.bufferSize())];
        System.arraycopy(bytes, offset, joined, 0, length);
        System.arraycopy(buffer, position, joined, length, rest);
        buffer = joined;
        position = 0;
        end = rest + length;
    }

    /** Gives the buffer up if nothing is in it; the next read takes one again. */
    public void release() {
        if (position == end && buffer.length > 0) {
            pool.give(buffer);
            buffer = BufferPool.EMPTY;
            position = 0;
            end = 0;
        }
    }

    byte[] buffer() {
        return buffer;
    }

    int position() {
        return position;
    }

    int end() {
        return end;
    }

    void skip(int count) {
        position += count;
    }

    private void makeRoom() {
        if (position == end) {
            position = 0;
            end = 0;
            if (buffer.length == 0) {
                buffer = pool.take();
            }
            return;
        }
        if (end < buffer.length) {
            return;
        }
        int rest = end - position;
        byte[] target = buffer;
        if (position == 0) {
            if (buffer.length >= maxSize) {
                throw new IllegalStateException("buffer: full at " + maxSize + " bytes");
            }
            target = new byte[Math.min(buffer.length * 4, maxSize)];
        }
        System.arraycopy(buffer, position, target, 0, rest);
        buffer = target;
        position = 0;
        end = rest;
    }
}
