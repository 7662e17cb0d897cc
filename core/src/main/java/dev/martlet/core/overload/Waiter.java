// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import org.jspecify.annotations.Nullable;

/** A request that waits for a place. Links and lane are the queue's; the state is the gate's. */
final class Waiter {
    /** How the wait is going. */
    enum State {
        WAITING,
        /** It has a place. */
        IN,
        /** It gave up, or was told to. */
        LEFT,
        /** Its place in the queue was given to another. */
        DISPLACED
    }

    final Lane lane;
    final Thread thread;
    final long since;
    @Nullable Waiter before;
    @Nullable Waiter after;

    /** Written under the gate's lock. */
    volatile State state = State.WAITING;

    Waiter(Lane lane, Thread thread, long since) {
        this.lane = lane;
        this.thread = thread;
        this.since = since;
    }
}
