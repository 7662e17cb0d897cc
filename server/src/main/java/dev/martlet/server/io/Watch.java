// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.io;

import dev.martlet.core.Deadline;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One deadline under the eyes of a {@link Watchdog}; set and cleared as often as needed, by any
 * thread.
 *
 * <p>The watchdog looks at a watch when its deadline may have passed, not more often. A deadline
 * that is put off or called off, as most are, is a store; the watchdog finds out when it looks.
 * Only one that comes before the next look has to be told.
 */
public final class Watch implements AutoCloseable {
    /**
     * A value that no clock shows in practice; a real deadline that hits it is moved by one
     * nanosecond.
     */
    static final long OFF = Long.MAX_VALUE;

    /** The next look, while the watchdog is looking: it will see what is set meanwhile. */
    private static final long LOOKING = Long.MIN_VALUE;

    private final Watchdog watchdog;
    private final AtomicLong deadline = new AtomicLong(OFF);
    private final AtomicLong nextLook = new AtomicLong(OFF);
    private volatile @Nullable Runnable onExpired;

    /** In which turn the watchdog looks next; its own thread's only. */
    long turn = -1;

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
        long at = watchdog.now() + wait.toNanos();
        at(new Deadline(at == OFF ? at - 1 : at));
    }

    /**
     * Fires unless cleared or set anew before a deadline.
     *
     * @param when the deadline; {@link Deadline#NONE} clears
     */
    public void at(Deadline when) {
        long at = when.nanos();
        if (at == OFF) {
            clear();
            return;
        }
        // Both volatile, here and where the watchdog goes to sleep: one of the two sees the other.
        deadline.set(at);
        long seen = nextLook.get();
        while (sooner(at, seen)) {
            if (nextLook.compareAndSet(seen, at)) {
                watchdog.lookAt(this);
                return;
            }
            seen = nextLook.get();
        }
    }

    /** Calls the deadline off. */
    public void clear() {
        // Release order is enough: a look that still sees the deadline could have come before.
        deadline.setRelease(OFF);
    }

    /** Whether something comes before the next look, as far as that is known. */
    private static boolean sooner(long at, long nextLook) {
        // Differences, not values: nanoTime may overflow.
        return nextLook == OFF || (nextLook != LOOKING && at - nextLook < 0);
    }

    /** The watchdog begins to look; it need not be told of anything until it settles. */
    void look() {
        nextLook.set(LOOKING);
    }

    /** Takes the deadline if it has passed, so that it fires once. */
    boolean expire(long now) {
        long at = deadline.get();
        return at != OFF && now - at >= 0 && deadline.compareAndSet(at, OFF);
    }

    /** When to look again, but not after {@code latest}; {@link #OFF} for not before it is told. */
    long when(long latest) {
        long at = deadline.get();
        return at != OFF && at - latest > 0 ? latest : at;
    }

    /**
     * Has the watchdog told of whatever comes before its next look.
     *
     * @return false if something has come meanwhile: look again
     */
    boolean settle(long at) {
        nextLook.set(at);
        long now = deadline.get();
        return now == OFF || !sooner(now, at) || !nextLook.compareAndSet(at, LOOKING);
    }

    void fire() {
        @Nullable Runnable action = onExpired;
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void close() {
        clear();
        // The watchdog may still have the watch until its next look; not what it has watched.
        onExpired = null;
    }
}
