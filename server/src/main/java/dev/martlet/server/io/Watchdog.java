// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.io;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends blocking operations that take too long. A connection has one {@link Watch} for its life and
 * sets a deadline in it before each operation that may block: a store or two, where a timed read
 * would cost a timer task.
 *
 * <p>One thread wakes every {@link #TICK}, so a time-out fires up to that much late. It has a wheel
 * of buckets, one for each of the next turns, and looks at the watches in the bucket whose turn it
 * is; each goes on to the bucket of its deadline then. No bucket is further away than {@link
 * #HORIZON}: a watch with a distant deadline is looked at once in that time, and one that was
 * closed is forgotten after it.
 */
public final class Watchdog implements AutoCloseable {
    /** How late a time-out may fire. */
    public static final Duration TICK = Duration.ofMillis(10);

    /** How long a watch is left alone at most. */
    static final Duration HORIZON = Duration.ofSeconds(1);

    /** A power of two, and more than there are ticks to the horizon. */
    private static final int BUCKETS = 128;

    private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());

    private final LongSupplier nanoTime;
    private final Executor executor;
    private final Queue<Watch> told = new ConcurrentLinkedQueue<>();
    private final List<List<Watch>> wheel = new ArrayList<>(BUCKETS);
    private final AtomicLong looks = new AtomicLong();
    private final long start;
    private final Thread thread;
    private long turn;
    private volatile boolean closed;

    /**
     * Starts the watchdog.
     *
     * @param nanoTime the clock, as {@link System#nanoTime}
     * @param executor runs what a passed deadline triggers, so that one slow action cannot hold the
     *     others
     */
    public Watchdog(LongSupplier nanoTime, Executor executor) {
        this.nanoTime = nanoTime;
        this.executor = executor;
        this.start = nanoTime.getAsLong();
        for (int i = 0; i < BUCKETS; i++) {
            wheel.add(new ArrayList<>());
        }
        this.thread = Thread.ofPlatform().name("martlet-watchdog").daemon().start(this::run);
    }

    /**
     * Makes a watch; it costs nothing while it has no deadline.
     *
     * @param onExpired runs each time that a deadline passes; closes a socket, usually
     * @return the watch, to be closed with what it watches
     */
    public Watch watch(Runnable onExpired) {
        return new Watch(this, onExpired);
    }

    /**
     * Now, on the watchdog's clock.
     *
     * @return nanoseconds
     */
    public long now() {
        return nanoTime.getAsLong();
    }

    /** Takes in a watch whose deadline comes before the next look at it. */
    void lookAt(Watch watch) {
        told.add(watch);
    }

    /** How often a watch was looked at. */
    long looks() {
        return looks.get();
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(TICK.toNanos());
            long now = nanoTime.getAsLong();
            long current = Math.floorDiv(now - start, TICK.toNanos());
            // After a long sleep each bucket is due once, and holds all that was missed.
            turn = Math.max(turn, current - BUCKETS);
            while (turn < current) {
                turn++;
                visit(turn, current, now);
            }
            takeIn(now);
        }
    }

    private void takeIn(long now) {
        @Nullable Watch watch = told.poll();
        while (watch != null) {
            look(watch, now);
            watch = told.poll();
        }
    }

    private void visit(long due, long current, long now) {
        List<Watch> bucket = wheel.get(bucketOf(due));
        if (bucket.isEmpty()) {
            return;
        }
        wheel.set(bucketOf(due), new ArrayList<>());
        for (Watch watch : bucket) {
            if (bucketOf(watch.turn) != bucketOf(due)) {
                // It was told of meanwhile, and has its place elsewhere.
                continue;
            }
            if (watch.turn > current) {
                place(watch, watch.turn);
            } else {
                look(watch, now);
            }
        }
    }

    private static int bucketOf(long turn) {
        return (int) turn & (BUCKETS - 1);
    }

    private void look(Watch watch, long now) {
        looks.incrementAndGet();
        long next;
        do {
            watch.look();
            if (watch.expire(now)) {
                fire(watch);
            }
            next = watch.when(now + HORIZON.toNanos());
        } while (!watch.settle(next));
        if (next == Watch.OFF) {
            watch.turn = -1;
            return;
        }
        // Up: at its turn the deadline has passed.
        long at = Math.ceilDiv(next - start, TICK.toNanos());
        place(watch, Math.max(at, turn + 1));
    }

    private void place(Watch watch, long at) {
        watch.turn = at;
        wheel.get(bucketOf(at)).add(watch);
    }

    private void fire(Watch watch) {
        try {
            executor.execute(watch::fire);
        } catch (RuntimeException e) {
            // The watchdog must outlive whatever it guards.
            LOG.log(System.Logger.Level.ERROR, "deadline action was not started", e);
        }
    }

    /** Stops watching; deadlines no longer fire. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
