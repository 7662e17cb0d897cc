// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What outlives a generation: pools, breakers, counters, budgets, caches. Each resource is keyed by
 * its own configuration, so a reload that does not change it hands the same instance to the next
 * snapshot, and is closed when the last snapshot that leased it has let go. Thread-safe.
 */
public final class Resources {
    /** How long a lease waits for the resource before it to close. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Map<Object, Held> held = new HashMap<>();

    /**
     * Leases a resource, making it if nobody holds it. There is never more than one of a key: one
     * that is closing is waited for, up to ten seconds. Making happens under a lock: it must not do
     * I/O.
     *
     * @param key the resource's own configuration, with value equality; of a type that only its
     *     owner uses
     * @param factory makes it
     * @param <T> its type
     * @return the lease, to be closed with the snapshot that it was taken for
     * @throws IllegalStateException if the resource that this one would follow does not close
     */
    public <T extends AutoCloseable> Lease<T> lease(Object key, Supplier<T> factory) {
        while (true) {
            Held entry;
            synchronized (held) {
                entry = held.computeIfAbsent(key, _ -> new Held(factory.get()));
                if (!entry.closing) {
                    entry.leases++;
                    return lease(key, entry);
                }
            }
            entry.awaitClosed();
        }
    }

    @SuppressWarnings("unchecked") // A key's type belongs to one kind of resource.
    private <T extends AutoCloseable> Lease<T> lease(Object key, Held entry) {
        var release = new Release();
        release.add(() -> giveBack(key, entry));
        return new Lease<>((T) entry.resource, release);
    }

    /**
     * How many resources are held, those that are closing included.
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
            entry.closing = true;
        }
        try {
            entry.resource.close();
        } catch (Exception e) {
            throw new IllegalStateException("resource: close failed", e);
        } finally {
            synchronized (held) {
                held.remove(key);
            }
            entry.closed.countDown();
        }
    }

    /** A resource; but for the latch guarded by the lock of all. */
    private static final class Held {
        private final AutoCloseable resource;
        private final CountDownLatch closed = new CountDownLatch(1);
        private int leases;
        private boolean closing;

        Held(AutoCloseable resource) {
            this.resource = resource;
        }

        void awaitClosed() {
            boolean over;
            try {
                over = closed.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("resource: interrupted while it was closing", e);
            }
            if (!over) {
                throw new IllegalStateException(
                        "resource: still closing after " + CLOSING + " (expected: closed by then)");
            }
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
