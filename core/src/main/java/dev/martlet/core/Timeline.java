// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.util.function.LongSupplier;

/**
 * When each {@link Moment} of an exchange was, in nanoseconds: the source of spans, the access log
 * and overhead figures.
 */
@SuppressWarnings(
        "EnumOrdinal") // An array by ordinal is what makes a mark cheap; the ordinal never leaves
// this class.
public final class Timeline {
    private static final int MOMENTS = Moment.values().length;

    private final LongSupplier nanoTime;
    private final long[] at = new long[MOMENTS];

    /** One element each: marks of another thread, which a late reply of a stream may make, last. */
    private final boolean[] seen = new boolean[MOMENTS];

    /**
     * An empty timeline.
     *
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    public Timeline(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Notes that a moment is now; a later note of the same moment replaces it.
     *
     * @param moment the moment
     */
    public void mark(Moment moment) {
        at[moment.ordinal()] = nanoTime.getAsLong();
        seen[moment.ordinal()] = true;
    }

    /**
     * Whether a moment has come.
     *
     * @param moment the moment
     * @return true if it was marked
     */
    public boolean has(Moment moment) {
        return seen[moment.ordinal()];
    }

    /**
     * The time between two moments.
     *
     * @param from the earlier
     * @param to the later
     * @return nanoseconds, or -1 if either has not come
     */
    public long between(Moment from, Moment to) {
        return has(from) && has(to) ? at[to.ordinal()] - at[from.ordinal()] : -1;
    }
}
