// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import java.time.Duration;

/**
 * How accounts are dealt with.
 *
 * @param slice the largest share of an account that this node draws at a time, above 0, at most 1
 * @param deny whether requests are refused while the store is away and the slice is spent; else
 *     they go on by what was known to be left
 * @param patience how long a request waits for another one's draw
 * @param most how many accounts are kept in memory, 1 or more
 */
public record Settings(double slice, boolean deny, Duration patience, int most) {
    /** What is right for a store within this process. */
    public static final Settings LOCAL = new Settings(0.05, false, Duration.ofSeconds(1), 100_000);
}
