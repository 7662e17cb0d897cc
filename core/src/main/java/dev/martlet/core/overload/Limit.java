// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

/** How many may be in flight at a time. Thread-safe. */
public interface Limit {
    /**
     * A limit that stays.
     *
     * @param most 1 or more
     * @return the limit
     */
    static Limit fixed(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most: " + most + " (expected: >= 1)");
        }
        return () -> most;
    }

    /**
     * The limit at the moment.
     *
     * @return 1 or more
     */
    int now();

    /**
     * Told when a place is taken.
     *
     * @param inFlight how many are, this one included
     */
    default void used(int inFlight) {}
}
