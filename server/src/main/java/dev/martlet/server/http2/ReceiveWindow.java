// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much the peer may send on a stream (RFC 9113, section 5.2). Starts small, so that streams
 * that nobody reads keep little in memory, and grows while the reader is faster than the peer, so
 * that a transfer over a long way is not held up; growth comes out of a store that the streams of a
 * connection share. Thread-safe.
 */
public final class ReceiveWindow {
    private final int largest;
    private final AtomicInteger store;
    private int size = Frame.DEFAULT_WINDOW;
    private int left = Frame.DEFAULT_WINDOW;
    private int taken;
    private boolean closed;

    /**
     * A window.
     *
     * @param largest where it stops growing, in bytes
     * @param store what all may grow by together, in bytes
     */
    public ReceiveWindow(int largest, AtomicInteger store) {
        this.largest = largest;
        this.store = store;
    }

    /** Notes a frame; false if it is larger than the window. */
    public synchronized boolean received(int bytes) {
        left -= bytes;
        return left >= 0;
    }

    /**
     * Notes that bytes were taken out.
     *
     * @param bytes how many
     * @param all whether the reader now waits for the peer
     * @return what to send as a WINDOW_UPDATE, 0 for none
     */
    public synchronized int taken(int bytes, boolean all) {
        taken += bytes;
        if (taken < size / 2) {
            return 0;
        }
        int opened = taken + (all ? growth() : 0);
        taken = 0;
        left += opened;
        return opened;
    }

    private int growth() {
        int more = Math.min(size, largest - size);
        if (more <= 0 || closed) {
            return 0;
        }
        if (store.addAndGet(-more) < 0) {
            store.addAndGet(more);
            return 0;
        }
        size += more;
        return more;
    }

    /** Gives back what the window grew by, for good. */
    public synchronized void close() {
        store.addAndGet(size - Frame.DEFAULT_WINDOW);
        size = Frame.DEFAULT_WINDOW;
        closed = true;
    }
}
