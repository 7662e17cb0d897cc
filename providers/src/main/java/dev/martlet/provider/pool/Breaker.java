// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import java.time.Duration;

/**
 * Keeps requests away from a target that fails all the time. It opens after some failures in a row;
 * when its time is over it lets one request through as a probe. A probe that fails opens it again,
 * for twice as long up to a limit; one that succeeds closes it. Thread-safe.
 */
final class Breaker {
    static final int FAILURES = 5;
    static final Duration FIRST = Duration.ofSeconds(2);

    /** Short enough that traffic is back within 30 s after the target is. */
    static final Duration LONGEST = Duration.ofSeconds(20);

    /** A probe that nobody reports on is taken as lost. */
    static final Duration PROBE = Duration.ofMinutes(2);

    private int failures;
    private boolean open;
    private long openUntil;
    private Duration pause = FIRST;
    private boolean probing;
    private long probeUntil;

    /** How it is. */
    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    synchronized State state(long now) {
        if (!open) {
            return State.CLOSED;
        }
        return openUntil - now > 0 ? State.OPEN : State.HALF_OPEN;
    }

    /** Whether a request may pass. */
    enum Pass {
        NO,
        YES,
        /** The one that finds out; has to report, be it {@link #probeLost()}. */
        PROBE
    }

    /** Asks to pass. */
    synchronized Pass tryPass(long now) {
        if (!open) {
            return Pass.YES;
        }
        if (openUntil - now > 0 || (probing && probeUntil - now > 0)) {
            return Pass.NO;
        }
        probing = true;
        probeUntil = now + PROBE.toNanos();
        return Pass.PROBE;
    }

    /** How long until a request may pass, in nanoseconds. */
    synchronized long rest(long now) {
        if (!open) {
            return 0;
        }
        long end = openUntil - now > 0 || !probing ? openUntil : probeUntil;
        return Math.max(0, end - now);
    }

    synchronized void succeeded() {
        failures = 0;
        open = false;
        probing = false;
        pause = FIRST;
    }

    synchronized void failed(long now) {
        failures++;
        if (open && openUntil - now <= 0) {
            reopen(now, pause.multipliedBy(2));
        } else if (!open && failures >= FAILURES) {
            reopen(now, FIRST);
        }
    }

    private void reopen(long now, Duration wait) {
        open = true;
        probing = false;
        pause = wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
        openUntil = now + pause.toNanos();
    }

    /** The probe ended without telling anything about the target. */
    synchronized void probeLost() {
        probing = false;
    }
}
