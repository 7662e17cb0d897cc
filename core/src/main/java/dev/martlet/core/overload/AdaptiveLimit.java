// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How much a target may have in flight, found from its latency. The algorithm is the "gradient2"
 * limit published by Netflix (concurrency-limits), a relative of TCP Vegas:
 *
 * <ul>
 *   <li>Latencies of good answers are averaged over a window of at least {@value #WINDOW_MILLIS} ms
 *       and {@value #MIN_SAMPLES} samples: the short-term latency.
 *   <li>An exponential average over {@value Series#LONG_WINDOWS} windows is the long-term latency.
 *       If it is more than twice the short one, an overload is over: it is lowered by 5 % a window.
 *   <li>gradient = long / short × tolerance, kept between 0.5 and 1. A tolerance of 1.5 lets
 *       latency rise by half before the limit falls.
 *   <li>new limit = limit × gradient + room for a queue (the square root of the limit, at least 4);
 *       the limit moves a fifth of the way there.
 *   <li>A time-out in the window lowers the limit by a tenth instead.
 *   <li>With less than half of the limit in use latency says nothing about it: it stays, unless
 *       there were time-outs.
 * </ul>
 *
 * Failures that are answered fast are no samples, or a broken target would look like a quick one.
 *
 * <p>What is not alike is not averaged: the first token of a stream comes sooner than a whole
 * answer, so that more streams than before would look like a target that got faster. Each series
 * has averages of its own; the gradient is their mean by the number of samples.
 */
public final class AdaptiveLimit implements Limit {
    static final int WINDOW_MILLIS = 100;
    static final int MIN_SAMPLES = 10;

    private static final double SMOOTHING = 0.2;

    /** Where a limit starts, as a multiple of its minimum: a burst at the start must not fail. */
    private static final int START_FACTOR = 10;

    private final ConcurrencyConfig bounds;
    private final double tolerance;
    private final LongSupplier nanoTime;
    private final Series[] series;
    private final LongAdder samples = new LongAdder();
    private final AtomicBoolean updating = new AtomicBoolean();
    private volatile boolean timedOut;
    private volatile int peak;
    private volatile int inFlight;
    private volatile int limit;
    private volatile long windowStart;

    /** Guarded by {@link #updating}. */
    private double exact;

    /**
     * A limit.
     *
     * @param bounds of the limit
     * @param kinds how many series of latencies there are
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    public AdaptiveLimit(ConcurrencyConfig bounds, int kinds, LongSupplier nanoTime) {
        this.bounds = bounds;
        this.tolerance = 1 + bounds.slower().fraction();
        this.nanoTime = nanoTime;
        this.series = new Series[kinds];
        for (int i = 0; i < kinds; i++) {
            series[i] = new Series();
        }
        this.windowStart = nanoTime.getAsLong();
        this.exact = Math.min(bounds.max(), (long) bounds.min() * START_FACTOR);
        this.limit = (int) exact;
    }

    @Override
    public int now() {
        return limit;
    }

    @Override
    public void used(int now) {
        inFlight = now;
        if (now > peak) {
            // A race may lose the larger of two: it is a hint, and the next call puts it right.
            peak = now;
        }
    }

    /**
     * Notes how long a good answer took.
     *
     * @param kind the series, from 0
     * @param nanos how long
     */
    public void answered(int kind, long nanos) {
        series[kind].sample(nanos);
        samples.increment();
        updateIfDue();
    }

    /** Notes that the target did not answer in time, or said that it has too much to do. */
    public void timedOut() {
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
                samples.reset();
                double gradient = gradient();
                boolean overload = timedOut;
                timedOut = false;
                int most = Math.max(peak, inFlight);
                peak = inFlight;
                exact = clamp(overload ? exact * 0.9 : next(gradient, most));
                limit = (int) exact;
            }
        } finally {
            updating.set(false);
        }
    }

    /** Without a single latency there is nothing to compare: 0. */
    private double gradient() {
        double sum = 0;
        long count = 0;
        for (Series one : series) {
            long taken = one.endWindow();
            if (taken > 0) {
                sum += taken * Math.clamp(tolerance * one.ratio(), 0.5, 1.0);
                count += taken;
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    private double next(double gradient, int most) {
        if (most < exact / 2 || gradient == 0) {
            return exact;
        }
        double target = exact * gradient + Math.max(4, Math.sqrt(exact));
        return exact * (1 - SMOOTHING) + target * SMOOTHING;
    }

    private double clamp(double wanted) {
        return Math.clamp(wanted, bounds.min(), bounds.max());
    }
}
