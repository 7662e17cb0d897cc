// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.core.Event;
import dev.martlet.core.EventEncoder;
import dev.martlet.provider.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The form of a stream for clients that do not say {@code alt=sse}: one JSON array, whose elements
 * come one by one ({@code application/json}). One instance for each stream. A stream that breaks
 * off leaves the array open, so that nobody takes it for whole.
 */
public final class JsonArrayEncoder implements EventEncoder {
    private static final String LAST = "last";

    private boolean begun;

    /** For the beginning of a stream. */
    public JsonArrayEncoder() {}

    static Event last(JsonNode data) {
        return new Event("", Json.write(data), Map.of(LAST, "true"));
    }

    @Override
    public byte[] encode(Event event) {
        if (event.data().length == 0) {
            // a comment of server-sent events; here white space keeps a connection alive
            return new byte[] {'\n'};
        }
        var out = new ByteArrayOutputStream();
        out.writeBytes((begun ? "\n,\n" : "[").getBytes(StandardCharsets.US_ASCII));
        begun = true;
        out.writeBytes(event.data());
        if (event.fields().containsKey(LAST)) {
            out.write(']');
        }
        return out.toByteArray();
    }
}
