// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When each key was last used, to the minute, since this process started. Outlives generations.
 * Only keys that were used take memory, and at most {@value #MOST} of them.
 */
public final class KeyUses {
    /** Keys that are remembered. */
    static final int MOST = 250_000;

    private static final long MINUTE = 60_000;

    private final ConcurrentHashMap<String, Integer> minutes = new ConcurrentHashMap<>();

    /** Nothing was used yet. */
    public KeyUses() {}

    void used(String id, long now) {
        int minute = (int) (now / MINUTE);
        Integer known = minutes.get(id);
        if (known != null ? known < minute : minutes.mappingCount() < MOST) {
            minutes.put(id, minute);
        }
    }

    /**
     * When a key was last used.
     *
     * @param id of the key
     * @return the beginning of the minute, or null if it was not used
     */
    public @Nullable Instant last(String id) {
        Integer minute = minutes.get(id);
        return minute == null ? null : Instant.ofEpochMilli(minute * MINUTE);
    }
}
