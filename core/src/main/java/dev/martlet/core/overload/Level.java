// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import dev.martlet.core.Priority;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The lanes of one priority that have somebody waiting, in the two orders that are asked for. */
final class Level {
    /** How far a level of weight 1 moves on with each turn. */
    private static final long STRIDE = 1L << 20;

    final Priority priority;
    private final int weight;
    private final TreeSet<Lane> byTurn = new TreeSet<>(Lane.BY_TURN);
    private final TreeSet<Lane> byLength = new TreeSet<>(Lane.BY_LENGTH);
    private long pass;
    int waiting;

    Level(Priority priority, int weight) {
        this.priority = priority;
        this.weight = weight;
    }

    void add(Lane lane) {
        if (lane.length > 0) {
            byTurn.add(lane);
            byLength.add(lane);
        }
    }

    /** To be called before anything changes that a lane is ordered by; then {@link #add}. */
    void remove(Lane lane) {
        if (lane.length > 0) {
            byTurn.remove(lane);
            byLength.remove(lane);
        }
    }

    /** Whose turn it is among those who hold fewer places than that. */
    @Nullable Lane next(int heldBelow) {
        if (byTurn.isEmpty()) {
            return null;
        }
        Lane lane = byTurn.first();
        return lane.flow.held < heldBelow ? lane : null;
    }

    @Nullable Lane longest() {
        return byLength.isEmpty() ? null : byLength.last();
    }

    /** Whether it goes before another: the one that has had less for its weight. */
    boolean goesBefore(Level other) {
        if (weight == 0 || other.weight == 0) {
            return other.weight == 0 && weight > 0;
        }
        return pass < other.pass;
    }

    /** It has its turn; returns the time of that turn. */
    long turn() {
        long time = pass;
        if (weight > 0) {
            pass += STRIDE / weight;
        }
        return time;
    }

    /** What was not asked for in time is lost: nobody saves up turns. */
    void notBefore(long time) {
        pass = Math.max(pass, time);
    }
}
