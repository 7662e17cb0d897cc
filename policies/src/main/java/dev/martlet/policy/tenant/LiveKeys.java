// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys that were made at run time, beside those of the configuration: one that is added works with
 * the next request, one that is removed fails with the next, without a new generation. Whoever
 * keeps the documents of kind {@code keys} tells of each change here. A key of the configuration
 * goes before one of these with the same hash; a key whose tenant the serving generation does not
 * have is not taken. Thread-safe.
 */
public final class LiveKeys {
    private volatile KeyTable table = new KeyTable(0);
    private final Map<String, TenantKey> byId = new HashMap<>();

    /** None yet. */
    public LiveKeys() {}

    /**
     * Adds a key, or replaces the one with the same id.
     *
     * @param tenant whose it is
     * @param key the key
     */
    public synchronized void put(String tenant, KeyConfig key) {
        TenantKey made = TenantKey.of(tenant, key);
        TenantKey before = byId.put(made.id(), made);
        table.put(made);
        if (before != null && !made.has(before.hash())) {
            table.remove(before.hash());
        }
    }

    /**
     * Removes a key; does nothing if there is none.
     *
     * @param id of the key
     */
    public synchronized void remove(String id) {
        TenantKey gone = byId.remove(id);
        TenantKey found = gone == null ? null : table.find(gone.hash());
        if (found != null && found == gone) {
            table.remove(gone.hash());
        }
    }

    /**
     * Replaces all keys, in one step for those who look up.
     *
     * @param all tenant names by the keys that they have
     */
    public synchronized void replace(Map<KeyConfig, String> all) {
        var fresh = new KeyTable(all.size());
        byId.clear();
        all.forEach((config, tenant) -> {
            TenantKey key = TenantKey.of(tenant, config);
            byId.put(key.id(), key);
            fresh.put(key);
        });
        table = fresh;
    }

    /**
     * How many there are.
     *
     * @return 0 or more
     */
    public synchronized int size() {
        return byId.size();
    }

    @Nullable TenantKey find(KeyHash hash) {
        return table.find(hash);
    }
}
