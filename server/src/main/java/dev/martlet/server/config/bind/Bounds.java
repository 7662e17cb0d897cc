// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import dev.martlet.core.config.Range;

/** The bounds of a component in words. */
public final class Bounds {
    private Bounds() {}

    /** {@code 1s to 5m}, {@code at least 1s}, {@code at most 5m}. */
    public static String words(Range range) {
        if (range.max().isEmpty()) {
            return "at least " + range.min();
        }
        return range.min().isEmpty()
                ? "at most " + range.max()
                : range.min() + " to " + range.max();
    }
}
