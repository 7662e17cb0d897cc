// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import java.time.Duration;

/**
 * Time to the first token, as an average that follows a worse sample at once and forgets it over
 * some seconds (peak EWMA, as in Finagle). Thread-safe.
 */
final class Latency {
    /** How fast the past is forgotten. */
    private static final double DECAY = Duration.ofSeconds(10).toNanos();

    private double average;
    private long last;
    private boolean any;

    synchronized void sample(long nanos, long now) {
        if (!any || nanos > average) {
            average = nanos;
        } else {
            double keep = Math.exp(-Math.max(0, now - last) / DECAY);
            average = average * keep + nanos * (1 - keep);
        }
        any = true;
        last = now;
    }

    /**
     * The average, fading while there is no sample, so that a target that was slow once gets
     * another chance.
     *
     * @return nanoseconds; 0 if unknown
     */
    synchronized double average(long now) {
        return any ? average * Math.exp(-Math.max(0, now - last) / (6 * DECAY)) : 0;
    }
}
