// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import dev.martlet.core.state.Account;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One account in memory. Used by one thread at a time: whoever has its monitor. */
abstract sealed class Counter permits BucketCounter, WindowCounter, PermitsCounter {
    /** What this process took and has not told to be used or given back. */
    private long held;

    /** Not to be found any more; whoever has it has to look again. */
    private boolean gone;

    /**
     * Takes all or nothing.
     *
     * @param amount 1 or more
     */
    abstract boolean take(long amount);

    /** Takes as much as there is, at most this; returns how much. */
    abstract long takeUpTo(long amount);

    /** What was taken was not used. */
    abstract void giveBack(long amount);

    /** The node has used so much, and holds {@code held} now instead of {@code was}. */
    abstract void settle(long spent, long was, long held);

    /** May be below 0. */
    abstract long left();

    /** Until so much is there. */
    abstract Duration delay(long amount);

    /** The amount may have been changed. */
    abstract void meant(Account account);

    /** Null for what need not be kept. */
    abstract @Nullable Kept kept();

    /** Whether nothing has been counted that somebody could miss. */
    abstract boolean isUntouched();

    final void hold(long more) {
        held += more;
    }

    final void report(long spent, long nowHeld) {
        settle(spent, held, nowHeld);
        held = nowHeld;
    }

    final long held() {
        return held;
    }

    final boolean isGone() {
        return gone;
    }

    final void leave() {
        gone = true;
    }
}
