// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Keeps retries to a share of the requests of the last ten seconds, so that a service in trouble is
 * not finished off by them. A few retries are always granted, or a service with little traffic
 * could not retry at all.
 */
final class RetryBudget {
    /** Granted in each window whatever the traffic. */
    static final int MINIMUM = 10;

    private static final int SLOTS = 10;
    private static final long SLOT_NANOS = 1_000_000_000L;

    private final double share;
    private final LongSupplier nanoTime;
    private final long origin;
    private final AtomicLongArray ticks = new AtomicLongArray(SLOTS);
    private final AtomicLongArray requests = new AtomicLongArray(SLOTS);
    private final long[] retries = new long[SLOTS];

    RetryBudget(double share, LongSupplier nanoTime) {
        this.share = share;
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
    }

    /** Counts a request. */
    void requested(long now) {
        requests.incrementAndGet(slot(now));
    }

    /** Takes one retry out of the budget if there is one left. */
    synchronized boolean tryRetry() {
        long now = nanoTime.getAsLong();
        int slot = slot(now);
        if (left(now) < 1) {
            return false;
        }
        retries[slot]++;
        return true;
    }

    /** How many retries are left at this moment. */
    synchronized long left() {
        return left(nanoTime.getAsLong());
    }

    private long left(long now) {
        if (share == 0) {
            return 0;
        }
        long tick = tick(now);
        long asked = 0;
        long retried = 0;
        for (int i = 0; i < SLOTS; i++) {
            if (tick - ticks.get(i) < SLOTS) {
                asked += requests.get(i);
                retried += retries[i];
            }
        }
        return Math.max(0, Math.max(MINIMUM, (long) (share * asked)) - retried);
    }

    private long tick(long now) {
        return (now - origin) / SLOT_NANOS;
    }

    private int slot(long now) {
        long tick = tick(now);
        int slot = (int) (tick % SLOTS);
        if (ticks.get(slot) != tick) {
            turn(slot, tick);
        }
        return slot;
    }

    private synchronized void turn(int slot, long tick) {
        // A thread that was late must not turn the slot back.
        if (ticks.get(slot) < tick) {
            requests.set(slot, 0);
            retries[slot] = 0;
            ticks.set(slot, tick);
        }
    }
}
