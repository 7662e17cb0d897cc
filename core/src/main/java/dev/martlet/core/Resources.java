// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What outlives a generation: pools, breakers, counters, budgets, caches. Each resource is keyed by
 * its own configuration, so a reload that does not change it hands the same instance to the next
 * snapshot, and is closed when the last snapshot that leased it has let go. Thread-safe.
 */
public final class Resources {
    private final Map<Object, Held> held = new HashMap<>();

    /**
     * Leases a resource, making it if nobody holds it. Making happens under a lock: it must not do
     * I/O.
     *
     * @param key the resource's own configuration, with value equality; of a type that only its
     *     owner uses
     * @param factory makes it
     * @param <T> its type
     * @return the lease, to be closed with the snapshot that it was taken for
     */
    @SuppressWarnings("unchecked") // A key's type belongs to one kind of resource.
    public <T extends AutoCloseable> Lease<T> lease(Object key, Supplier<T> factory) {
        synchronized (held) {
            Held entry = held.get(key);
            if (entry == null) {
                entry = new Held(factory.get());
                held.put(key, entry);
            }
            entry.leases++;
            var release = new Release();
            Held leased = entry;
            release.add(() -> giveBack(key, leased));
            return new Lease<>((T) entry.resource, release);
        }
    }

    /**
     * How many resources are held.
     *
     * @return the count
     */
    public int size() {
        synchronized (held) {
            return held.size();
        }
    }

    private void giveBack(Object key, Held entry) {
        synchronized (held) {
            entry.leases--;
            if (entry.leases > 0) {
                return;
            }
            held.remove(key);
        }
        try {
            entry.resource.close();
        } catch (Exception e) {
            throw new IllegalStateException("resource: close failed", e);
        }
    }

    private static final class Held {
        private final AutoCloseable resource;
        private int leases;

        Held(AutoCloseable resource) {
            this.resource = resource;
        }
    }

    /**
     * A hold on a resource.
     *
     * @param <T> its type
     */
    public static final class Lease<T> implements AutoCloseable {
        private final T resource;
        private final Release release;

        private Lease(T resource, Release release) {
            this.resource = resource;
            this.release = release;
        }

        /**
         * The resource.
         *
         * @return the same instance for every lease with an equal key
         */
        public T resource() {
            return resource;
        }

        @Override
        public void close() {
            release.release();
        }
    }
}
