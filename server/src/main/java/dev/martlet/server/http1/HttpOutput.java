// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import java.io.IOException;

/**
 * What goes out on a connection, through one buffer: the head of a message and the first bytes of
 * its body leave in one write. Used by one thread at a time.
 */
public final class HttpOutput {
    /** Once a body has filled the buffer a few times, it gets one of this size for its rest. */
    private static final int WIDE = 64 << 10;

    private static final int FULL_BEFORE_WIDE = 4;
    private static final int LARGEST = 2 << 20;

    private final Sink sink;
    private final BufferPool pool;
    private byte[] buffer = BufferPool.EMPTY;
    private int position;
    private int timesFull;
    private long flushed;
    private boolean broken;

    /** Where bytes go. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Sends all of the bytes; blocks until they are handed to the network.
         *
         * @param buffer where from
         * @param offset first index
         * @param length how many
         * @throws IOException if the connection broke
         */
        void write(byte[] buffer, int offset, int length) throws IOException;
    }

    /**
     * An output without a buffer; it takes one when it is first written to.
     *
     * @param sink where bytes go
     * @param pool gives buffers, of at least 1 KiB
     */
    public HttpOutput(Sink sink, BufferPool pool) {
        this.sink = sink;
        this.pool = pool;
    }

    /**
     * Writes bytes; what does not fit into the buffer goes out at once.
     *
     * @param bytes where from
     * @param offset first index
     * @param length how many
     * @throws IOException if the connection broke
     */
    public void write(byte[] bytes, int offset, int length) throws IOException {
        takeBuffer();
        int fits = Math.min(length, buffer.length - position);
        System.arraycopy(bytes, offset, buffer, position, fits);
        position += fits;
        if (fits < length) {
            flush();
            send(bytes, offset + fits, length - fits);
        }
    }

    /**
     * Sends what is in the buffer.
     *
     * @throws IOException if the connection broke
     */
    public void flush() throws IOException {
        if (position > 0) {
            int length = position;
            position = 0;
            send(buffer, 0, length);
        }
    }

    /**
     * Bytes that have left this output since it was made. As long as it stands still, a message can
     * be taken back by {@link #discard}.
     *
     * @return how many
     */
    public long flushed() {
        return flushed;
    }

    /**
     * Bytes that wait to be flushed.
     *
     * @return how many
     */
    public int pending() {
        return position;
    }

    /** Forgets what was not flushed. */
    public void discard() {
        position = 0;
    }

    /**
     * Whether the connection broke while it was written to: tells a failing sink from a failing
     * body.
     *
     * @return true once a write has failed
     */
    public boolean broken() {
        return broken;
    }

    /** Gives the buffer up if nothing is in it. */
    public void release() {
        if (position == 0 && buffer.length > 0) {
            pool.give(buffer);
            buffer = BufferPool.EMPTY;
            timesFull = 0;
        }
    }

    /** The buffer with at least some room behind {@link #pending}; grows if it must. */
    byte[] room(int bytes) {
        takeBuffer();
        if (buffer.length - position < bytes) {
            int size = Math.max(buffer.length * 2, position + bytes);
            if (size > LARGEST) {
                throw new IllegalStateException("head: larger than " + LARGEST + " bytes");
            }
            byte[] larger = new byte[size];
            System.arraycopy(buffer, 0, larger, 0, position);
            buffer = larger;
        }
        return buffer;
    }

    /** Room behind {@link #pending} in the buffer as it is. */
    int free() {
        takeBuffer();
        return buffer.length - position;
    }

    /** Moves the end of what is pending, after a direct write into the buffer or to take back. */
    void position(int newPosition) {
        position = newPosition;
    }

    /** Flushes a buffer that a body has filled. */
    void flushFull() throws IOException {
        flush();
        if (++timesFull == FULL_BEFORE_WIDE && buffer.length < WIDE) {
            pool.give(buffer);
            buffer = new byte[WIDE];
        }
    }

    private void takeBuffer() {
        if (buffer.length == 0) {
            buffer = pool.take();
        }
    }

    private void send(byte[] bytes, int offset, int length) throws IOException {
        try {
            sink.write(bytes, offset, length);
            flushed += length;
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }
}
