// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.util.concurrent.atomic.AtomicBoolean;

/** Holds a snapshot open until it is closed. */
public final class Pin implements AutoCloseable {
    private final Snapshot snapshot;
    private final AtomicBoolean closed = new AtomicBoolean();

    Pin(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    /**
     * Takes over a snapshot that nobody publishes, for an exchange that no client has started; the
     * snapshot ends with the pin.
     *
     * @param snapshot just built, and held by nobody else
     * @return the pin
     */
    public static Pin ofUnpublished(Snapshot snapshot) {
        return new Pin(snapshot);
    }

    /**
     * The pinned generation.
     *
     * @return the snapshot
     */
    public Snapshot snapshot() {
        return snapshot;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            snapshot.unpin();
        }
    }
}
