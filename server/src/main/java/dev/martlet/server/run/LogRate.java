// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** How many lines may be logged in a second. Thread-safe. */
final class LogRate {
    private final int perSecond;
    private final LongSupplier nanoTime;
    private final LongConsumer onSuppressed;
    private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong inSecond = new AtomicLong();

    /**
     * A rate.
     *
     * @param onSuppressed told, in a later second, how many lines there were too many
     */
    LogRate(int perSecond, LongSupplier nanoTime, LongConsumer onSuppressed) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.onSuppressed = onSuppressed;
    }

    /** Whether one more line may be logged now. */
    boolean mayLog() {
        long now = nanoTime.getAsLong() / 1_000_000_000;
        long seen = second.get();
        if (seen != now && second.compareAndSet(seen, now)) {
            long suppressed = inSecond.getAndSet(0) - perSecond;
            if (suppressed > 0) {
                onSuppressed.accept(suppressed);
            }
        }
        return inSecond.incrementAndGet() <= perSecond;
    }
}
