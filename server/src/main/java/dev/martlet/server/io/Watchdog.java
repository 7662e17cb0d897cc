// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.io;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Ends blocking operations that take too long. A connection registers one {@link Watch} for its
 * life and sets a deadline in it before each operation that may block: one store to a field, where
 * a timed read would cost a timer task. One thread looks at all deadlines every {@link #TICK}, so a
 * time-out fires up to that much late.
 */
public final class Watchdog implements AutoCloseable {
    /** How late a time-out may fire. */
    public static final Duration TICK = Duration.ofMillis(10);

    private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());

    private final LongSupplier nanoTime;
    private final Executor executor;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final Thread thread;
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
        this.thread = Thread.ofPlatform().name("martlet-watchdog").daemon().start(this::run);
    }

    /**
     * Registers a watch.
     *
     * @param onExpired runs each time that a deadline passes; closes a socket, usually
     * @return the watch, to be closed with what it watches
     */
    public Watch watch(Runnable onExpired) {
        var watch = new Watch(this, onExpired);
        watches.add(watch);
        return watch;
    }

    /**
     * Now, on the watchdog's clock.
     *
     * @return nanoseconds
     */
    public long now() {
        return nanoTime.getAsLong();
    }

    void remove(Watch watch) {
        watches.remove(watch);
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(TICK.toNanos());
            long now = nanoTime.getAsLong();
            for (Watch watch : watches) {
                if (watch.expire(now)) {
                    fire(watch);
                }
            }
        }
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
