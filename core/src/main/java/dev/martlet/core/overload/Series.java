// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import java.util.concurrent.atomic.LongAdder;

/** Latencies of one kind. Samples come from any thread; the rest is for one at a time. */
final class Series {
    static final int LONG_WINDOWS = 600;

    /** The first windows are averaged plainly, or the first one would weigh too much. */
    private static final int WARM_UP = 10;

    private final LongAdder latencies = new LongAdder();
    private final LongAdder samples = new LongAdder();
    private double shortTerm;
    private double longTerm;
    private int windows;

    void sample(long nanos) {
        latencies.add(nanos);
        samples.increment();
    }

    /** Ends a window, and returns how many samples it had. */
    long endWindow() {
        long count = samples.sumThenReset();
        if (count == 0) {
            return 0;
        }
        shortTerm = (double) latencies.sumThenReset() / count;
        windows++;
        if (windows <= WARM_UP) {
            longTerm += (shortTerm - longTerm) / windows;
        } else {
            longTerm += (shortTerm - longTerm) * 2 / (LONG_WINDOWS + 1);
        }
        if (longTerm > 2 * shortTerm) {
            longTerm *= 0.95;
        }
        return shortTerm <= 0 ? 0 : count;
    }

    /** The long-term latency as a multiple of the short-term one, after a window with samples. */
    double ratio() {
        return longTerm / shortTerm;
    }
}
