// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.time.Duration;

/**
 * A point in time after which waiting makes no sense, on the clock of {@link System#nanoTime}.
 *
 * @param nanos the point; {@link #NONE} has no meaning as a number
 */
public record Deadline(long nanos) {
    /** Never. */
    public static final Deadline NONE = new Deadline(Long.MAX_VALUE);

    /**
     * A deadline some time from now.
     *
     * @param wait how long
     * @param nowNanos now
     * @return the deadline
     */
    public static Deadline after(Duration wait, long nowNanos) {
        return new Deadline(nowNanos + wait.toNanos());
    }

    /**
     * How long is left.
     *
     * @param nowNanos now
     * @return nanoseconds, 0 or less if it has passed, {@link Long#MAX_VALUE} for {@link #NONE}
     */
    public long remaining(long nowNanos) {
        return isNone() ? Long.MAX_VALUE : nanos - nowNanos;
    }

    /**
     * Whether there is no deadline.
     *
     * @return true for {@link #NONE}
     */
    public boolean isNone() {
        return nanos == Long.MAX_VALUE;
    }

    /**
     * The earlier of two.
     *
     * @param other another
     * @return this or the other
     */
    public Deadline sooner(Deadline other) {
        if (isNone()) {
            return other;
        }
        // Differences, not values: nanoTime may overflow.
        return other.isNone() || nanos - other.nanos <= 0 ? this : other;
    }
}
