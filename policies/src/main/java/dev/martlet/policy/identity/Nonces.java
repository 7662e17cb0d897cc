// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What was used once, for as long as it could be used again. At most {@value #MOST} at a time. */
final class Nonces implements AutoCloseable {
    static final int MOST = 200_000;

    private static final long SWEEP_MILLIS = 1000;

    private final ConcurrentHashMap<String, Long> until = new ConcurrentHashMap<>();
    private final AtomicLong sweptAt = new AtomicLong();

    enum Outcome {
        NEW,
        REPLAYED,
        FULL
    }

    /** Notes a use. A full memory takes nothing more: it could not tell a replay. */
    Outcome use(String nonce, long now, long end) {
        sweep(now);
        if (until.mappingCount() >= MOST) {
            return Outcome.FULL;
        }
        Long before = until.putIfAbsent(nonce, end);
        return before == null ? Outcome.NEW : Outcome.REPLAYED;
    }

    private void sweep(long now) {
        long last = sweptAt.get();
        if (Math.abs(now - last) >= SWEEP_MILLIS && sweptAt.compareAndSet(last, now)) {
            until.values().removeIf(end -> end < now);
        }
    }

    @Override
    public void close() {
        until.clear();
    }
}
