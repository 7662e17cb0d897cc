// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

/**
 * A few buffers that connections share while they have something to read or write, so that idle
 * connections hold none and busy ones use memory that is warm in the cache. Never blocks: an empty
 * pool makes a new buffer, a full one drops what comes back. Thread-safe.
 *
 * <p>A buffer comes back only from a connection that has finished cleanly. One that was torn down
 * by another thread keeps its buffer to itself: someone may still be writing to it.
 */
public final class BufferPool {
    static final byte[] EMPTY = new byte[0];

    private final int bufferSize;
    private final byte[][] buffers;
    private int count;

    /**
     * An empty pool.
     *
     * @param bufferSize bytes of each buffer, at least 256
     * @param keep how many unused buffers are kept
     */
    public BufferPool(int bufferSize, int keep) {
        if (bufferSize < 256) {
            throw new IllegalArgumentException("bufferSize: " + bufferSize + " (expected: >= 256)");
        }
        this.bufferSize = bufferSize;
        this.buffers = new byte[keep][];
    }

    int bufferSize() {
        return bufferSize;
    }

    byte[] take() {
        synchronized (this) {
            if (count > 0) {
                byte[] buffer = buffers[--count];
                buffers[count] = EMPTY;
                return buffer;
            }
        }
        return new byte[bufferSize];
    }

    /** Takes back a buffer; one that had grown is left to the garbage collector. */
    void give(byte[] buffer) {
        if (buffer.length != bufferSize) {
            return;
        }
        synchronized (this) {
            if (count < buffers.length) {
                buffers[count++] = buffer;
            }
        }
    }
}
