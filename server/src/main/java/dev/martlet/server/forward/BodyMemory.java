// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.forward;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of request bodies may be held in memory at a time, over all requests: for another
 * try, for a mirror. Each body alone is small, but whoever opens many connections and sends half a
 * body on each would otherwise decide how much memory is taken. What finds no room streams by.
 */
public final class BodyMemory {
    private final AtomicLong free;

    /**
     * Room for bodies.
     *
     * @param bytes how many, 0 or more
     */
    public BodyMemory(long bytes) {
        this.free = new AtomicLong(bytes);
    }

    /**
     * An eighth of the heap: the rest is for connections, and for what they read and write.
     *
     * @return the room
     */
    public static BodyMemory ofThisProcess() {
        return new BodyMemory(Runtime.getRuntime().maxMemory() / 8);
    }

    /** A hold on nothing yet. */
    Hold hold() {
        return new Hold();
    }

    /** Bytes that nobody holds. */
    long free() {
        return free.get();
    }

    private boolean take(long bytes) {
        long now = free.get();
        while (now >= bytes) {
            if (free.compareAndSet(now, now - bytes)) {
                return true;
            }
            now = free.get();
        }
        return false;
    }

    /** What one body holds. Thread-safe: a request may end while its body is being read. */
    final class Hold implements AutoCloseable {
        private long held;
        private boolean closed;

        /** Takes more; returns false, and takes nothing, if there is no room or it is closed. */
        synchronized boolean grow(long bytes) {
            if (closed || !take(bytes)) {
                return false;
            }
            held += bytes;
            return true;
        }

        /** Hands over all that is held; this hold is closed then. */
        synchronized Hold handOver() {
            var next = new Hold();
            next.held = held;
            held = 0;
            closed = true;
            return next;
        }

        @Override
        public synchronized void close() {
            closed = true;
            free.addAndGet(held);
            held = 0;
        }
    }
}
