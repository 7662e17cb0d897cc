// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What clients of HTTP/2 may have us keep in memory at a time, over all connections: bytes of
 * bodies that came and were not taken out. HTTP/2 gives every connection a window of 64 KiB that
 * nobody can refuse (RFC 9113, section 6.9.2), so windows alone bound nothing when connections are
 * many. Here the bound is hard: when it is reached, the connection whose bytes have waited longest
 * loses them. Up to half of it, connections may also have windows that let more come than they
 * hold. Thread-safe.
 */
public final class ReceiveMemory {
    private final long size;
    private final AtomicLong used = new AtomicLong();
    private final Set<Holder> holders = ConcurrentHashMap.newKeySet();
    private final ReentrantLock evicting = new ReentrantLock();

    /** Who keeps bytes. */
    public interface Holder {
        /**
         * When something was taken out last, in nanoseconds of one clock; null if it keeps none.
         */
        @Nullable Long waitingSince();

        /** Lets go of all that it keeps. Any thread. */
        void evict();
    }

    /**
     * Memory for bodies.
     *
     * @param size in bytes
     */
    public ReceiveMemory(long size) {
        this.size = size;
    }

    /**
     * An eighth of the heap. Buffers may be twice as large as what is in them, so that a quarter is
     * in use at most.
     */
    public static ReceiveMemory ofThisProcess() {
        return new ReceiveMemory(Runtime.getRuntime().maxMemory() / 8);
    }

    /** Bytes that are kept, or that windows were opened by. */
    public long used() {
        return used.get();
    }

    /** Whether there is so much room that no connection needs to wait for its readers. */
    public boolean roomy() {
        return used.get() < size / 2;
    }

    /**
     * Sets bytes aside for a window that opens wider; false, and nothing, if there is little room.
     */
    public boolean promise(long bytes) {
        if (used.addAndGet(bytes) <= size / 2) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /** Notes bytes that a connection keeps; others, or itself, may have to let go of theirs. */
    public void keep(Holder holder, long bytes) {
        holders.add(holder);
        if (used.addAndGet(bytes) > size) {
            makeRoom();
        }
    }

    /** Bytes that are not kept, or promised, any more. */
    public void release(long bytes) {
        used.addAndGet(-bytes);
    }

    /** A connection that keeps nothing ever after. */
    public void forget(Holder holder) {
        holders.remove(holder);
    }

    private void makeRoom() {
        if (!evicting.tryLock()) {
            // Somebody is at it, and goes on until there is room.
            return;
        }
        try {
            while (used.get() > size) {
                @Nullable Holder longest = longest();
                if (longest == null) {
                    return;
                }
                longest.evict();
            }
        } finally {
            evicting.unlock();
        }
    }

    private @Nullable Holder longest() {
        @Nullable Holder longest = null;
        long since = 0;
        for (Holder holder : holders) {
            @Nullable Long waiting = holder.waitingSince();
            if (waiting != null && (longest == null || waiting - since < 0)) {
                longest = holder;
                since = waiting;
            }
        }
        return longest;
    }
}
