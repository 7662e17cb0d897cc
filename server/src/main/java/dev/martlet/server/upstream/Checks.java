// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.time.Duration;

/** What the settings of a service have in common. */
final class Checks {
    private Checks() {}

    static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than 0)");
        }
    }

    static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 or more)");
        }
    }

    static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + least + " or more)");
        }
    }

    /** A share from 0 to 1; refuses NaN, too. */
    static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to 1)");
        }
    }
}
