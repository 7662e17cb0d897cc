// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A place at a {@link Gate}, to be given back when the work is done. Thread-safe. */
public final class Permit implements AutoCloseable {
    private final Gate gate;
    private final @Nullable Flow flow;
    private final AtomicBoolean closed = new AtomicBoolean();

    Permit(Gate gate, @Nullable Flow flow) {
        this.gate = gate;
        this.flow = flow;
    }

    /** Gives the place back; later calls do nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            gate.left(flow);
        }
    }
}
