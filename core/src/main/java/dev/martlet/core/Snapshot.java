// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One generation of the configuration, compiled whole and never changed. It is closed when it has
 * been replaced and the last exchange that pinned it has ended.
 */
public final class Snapshot {
    private final long generation;
    private final Router router;
    private final Map<Key<?>, Object> parts;
    private final Runnable onClose;

    /** The publisher's own hold counts as one, so 0 means replaced and unused. */
    private final AtomicLong holds = new AtomicLong(1);

    private Snapshot(Builder builder) {
        this.generation = builder.generation;
        this.router = builder.router;
        this.parts = new HashMap<>(builder.parts);
        this.onClose = builder.onClose;
    }

    /**
     * Starts a snapshot.
     *
     * @param generation counts up from 1
     * @param router the compiled routes
     * @return a builder
     */
    public static Builder builder(long generation, Router router) {
        return new Builder(generation, router);
    }

    /**
     * The number of this generation.
     *
     * @return 1 for the first
     */
    public long generation() {
        return generation;
    }

    /**
     * The compiled routes.
     *
     * @return the router
     */
    public Router router() {
        return router;
    }

    /**
     * A part that a capability added when the snapshot was compiled.
     *
     * @param key the part
     * @param <T> its type
     * @return the part
     * @throws IllegalStateException if this snapshot has no such part
     */
    @SuppressWarnings("unchecked") // Builder.part ties the value's type to the key's.
    public <T> T part(Key<T> key) {
        Object part = parts.get(key);
        if (part == null) {
            throw new IllegalStateException(
                    "part: " + key + " (expected: added when the snapshot was compiled)");
        }
        return (T) part;
    }

    /**
     * How many exchanges hold this snapshot, and one more while it is published.
     *
     * @return 0 once it is closed
     */
    public long holds() {
        return holds.get();
    }

    /** Takes a hold, unless the snapshot has been closed. */
    @Nullable Pin tryPin() {
        long seen = holds.get();
        while (seen > 0) {
            long witness = holds.compareAndExchange(seen, seen + 1);
            if (witness == seen) {
                return new Pin(this);
            }
            seen = witness;
        }
        return null;
    }

    /** Closes a snapshot that was built and will not be published. */
    public void discard() {
        unpin();
    }

    void unpin() {
        if (holds.decrementAndGet() == 0) {
            onClose.run();
        }
    }

    /** Collects the parts of a snapshot. */
    public static final class Builder {
        private final long generation;
        private final Router router;
        private final Map<Key<?>, Object> parts = new HashMap<>();
        private Runnable onClose = () -> {};

        private Builder(long generation, Router router) {
            this.generation = generation;
            this.router = router;
        }

        /**
         * Adds a part.
         *
         * @param key its key
         * @param part the part
         * @param <T> its type
         * @return this
         */
        public <T> Builder part(Key<T> key, T part) {
            parts.put(key, part);
            return this;
        }

        /**
         * What to let go of with the snapshot.
         *
         * @param action runs once, on the thread that lets go last; must not block for long
         * @return this
         */
        public Builder onClose(Runnable action) {
            this.onClose = action;
            return this;
        }

        /**
         * Makes the snapshot.
         *
         * @return the snapshot, held by whoever publishes it
         */
        public Snapshot build() {
            return new Snapshot(this);
        }
    }
}
