// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.core.Deadline;
import dev.martlet.server.io.Watch;
import dev.martlet.server.io.Watchdog;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The phase of a connection and its deadline, on one watch. A deadline that passes just when the
 * connection goes on to another phase does nothing: the action sees the new phase's deadline, which
 * lies ahead.
 */
final class PhaseClock implements AutoCloseable {
    private final Watchdog watchdog;
    private final Watch watch;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.HEAD);
    private volatile long deadline;

    /**
     * A clock in {@link Phase#HEAD} without a deadline.
     *
     * @param onExpired told which phase took too long
     */
    PhaseClock(Watchdog watchdog, Consumer<Phase> onExpired) {
        this.watchdog = watchdog;
        this.watch = watchdog.watch(() -> expired(onExpired));
    }

    private void expired(Consumer<Phase> onExpired) {
        // Phase first: its deadline is written before it.
        Phase late = phase.get();
        if (watchdog.now() - deadline >= 0) {
            onExpired.accept(late);
        }
    }

    Phase phase() {
        return phase.get();
    }

    /** Enters a phase that may take some time; a connection that is closing stays so. */
    boolean enter(Phase next, Duration wait) {
        long at = watchdog.now() + wait.toNanos();
        deadline = at;
        if (!change(next)) {
            return false;
        }
        watch.at(new Deadline(at));
        return true;
    }

    /** Enters a phase that may take any time. */
    boolean enter(Phase next) {
        watch.clear();
        return change(next);
    }

    private boolean change(Phase next) {
        while (true) {
            Phase now = phase.get();
            if (now == Phase.CLOSING) {
                return false;
            }
            if (phase.compareAndSet(now, next)) {
                return true;
            }
        }
    }

    /** Leaves a phase only if the connection is still in it. */
    boolean leave(Phase from, Phase next) {
        return phase.compareAndSet(from, next);
    }

    /** Looks again at the deadline of the phase, after some time. */
    void again(Duration wait) {
        watch.in(wait);
    }

    @Override
    public void close() {
        watch.close();
    }
}
