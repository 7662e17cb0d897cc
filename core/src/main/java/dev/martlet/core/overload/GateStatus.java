// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import dev.martlet.core.Priority;
import java.util.List;

/**
 * A gate, at one moment.
 *
 * @param name what operators call it
 * @param limit how many may be in
 * @param inFlight how many are
 * @param tenants who have or want a place, or had a moment ago
 * @param priorities most urgent first
 */
public record GateStatus(
        String name, int limit, int inFlight, int tenants, List<OfPriority> priorities) {
    /** Upper bounds of the waits that are counted, in milliseconds. */
    public static final List<Integer> BUCKETS_MILLIS = List.of(1, 10, 100, 1_000, 10_000);

    public GateStatus {
        priorities = List.copyOf(priorities);
    }

    /**
     * The requests of one priority.
     *
     * @param priority which
     * @param waiting how many wait
     * @param shed how many have been turned away
     * @param waited how many have been let in after a wait
     * @param waitedNanos how long those have waited in all
     * @param within how many of those have waited no longer than each of {@link #BUCKETS_MILLIS}
     */
    public record OfPriority(
            Priority priority,
            int waiting,
            long shed,
            long waited,
            long waitedNanos,
            List<Long> within) {
        public OfPriority {
            within = List.copyOf(within);
        }
    }

    /**
     * How many wait.
     *
     * @return over all priorities
     */
    public int waiting() {
        return priorities.stream().mapToInt(OfPriority::waiting).sum();
    }

    /**
     * How many have been turned away.
     *
     * @return over all priorities
     */
    public long shed() {
        return priorities.stream().mapToLong(OfPriority::shed).sum();
    }
}
