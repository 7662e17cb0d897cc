// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which target a conversation is at, for the sake of the prompt cache there. Bounded: the ones that
 * were silent longest are forgotten. Thread-safe.
 */
final class Sessions {
    private static final int MOST = 10_000;

    /** Providers keep a prompt for five minutes to an hour. */
    private static final Duration KEPT = Duration.ofMinutes(30);

    private record Seat(Candidate candidate, long until) {}

    private final Map<Long, Seat> seats =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Seat> eldest) {
                    return size() > MOST;
                }
            };

    synchronized @Nullable Candidate at(long session, long now) {
        @Nullable Seat seat = seats.get(session);
        return seat == null || seat.until() - now <= 0 ? null : seat.candidate();
    }

    synchronized void sit(long session, Candidate candidate, long now) {
        seats.put(session, new Seat(candidate, now + KEPT.toNanos()));
    }
}
