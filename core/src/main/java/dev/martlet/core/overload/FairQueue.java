// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import dev.martlet.core.Priority;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a place, and whose turn it is: first a priority, by weight (stride scheduling),
 * then the tenant that holds the fewest places, and among equals the one whose turn is longest ago.
 * Every step takes time by the logarithm of the number of tenants that wait. Not thread-safe.
 */
final class FairQueue {
    private static final List<Priority> LEAST_URGENT_FIRST = List.of(Priority.values()).reversed();

    private final int capacity;
    private final Map<Priority, Level> levels = new EnumMap<>(Priority.class);
    private int size;
    private long turns;
    private long time;

    FairQueue(int capacity, Weights weights) {
        this.capacity = capacity;
        for (Priority priority : Priority.values()) {
            levels.put(priority, new Level(priority, weights.of(priority)));
        }
    }

    int size() {
        return size;
    }

    int size(Priority priority) {
        return level(priority).waiting;
    }

    Level level(Priority priority) {
        Level level = levels.get(priority);
        if (level == null) {
            throw new IllegalStateException("priority: " + priority + " (expected: a level of it)");
        }
        return level;
    }

    /**
     * Takes a waiter in.
     *
     * @return who has to leave for it: nobody, another, or the waiter itself, which is then not in
     */
    @Nullable Waiter add(Waiter waiter) {
        @Nullable Waiter displaced = null;
        if (size >= capacity) {
            displaced = lastOf(waiter.lane);
            if (displaced == null) {
                return waiter;
            }
            remove(displaced);
        }
        Lane lane = waiter.lane;
        Level level = lane.level;
        if (level.waiting == 0) {
            level.notBefore(time);
        }
        level.remove(lane);
        if (lane.length == 0) {
            // Behind those who wait already, or a row of newcomers would keep them waiting.
            lane.turn = ++turns;
        }
        lane.append(waiter);
        level.add(lane);
        level.waiting++;
        size++;
        return displaced;
    }

    /**
     * Who leaves a full queue for a newcomer to a lane: of a less urgent priority, or of the same
     * one if its tenant waits for clearly more; the last come of the longest lane. Null if nobody
     * does.
     */
    private @Nullable Waiter lastOf(Lane newcomer) {
        for (Priority priority : LEAST_URGENT_FIRST) {
            Level level = level(priority);
            @Nullable Lane longest = level.longest();
            boolean same = level == newcomer.level;
            if (longest != null && (!same || longest.length > newcomer.length + 1)) {
                return longest.last();
            }
            if (same) {
                return null;
            }
        }
        return null;
    }

    /** Lets a waiter leave. */
    void remove(Waiter waiter) {
        Lane lane = waiter.lane;
        Level level = lane.level;
        level.remove(lane);
        lane.unlink(waiter);
        level.add(lane);
        level.waiting--;
        size--;
    }

    /**
     * Takes out whose turn it is.
     *
     * @param heldBelow only of those tenants that hold fewer places
     * @return null if there is none
     */
    @Nullable Waiter take(int heldBelow) {
        @Nullable Level best = null;
        @Nullable Lane lane = null;
        for (Level level : levels.values()) {
            @Nullable Lane next = level.next(heldBelow);
            if (next != null && (best == null || level.goesBefore(best))) {
                best = level;
                lane = next;
            }
        }
        if (best == null || lane == null) {
            return null;
        }
        time = Math.max(time, best.turn());
        for (Level level : levels.values()) {
            if (level.waiting > 0 && level.next(heldBelow) == null) {
                level.notBefore(time);
            }
        }
        @Nullable Waiter waiter = lane.first();
        if (waiter != null) {
            remove(waiter);
            best.remove(lane);
            lane.turn = ++turns;
            best.add(lane);
        }
        return waiter;
    }

    /** A flow has a place more, or one less. */
    void held(Flow flow, int change) {
        for (Lane lane : flow.lanes()) {
            lane.level.remove(lane);
        }
        flow.held += change;
        for (Lane lane : flow.lanes()) {
            lane.level.add(lane);
        }
    }
}
