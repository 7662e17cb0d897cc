// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.core.Deadline;
import dev.martlet.server.io.Watchdog;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;

/** Ends listeners so that as little as possible is lost. */
final class Drain {
    private static final Duration LOOK = Duration.ofMillis(10);

    /** Connections need a moment to notice that their socket is closed. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private Drain() {}

    /**
     * Stops the listeners, waits for their connections, and cuts off what is left.
     *
     * @return how many requests and tunnels were cut off
     */
    static int run(Collection<Listener> listeners, Duration grace, Watchdog watchdog) {
        listeners.forEach(Listener::stop);
        if (await(listeners, grace, watchdog)) {
            return 0;
        }
        int lost = listeners.stream().mapToInt(Listener::cut).sum();
        await(listeners, LAST_WORDS, watchdog);
        return lost;
    }

    private static boolean await(Collection<Listener> listeners, Duration time, Watchdog watchdog) {
        Deadline end = Deadline.after(time, watchdog.now());
        while (true) {
            if (listeners.stream().allMatch(Listener::isEmpty)) {
                return true;
            }
            if (end.remaining(watchdog.now()) <= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }
}
