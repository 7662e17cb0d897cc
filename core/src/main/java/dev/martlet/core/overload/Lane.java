// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The requests of one tenant that wait with one priority, first come first. */
final class Lane {
    /** Those who have least go first; among equals, those who had their turn longest ago. */
    static final Comparator<Lane> BY_TURN =
            Comparator.<Lane>comparingInt(lane -> lane.flow.held)
                    .thenComparingLong(lane -> lane.turn)
                    .thenComparingLong(lane -> lane.flow.id);

    /** Those who wait for most come last. */
    static final Comparator<Lane> BY_LENGTH =
            Comparator.<Lane>comparingInt(lane -> lane.length)
                    .thenComparingLong(lane -> lane.flow.id);

    final Flow flow;
    final Level level;
    long turn;
    int length;
    private @Nullable Waiter first;
    private @Nullable Waiter last;

    Lane(Flow flow, Level level) {
        this.flow = flow;
        this.level = level;
    }

    @Nullable Waiter first() {
        return first;
    }

    @Nullable Waiter last() {
        return last;
    }

    void append(Waiter waiter) {
        waiter.before = last;
        if (last == null) {
            first = waiter;
        } else {
            last.after = waiter;
        }
        last = waiter;
        length++;
        flow.waiting++;
    }

    void unlink(Waiter waiter) {
        @Nullable Waiter before = waiter.before;
        @Nullable Waiter after = waiter.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        waiter.before = null;
        waiter.after = null;
        length--;
        flow.waiting--;
    }
}
