// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one provider, used in turn by weight. A key that the provider refuses is set aside; a
 * key that has reached a limit rests, for the model that the limit was told for. Thread-safe;
 * outlives the configuration that it was made for as long as the keys stay the same.
 */
public final class KeyRing implements AutoCloseable {
    /** After this time a refused key gets another chance: accounts are topped up. */
    static final Duration ASIDE = Duration.ofMinutes(5);

    private final List<KeyState> keys;

    /**
     * How a key is.
     *
     * @param id its name
     * @param aside whether it is set aside because the provider refused it
     * @param cooling whether it rests for one model at least
     */
    public record Status(String id, boolean aside, boolean cooling) {}

    /**
     * A ring.
     *
     * @param keys none for a provider that wants no key
     */
    public KeyRing(List<ProviderKey> keys) {
        List<ProviderKey> all = keys.isEmpty() ? List.of(new ProviderKey("no key", "", 1)) : keys;
        this.keys = all.stream().map(KeyState::new).toList();
    }

    /**
     * Takes the next key.
     *
     * @param model the provider's name of the model it is for
     * @param now on the clock of {@link System#nanoTime}
     * @return a key, or null if each one rests or is set aside
     */
    public synchronized @Nullable ProviderKey take(String model, long now) {
        @Nullable KeyState best = null;
        long sum = 0;
        for (KeyState state : keys) {
            if (state.aside(now) || state.rest(model, now) > 0) {
                continue;
            }
            state.credit += state.key.weight();
            sum += state.key.weight();
            if (best == null || state.credit > best.credit) {
                best = state;
            }
        }
        if (best == null) {
            return null;
        }
        best.credit -= sum;
        return best.key;
    }

    /**
     * Takes a certain key, for what is kept at the account that it belongs to.
     *
     * @param id of the key; any is taken if there is none of this name any more
     * @param model the provider's name of the model
     * @param now on the clock of {@link System#nanoTime}
     * @return the key, or null if it rests or is set aside
     */
    public synchronized @Nullable ProviderKey take(String id, String model, long now) {
        @Nullable KeyState state = named(id);
        if (state == null) {
            return take(model, now);
        }
        return state.aside(now) || state.rest(model, now) > 0 ? null : state.key;
    }

    /**
     * How long until a certain key may be used.
     *
     * @param id of the key
     * @param model the provider's name of the model
     * @param now on the clock of {@link System#nanoTime}
     * @return nanoseconds, 0 if it is free, {@link Long#MAX_VALUE} if it is set aside
     */
    public synchronized long rest(String id, String model, long now) {
        @Nullable KeyState state = named(id);
        if (state == null) {
            return rest(model, now);
        }
        return state.aside(now) ? Long.MAX_VALUE : Math.max(0, state.rest(model, now));
    }

    /**
     * The key for what a provider keeps: always the same account, as long as nothing else is said.
     *
     * @return the id of the first key
     */
    public String first() {
        return keys.getFirst().key.id();
    }

    private @Nullable KeyState named(String id) {
        for (KeyState state : keys) {
            if (state.key.id().equals(id)) {
                return state;
            }
        }
        return null;
    }

    /**
     * How long until a key may be used.
     *
     * @param model the provider's name of the model
     * @param now on the clock of {@link System#nanoTime}
     * @return nanoseconds, 0 if one is free, {@link Long#MAX_VALUE} if all are set aside
     */
    public synchronized long rest(String model, long now) {
        long shortest = Long.MAX_VALUE;
        for (KeyState state : keys) {
            if (!state.aside(now)) {
                shortest = Math.min(shortest, Math.max(0, state.rest(model, now)));
            }
        }
        return shortest;
    }

    /**
     * The provider refused a key (401, 402, 403).
     *
     * @param key which
     * @param now on the clock of {@link System#nanoTime}
     */
    public synchronized void refused(ProviderKey key, long now) {
        state(key).setAside(now + ASIDE.toNanos());
    }

    /**
     * A key has reached a limit (429).
     *
     * @param key which
     * @param model the provider's name of the model
     * @param until when it may be used again, on the clock of {@link System#nanoTime}
     * @param now on the same clock
     */
    public synchronized void limited(ProviderKey key, String model, long until, long now) {
        state(key).cool(model, until, now);
    }

    /**
     * The provider took a key.
     *
     * @param key which
     */
    public synchronized void works(ProviderKey key) {
        state(key).works();
    }

    /**
     * How the keys are.
     *
     * @param now on the clock of {@link System#nanoTime}
     * @return in the order of the configuration
     */
    public synchronized List<Status> status(long now) {
        return keys.stream()
                .map(state -> new Status(state.key.id(), state.aside(now), state.cooling(now)))
                .toList();
    }

    private KeyState state(ProviderKey key) {
        for (KeyState state : keys) {
            if (state.key == key) {
                return state;
            }
        }
        throw new IllegalArgumentException("key: " + key + " (expected: one of this ring)");
    }

    /** Nothing to let go of; rings are shared by leases. */
    @Override
    public void close() {}
}
