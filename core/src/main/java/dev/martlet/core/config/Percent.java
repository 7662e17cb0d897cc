// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import java.math.BigDecimal;

/**
 * A share of a whole: {@code 80%}, {@code 0.5%}.
 *
 * @param fraction 0 to 1
 */
@ScalarForm(expected = "a percentage such as 80% or 0.5%", pattern = "[0-9]{1,3}(\\.[0-9]{1,6})?%")
public record Percent(double fraction) implements Comparable<Percent> {
    public Percent {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("fraction: " + fraction + " (expected: 0 to 1)");
        }
    }

    /**
     * Reads {@code 0%} to {@code 100%}; throws {@link IllegalArgumentException} on any other text.
     */
    public static Percent parse(String text) {
        if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,6})?%")) {
            throw new IllegalArgumentException("not a percentage");
        }
        String number = text.substring(0, text.length() - 1);
        return new Percent(new BigDecimal(number).movePointLeft(2).doubleValue());
    }

    @Override
    public int compareTo(Percent other) {
        return Double.compare(fraction, other.fraction);
    }

    @Override
    public String toString() {
        return BigDecimal.valueOf(fraction).movePointRight(2).stripTrailingZeros().toPlainString()
                + "%";
    }
}
