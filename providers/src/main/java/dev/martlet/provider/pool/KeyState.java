// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of one key; guarded by its ring. */
final class KeyState {
    /** Models with a limit of their own; clients may invent names where an alias is a wildcard. */
    private static final int MOST_MODELS = 256;

    final ProviderKey key;
    private final Map<String, Long> coolUntil = new HashMap<>();
    private @Nullable Long asideUntil;

    /** For the smooth weighted rotation: grows by the weight with each choice not won. */
    long credit;

    KeyState(ProviderKey key) {
        this.key = key;
    }

    void setAside(long until) {
        asideUntil = until;
    }

    void works() {
        asideUntil = null;
    }

    boolean aside(long now) {
        return asideUntil != null && asideUntil - now > 0;
    }

    /** A second limit may end sooner than the first one, which then still holds. */
    void cool(String model, long until, long now) {
        coolUntil.values().removeIf(end -> end - now <= 0);
        if (coolUntil.size() < MOST_MODELS || coolUntil.containsKey(model)) {
            coolUntil.merge(model, until, (old, fresh) -> old - fresh > 0 ? old : fresh);
        }
    }

    /** How long the key has to rest, in nanoseconds; 0 or less if it may be used. */
    long rest(String model, long now) {
        @Nullable Long until = coolUntil.get(model);
        return until == null ? 0 : until - now;
    }

    boolean cooling(long now) {
        return coolUntil.values().stream().anyMatch(until -> until - now > 0);
    }
}
