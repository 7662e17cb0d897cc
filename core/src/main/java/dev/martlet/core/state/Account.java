// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.state;

import java.time.Duration;
import java.time.Instant;

/**
 * One counter that limits something. An account is compared by its {@link #id()}: whoever changes
 * the amount of a limit keeps what has been counted.
 */
public sealed interface Account {
    /** The largest amount: what Redis' scripts count exactly (IEEE 754 doubles). */
    long MOST = 1L << 53;

    /**
     * Names the account among all; at most 200 printable ASCII characters without braces.
     *
     * @return the id
     */
    String id();

    /**
     * How much there is at most at a time.
     *
     * @return 0 to {@link #MOST}
     */
    long capacity();

    /**
     * A token bucket: full at first, refilled evenly.
     *
     * @param id names it
     * @param capacity the largest burst
     * @param refill how much comes back per period
     * @param period 1 ms or more
     */
    record Bucket(String id, long capacity, long refill, Duration period) implements Account {}

    /**
     * What may be spent between two moments.
     *
     * @param id names it, window included
     * @param capacity what may be spent
     * @param start when it begins
     * @param end when it is over; {@link Instant#MAX} for never
     */
    record Window(String id, long capacity, Instant start, Instant end) implements Account {}

    /**
     * How much may be held at the same time.
     *
     * @param id names it
     * @param capacity how much
     */
    record Permits(String id, long capacity) implements Account {}
}
