// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

/**
 * A number of bytes: {@code 64KiB}, {@code 10MiB}, {@code 1GiB}, {@code 512B}, or a plain number of
 * bytes.
 *
 * @param bytes zero or more
 */
@ScalarForm(
        expected = "a size such as 64KiB, 10MiB or 1GiB",
        pattern = "[0-9]{1,15}(B|KiB|MiB|GiB|TiB)?",
        number = true)
public record DataSize(long bytes) implements Comparable<DataSize> {
    private static final String[] UNITS = {"TiB", "GiB", "MiB", "KiB"};

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
    }

    /**
     * Reads a size; throws {@link IllegalArgumentException} on any other text, and on more than
     * 2^63-1 bytes.
     */
    public static DataSize parse(String text) {
        int shift = 40;
        for (String unit : UNITS) {
            if (text.endsWith(unit)) {
                long number = Numbers.digits(text.substring(0, text.length() - 3));
                return new DataSize(Math.multiplyExact(number, 1L << shift));
            }
            shift -= 10;
        }
        return new DataSize(
                Numbers.digits(text.endsWith("B") ? text.substring(0, text.length() - 1) : text));
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The shortest form that {@link #parse} reads back: {@code 64KiB}. */
    @Override
    public String toString() {
        int shift = 40;
        for (String unit : UNITS) {
            if (bytes != 0 && (bytes & ((1L << shift) - 1)) == 0) {
                return (bytes >> shift) + unit;
            }
            shift -= 10;
        }
        return bytes + "B";
    }
}
