// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import dev.martlet.core.Body;
import dev.martlet.core.Event;
import dev.martlet.core.EventEncoder;
import dev.martlet.core.EventSource;
import dev.martlet.provider.sse.SseEncoder;
import dev.martlet.provider.sse.SseSource;

/** Server-sent events, as all dialects but one have them. */
public final class SseFormat implements EventFormat {
    private final EventEncoder encoder = new SseEncoder();

    @Override
    public String mediaType() {
        return "text/event-stream";
    }

    @Override
    public EventSource read(Body body) {
        return new SseSource(body);
    }

    @Override
    public EventEncoder encoder() {
        return encoder;
    }

    @Override
    public Event keepAlive() {
        return SseEncoder.KEEP_ALIVE;
    }
}
