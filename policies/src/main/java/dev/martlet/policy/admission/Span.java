// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import java.time.Duration;
import java.time.ZoneId;

/** Over which time something is counted. */
public sealed interface Span {
    /**
     * A token bucket.
     *
     * @param burst the most that may come at once, 1 or more
     * @param refill what comes back per period, 1 or more
     * @param period a second to a day
     */
    record Refilled(long burst, long refill, Duration period) implements Span {}

    /**
     * From one beginning of a day, week or month to the next.
     *
     * @param unit which
     * @param zone whose calendar
     */
    record Calendar(Unit unit, ZoneId zone) implements Span {}

    /** Once and for all. */
    record Total() implements Span {}

    /** At the same time. */
    record AtOnce() implements Span {}

    /** What begins at a midnight. */
    enum Unit {
        /** From midnight to midnight. */
        DAY,
        /** From Monday to Sunday. */
        WEEK,
        /** From the first to the last day. */
        MONTH
    }
}
