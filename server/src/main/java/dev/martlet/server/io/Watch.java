// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.io;

import dev.martlet.core.Deadline;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One deadline under the eyes of a {@link Watchdog}; set and cleared as often as needed, by any
 * thread.
 */
public final class Watch implements AutoCloseable {
    /**
     * A value that no clock shows in practice; a real deadline that hits it is moved by one
     * nanosecond.
     */
    private static final long OFF = Long.MAX_VALUE;

    private final Watchdog watchdog;
    private final Runnable onExpired;
    private final AtomicLong deadline = new AtomicLong(OFF);

    Watch(Watchdog watchdog, Runnable onExpired) {
        this.watchdog = watchdog;
        this.onExpired = onExpired;
    }

    /**
     * Fires unless cleared or set anew within a time.
     *
     * @param wait how long
     */
    public void in(Duration wait) {
        at(new Deadline(watchdog.now() + wait.toNanos()));
    }

    /**
     * Fires unless cleared or set anew before a deadline.
     *
     * @param when the deadline; {@link Deadline#NONE} clears
     */
    public void at(Deadline when) {
        // Release order is enough: the watchdog only has to see the value soon, not before anything
        // else.
        deadline.setRelease(when.nanos());
    }

    /** Calls the deadline off. */
    public void clear() {
        deadline.setRelease(OFF);
    }

    /** Takes the deadline if it has passed, so that it fires once. */
    boolean expire(long now) {
        long at = deadline.getAcquire();
        return at != OFF && now - at >= 0 && deadline.compareAndSet(at, OFF);
    }

    void fire() {
        onExpired.run();
    }

    @Override
    public void close() {
        clear();
        watchdog.remove(this);
    }
}
