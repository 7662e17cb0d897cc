// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import java.math.BigDecimal;

/**
 * An amount of US dollars: {@code 500}, {@code 0.25}.
 *
 * @param nano in 10⁻⁹ dollars, 0 to 9,000,000 dollars
 */
@ScalarForm(
        expected = "an amount of US dollars such as 500 or 0.25, at most 9000000",
        pattern = "[0-9]{1,7}(\\.[0-9]{1,9})?",
        number = true,
        decimal = true)
public record Usd(long nano) implements Comparable<Usd> {
    /** So that it is counted exactly everywhere, as IEEE 754 doubles too. */
    private static final long MOST = 9_000_000L * 1_000_000_000L;

    public Usd {
        if (nano < 0 || nano > MOST) {
            throw new IllegalArgumentException(
                    "usd: out of range (expected: 0 to 9000000 US dollars)");
        }
    }

    /** Reads an amount; throws {@link IllegalArgumentException} on any other text. */
    public static Usd parse(String text) {
        if (!text.matches("[0-9]{1,7}(\\.[0-9]{1,9})?")) {
            throw new IllegalArgumentException("not an amount");
        }
        return new Usd(new BigDecimal(text).movePointRight(9).longValueExact());
    }

    @Override
    public int compareTo(Usd other) {
        return Long.compare(nano, other.nano);
    }

    /** The shortest form that {@link #parse} reads back. */
    @Override
    public String toString() {
        BigDecimal amount = BigDecimal.valueOf(nano, 9).stripTrailingZeros();
        return amount.toPlainString();
    }
}
