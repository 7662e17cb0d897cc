// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** The median of several rounds, with the least and the greatest. */
record Spread(double median, double min, double max) {

    static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("values: none (expected: at least one)");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Spread(median(sorted), sorted[0], sorted[sorted.length - 1]);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }

    /** {@code median (min–max)} with so many decimals, thousands set apart. */
    String format(int decimals) {
        String one = "%,." + decimals + "f";
        return String.format(Locale.ROOT, one + " (" + one + "–" + one + ")", median, min, max);
    }
}
