// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void percentilesAreThoseOfTheSortedValuesWithinTheResolution() {
        var random = new Random(7);
        long[] values =
                random.doubles(50_000, 0, 20).mapToLong(x -> (long) Math.pow(2, x)).toArray();
        var histogram = new Histogram();
        Arrays.stream(values).forEach(histogram::record);
        Arrays.sort(values);

        for (double percent : new double[] {0.1, 1, 25, 50, 90, 99, 99.9, 100}) {
            long exact = values[(int) Math.ceil(values.length * percent / 100) - 1];
            assertThat(histogram.percentile(percent))
                    .as("p%s", percent)
                    .isBetween(exact, exact + exact / 64 + 1);
        }
        assertThat(histogram.max()).isEqualTo(values[values.length - 1]);
    }

    @Test
    void smallValuesAreKeptExactly() {
        var histogram = new Histogram();
        for (int i = 1; i <= 100; i++) {
            histogram.record(i);
        }

        assertThat(histogram.percentile(50)).isEqualTo(50);
        assertThat(histogram.percentile(99)).isEqualTo(99);
    }

    @Test
    void theLongestTimeFits() {
        var histogram = new Histogram();
        histogram.record(Long.MAX_VALUE);

        assertThat(histogram.percentile(50)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void withoutValuesThereIsNothing() {
        assertThat(new Histogram().percentile(99)).isZero();
    }
}
