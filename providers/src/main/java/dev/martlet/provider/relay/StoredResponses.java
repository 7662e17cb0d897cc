// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.provider.pool.Seat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who keeps which response: a later request that refers to it can be served nowhere else. Bounded:
 * the ones that nobody has asked for longest are forgotten. Thread-safe; outlives configurations.
 */
public final class StoredResponses implements AutoCloseable {
    private static final int MOST = 50_000;

    private final Map<String, Stored> byId =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Stored> eldest) {
                    return size() > MOST;
                }
            };

    /**
     * A response.
     *
     * @param seat where it is kept
     * @param model what the client had asked for
     * @param tenant whose it is, or null
     */
    public record Stored(Seat seat, String model, @Nullable String tenant) {}

    /**
     * Remembers a response.
     *
     * @param id the provider's
     * @param stored where it is
     */
    public synchronized void put(String id, Stored stored) {
        byId.put(id, stored);
    }

    /**
     * Finds a response.
     *
     * @param id what a client sent
     * @return null if it is not known, or not any more
     */
    public synchronized @Nullable Stored find(String id) {
        return byId.get(id);
    }

    /** Nothing to let go of; shared by leases. */
    @Override
    public void close() {}
}
