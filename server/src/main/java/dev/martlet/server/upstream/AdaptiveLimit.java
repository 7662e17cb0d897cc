// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.server.upstream.ServiceSettings.Concurrency;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How many calls a service may have in flight, found from its latency. The algorithm is the
 * "gradient2" limit published by Netflix (concurrency-limits), a relative of TCP Vegas:
 *
 * <ul>
 *   <li>Latencies (to the head of a good reply) are averaged over a window of at least {@value
 *       #WINDOW_MILLIS} ms and {@value #MIN_SAMPLES} samples: the short-term latency.
 *   <li>An exponential average over {@value #LONG_WINDOWS} windows is the long-term latency. If it
 *       is more than twice the short one, an overload is over: it is lowered by 5 % a window.
 *   <li>gradient = long / short × tolerance, kept between 0.5 and 1. The tolerance of {@value
 *       #TOLERANCE} lets latency rise by half before the limit falls.
 *   <li>new limit = limit × gradient + room for a queue (the square root of the limit, at least 4);
 *       the limit moves a fifth of the way there.
 *   <li>A time-out in the window lowers the limit by a tenth instead.
 *   <li>With less than half of the limit in use latency says nothing about it: it stays, unless
 *       there were time-outs.
 * </ul>
 *
 * Failures that are answered fast are no samples, or a broken service would look like a quick one.
 */
final class AdaptiveLimit {
    static final int WINDOW_MILLIS = 100;
    static final int MIN_SAMPLES = 10;
    static final int LONG_WINDOWS = 600;
    static final double TOLERANCE = 1.5;

    /** The first windows are averaged plainly, or the first one would weigh too much. */
    private static final int WARM_UP = 10;

    private static final double SMOOTHING = 0.2;

    /** Where a limit starts, as a multiple of its minimum: a burst at the start must not fail. */
    private static final int START_FACTOR = 10;

    private final Concurrency bounds;
    private final LongSupplier nanoTime;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Runnable release = inFlight::decrementAndGet;
    private final LongAdder latencies = new LongAdder();
    private final LongAdder samples = new LongAdder();
    private final AtomicBoolean updating = new AtomicBoolean();
    private volatile boolean timedOut;
    private volatile int peak;
    private volatile int limit;
    private volatile long windowStart;

    /** Guarded by {@link #updating}. */
    private double exact;

    private double longTerm;
    private int windows;

    AdaptiveLimit(Concurrency bounds, LongSupplier nanoTime) {
        this.bounds = bounds;
        this.nanoTime = nanoTime;
        this.windowStart = nanoTime.getAsLong();
        this.exact = Math.min(bounds.max(), (long) bounds.min() * START_FACTOR);
        this.limit = (int) exact;
    }

    int limit() {
        return limit;
    }

    int inFlight() {
        return inFlight.get();
    }

    /** Takes a permit if there is one. */
    boolean tryAcquire() {
        int now = inFlight.incrementAndGet();
        if (now > limit) {
            inFlight.decrementAndGet();
            return false;
        }
        if (now > peak) {
            // A race may lose the larger of two: it is a hint, and the next call puts it right.
            peak = now;
        }
        return true;
    }

    /** Gives a permit back; the same object each time. */
    Runnable release() {
        return release;
    }

    /** Notes how long a good reply took. */
    void answered(long nanos) {
        latencies.add(nanos);
        samples.increment();
        updateIfDue();
    }

    /** Notes that a call ran out of time. */
    void timedOut() {
        timedOut = true;
        samples.increment();
        updateIfDue();
    }

    private void updateIfDue() {
        long now = nanoTime.getAsLong();
        if (now - windowStart < WINDOW_MILLIS * 1_000_000L || samples.sum() < MIN_SAMPLES) {
            return;
        }
        if (!updating.compareAndSet(false, true)) {
            return;
        }
        try {
            if (now - windowStart >= WINDOW_MILLIS * 1_000_000L) {
                windowStart = now;
                long count = samples.sumThenReset();
                double average = (double) latencies.sumThenReset() / Math.max(1, count);
                boolean overload = timedOut;
                timedOut = false;
                int most = Math.max(peak, inFlight.get());
                peak = inFlight.get();
                exact = clamp(overload ? exact * 0.9 : next(average, most));
                limit = (int) exact;
            }
        } finally {
            updating.set(false);
        }
    }

    private double next(double shortTerm, int most) {
        windows++;
        if (windows <= WARM_UP) {
            longTerm += (shortTerm - longTerm) / windows;
        } else {
            longTerm += (shortTerm - longTerm) * 2 / (LONG_WINDOWS + 1);
        }
        if (longTerm > 2 * shortTerm) {
            longTerm *= 0.95;
        }
        if (most < exact / 2 || shortTerm <= 0) {
            return exact;
        }
        double gradient = Math.clamp(TOLERANCE * longTerm / shortTerm, 0.5, 1.0);
        double target = exact * gradient + Math.max(4, Math.sqrt(exact));
        return exact * (1 - SMOOTHING) + target * SMOOTHING;
    }

    private double clamp(double wanted) {
        return Math.clamp(wanted, bounds.min(), bounds.max());
    }
}
