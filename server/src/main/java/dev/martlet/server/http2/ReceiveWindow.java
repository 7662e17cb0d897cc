// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a client may send on a stream. Starts small, so that many stalled uploads cost little
 * memory, and doubles while the data are taken out as fast as they come, so that one upload over a
 * long line is not held up; growth comes out of a store that the connection's streams share.
 */
final class ReceiveWindow {
    static final int INITIAL = Frame.DEFAULT_WINDOW;
    private static final int LARGEST = 1 << 20;

    private final AtomicInteger store;
    private int size = INITIAL;
    private int open = INITIAL;
    private int pending;
    private long untilGrowth = INITIAL;

    /**
     * A window.
     *
     * @param store what is left for growth, in bytes
     */
    ReceiveWindow(AtomicInteger store) {
        this.store = store;
    }

    /** Counts what came in. Returns false if it was more than allowed. */
    synchronized boolean receive(int count) {
        open -= count;
        return open >= 0;
    }

    /**
     * Counts what was taken out.
     *
     * @return what to tell the client now, or 0
     */
    synchronized int consume(int count) {
        pending += count;
        untilGrowth -= count;
        if (pending < size / 2) {
            return 0;
        }
        int increment = pending + growth();
        pending = 0;
        open += increment;
        return increment;
    }

    private int growth() {
        if (untilGrowth > 0 || size >= LARGEST) {
            return 0;
        }
        int more = size;
        if (store.addAndGet(-more) < 0) {
            store.addAndGet(more);
            return 0;
        }
        size += more;
        untilGrowth = size;
        return more;
    }

    /** Gives back what the window grew by. */
    synchronized void close() {
        store.addAndGet(size - INITIAL);
        size = INITIAL;
    }
}
