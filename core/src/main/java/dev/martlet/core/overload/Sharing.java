// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import java.time.Duration;

/**
 * How places are shared out when there are not enough.
 *
 * @param queue how many requests may wait at a time; 0 for none
 * @param maxWait none waits longer
 * @param reserve the share of the places that only those get who have less than their fair share,
 *     while there is more than one; 0 to 1
 * @param weights how often each priority goes first
 */
public record Sharing(int queue, Duration maxWait, double reserve, Weights weights) {
    /** As documented for the configuration. */
    public static final Sharing DEFAULTS =
            new Sharing(1000, Duration.ofSeconds(5), 0.1, Weights.DEFAULTS);

    /** Nobody waits. */
    public static final Sharing AT_ONCE = new Sharing(0, Duration.ZERO, 0.1, Weights.DEFAULTS);

    public Sharing {
        if (queue < 0) {
            throw new IllegalArgumentException("queue: " + queue + " (expected: >= 0)");
        }
        if (!(reserve >= 0 && reserve <= 1)) {
            throw new IllegalArgumentException("reserve: " + reserve + " (expected: 0 to 1)");
        }
    }
}
