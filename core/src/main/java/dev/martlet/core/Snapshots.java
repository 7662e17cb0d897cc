// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The published snapshot. Only the entry of a request, the reload and the admin API may look here.
 */
public final class Snapshots implements AutoCloseable {
    private final AtomicReference<Snapshot> current;

    /** Written under the lock, which orders a publication and the end. */
    private volatile boolean closed;

    /**
     * Publishes the first snapshot.
     *
     * @param first the first generation
     */
    public Snapshots(Snapshot first) {
        this.current = new AtomicReference<>(first);
    }

    /**
     * Pins the published snapshot.
     *
     * @return the pin, to be closed
     * @throws GatewayException {@link Failure.Draining} after {@link #close}
     */
    public Pin pin() {
        while (true) {
            Snapshot seen = current.get();
            if (closed) {
                throw new GatewayException(new Failure.Draining());
            }
            @Nullable Pin pin = seen.tryPin();
            if (pin != null) {
                return pin;
            }
            // It was replaced and closed between the two steps: the next one is published already.
        }
    }

    /**
     * The number of the published generation.
     *
     * @return 1 for the first
     */
    public long generation() {
        return current.get().generation();
    }

    /**
     * Publishes a generation. Exchanges in flight stay on theirs; the replaced one is closed when
     * the last of them ends. After {@link #close}, the new one is discarded instead.
     *
     * @param next fully built
     */
    public void publish(Snapshot next) {
        Snapshot over;
        synchronized (this) {
            over = closed ? next : current.getAndSet(next);
        }
        over.unpin();
    }

    /**
     * Lets go of the published snapshot at the end of the process; nothing may be pinned after
     * that. Later calls do nothing.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        current.get().unpin();
    }
}
