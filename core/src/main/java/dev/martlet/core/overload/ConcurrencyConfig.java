// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Percent;
import dev.martlet.core.config.Range;

/**
 * Bounds of an {@link AdaptiveLimit}.
 *
 * @param min never fewer
 * @param max never more
 * @param slower how much slower answers may become before the limit falls
 */
@Doc("A limit of concurrent requests that follows the latency.")
public record ConcurrencyConfig(
        @Doc("Never fewer.") @Default("10") @Range(min = "1", max = "1000000") int min,
        @Doc("Never more.") @Default("1000") @Range(min = "1", max = "1000000") int max,
        @Doc("How much slower answers may become, against the last minute, before the limit falls.")
                @Default("50%")
                Percent slower) {
    public ConcurrencyConfig {
        if (min < 1) {
            throw new IllegalArgumentException("min: " + min + " (expected: >= 1)");
        }
        if (min > max) {
            throw new IllegalArgumentException("min: greater than max (expected: at most max)");
        }
    }

    /**
     * Bounds with the documented tolerance.
     *
     * @param min never fewer
     * @param max never more
     */
    public ConcurrencyConfig(int min, int max) {
        this(min, max, new Percent(0.5));
    }
}
