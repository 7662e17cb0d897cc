// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.sse;

import dev.martlet.core.Body;
import dev.martlet.core.Event;
import dev.martlet.core.EventSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The events of a {@code text/event-stream} body, as they come. Comments and blocks without data
 * are no events; an event that the end of the body cuts off is dropped, as the standard wants it.
 * {@code id} and {@code retry} are fields of their event; if they come without data, of the next
 * one.
 *
 * <p>{@link #next()} and {@link #ready()} are for one thread; {@link #close()} is for any.
 */
public final class SseSource implements EventSource {
    /** How large one event may be, in bytes, if nothing else is said. */
    public static final int MAX_EVENT = 4 << 20;

    private final Body body;
    private final SseParser parser;
    private @Nullable Event peeked;
    private boolean ended;

    /**
     * Events of at most {@link #MAX_EVENT} bytes.
     *
     * @param body what to read
     */
    public SseSource(Body body) {
        this(body, MAX_EVENT);
    }

    /**
     * Events of a body.
     *
     * @param body what to read
     * @param maxEvent how large the lines of one event may be, in bytes; at least 1
     */
    public SseSource(Body body, int maxEvent) {
        this.body = body;
        this.parser = new SseParser(maxEvent);
    }

    /**
     * {@inheritDoc}
     *
     * @throws SseException if an event is too large
     */
    @Override
    public @Nullable Event next() throws IOException {
        Event event = peeked;
        peeked = null;
        while (event == null) {
            event = parser.next();
            if (event == null && (ended || !fill())) {
                return null;
            }
        }
        return event;
    }

    @Override
    public boolean ready() throws IOException {
        while (peeked == null && !ended) {
            peeked = parser.next();
            if (peeked == null) {
                if (!body.ready()) {
                    return false;
                }
                fill();
            }
        }
        return true;
    }

    private boolean fill() throws IOException {
        ended = !parser.fill(body);
        return !ended;
    }

    @Override
    public void close() {
        body.close();
    }
}
