// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A stream of events, pulled by whoever writes the reply; a policy wraps it to look at, change,
 * drop or add events.
 */
public interface EventSource extends AutoCloseable {
    /**
     * Waits for the next event.
     *
     * @return the event, or null at the end of the stream
     * @throws IOException if the stream broke
     */
    @Nullable Event next() throws IOException;

    /**
     * Whether the next event, or the end, can be had without waiting; a writer flushes when this is
     * false. To be called by whoever calls {@link #next()}, as it may take in bytes that have come.
     *
     * @return false if {@code next()} may block; a source that does not know says false
     * @throws IOException if the stream broke
     */
    default boolean ready() throws IOException {
        return false;
    }

    /** Lets go of the source; safe from any thread and more than once. */
    @Override
    void close();
}
