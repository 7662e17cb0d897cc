// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import java.math.BigDecimal;

/**
 * A whole number that may be large: {@code 200k}, {@code 50M}, {@code 1.5M}, {@code 2G}, or plain
 * digits. The letters are decimal (1k = 1,000).
 *
 * @param value zero or more
 */
@ScalarForm(
        expected = "a count such as 500, 200k or 50M",
        pattern = "[0-9]{1,15}(\\.[0-9]{1,9})?[kMG]?",
        number = true)
public record Count(long value) implements Comparable<Count> {
    public Count {
        if (value < 0) {
            throw new IllegalArgumentException("value: " + value + " (expected: >= 0)");
        }
    }

    /**
     * Reads a count; throws {@link IllegalArgumentException} on other text, or if it is not whole:
     * {@code 1.5}.
     */
    public static Count parse(String text) {
        if (!text.matches("[0-9]{1,15}(\\.[0-9]{1,9})?[kMG]?")) {
            throw new IllegalArgumentException("not a count");
        }
        char last = text.charAt(text.length() - 1);
        int zeros = last == 'k' ? 3 : last == 'M' ? 6 : last == 'G' ? 9 : 0;
        String digits = zeros == 0 ? text : text.substring(0, text.length() - 1);
        return new Count(new BigDecimal(digits).movePointRight(zeros).longValueExact());
    }

    @Override
    public int compareTo(Count other) {
        return Long.compare(value, other.value);
    }

    /** The shortest form that {@link #parse} reads back: {@code 200k}. */
    @Override
    public String toString() {
        if (value != 0 && value % 1_000_000_000 == 0) {
            return value / 1_000_000_000 + "G";
        }
        if (value != 0 && value % 1_000_000 == 0) {
            return value / 1_000_000 + "M";
        }
        return value != 0 && value % 1_000 == 0 ? value / 1_000 + "k" : Long.toString(value);
    }
}
