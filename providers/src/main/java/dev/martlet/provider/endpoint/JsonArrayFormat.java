// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.endpoint;

import dev.martlet.core.Body;
import dev.martlet.core.Event;
import dev.martlet.core.EventEncoder;
import dev.martlet.core.EventSource;
import dev.martlet.provider.pool.EventFormat;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stream as one JSON array, an element at a time: what Gemini sends without {@code alt=sse}. */
final class JsonArrayFormat implements EventFormat {
    static final JsonArrayFormat INSTANCE = new JsonArrayFormat();

    private JsonArrayFormat() {}

    @Override
    public String mediaType() {
        return "application/json";
    }

    @Override
    public EventSource read(Body body) {
        throw new UnsupportedOperationException("read: clients get it, providers are not asked so");
    }

    @Override
    public EventEncoder encoder() {
        return Event::data;
    }

    @Override
    public @Nullable Event keepAlive() {
        return null;
    }

    /** Puts the brackets and commas around the events of a stream. */
    static final class Framing implements EventSource {
        private final EventSource source;
        private boolean begun;
        private boolean ended;

        Framing(EventSource source) {
            this.source = source;
        }

        @Override
        public @Nullable Event next() throws IOException {
            if (ended) {
                return null;
            }
            Event event = source.next();
            if (event == null) {
                ended = true;
                return framed(begun ? "" : "[", new byte[] {']'});
            }
            String before = begun ? ",\n" : "[";
            begun = true;
            return framed(before, event.data());
        }

        private static Event framed(String before, byte[] data) {
            byte[] bytes = new byte[before.length() + data.length];
            for (int i = 0; i < before.length(); i++) {
                bytes[i] = (byte) before.charAt(i);
            }
            System.arraycopy(data, 0, bytes, before.length(), data.length);
            return new Event("", bytes, Map.of());
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
