// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

/** Counts latencies in microseconds with a resolution of 1/64 of the value, in bounded memory. */
final class Histogram {

    /**
     * Values below this are kept exactly; above it each doubling is divided into half as many
     * steps.
     */
    private static final int EXACT = 128;

    private static final int STEPS = EXACT / 2;

    private final long[] counts = new long[EXACT + STEPS * Long.SIZE];
    private long total;
    private long max;

    void record(long micros) {
        long value = Math.max(0, micros);
        counts[index(value)]++;
        total++;
        max = Math.max(max, value);
    }

    /** The least value that so many percent of all values do not exceed; 0 if there are none. */
    long percentile(double percent) {
        long rank = Math.max(1, (long) Math.ceil(total * percent / 100));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && total > 0) {
                return Math.min(max, highest(i));
            }
        }
        return 0;
    }

    long max() {
        return max;
    }

    private static int index(long value) {
        if (value < EXACT) {
            return (int) value;
        }
        int doublings = Long.SIZE - Long.numberOfLeadingZeros(value / EXACT);
        return EXACT + (doublings - 1) * STEPS + (int) (value >> doublings) - STEPS;
    }

    private static long highest(int index) {
        if (index < EXACT) {
            return index;
        }
        int doublings = (index - EXACT) / STEPS + 1;
        int step = (index - EXACT) % STEPS + STEPS;
        return ((step + 1L) << doublings) - 1;
    }
}
