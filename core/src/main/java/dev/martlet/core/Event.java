// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.util.Map;

/** One message of a stream: an SSE event, a JSON-RPC message, a gRPC frame, an AWS event. */
public final class Event {
    private final String type;
    private final byte[] data;
    private final Map<String, String> fields;

    /**
     * Makes an event.
     *
     * @param type its kind where the format has one (the SSE {@code event} field), else empty
     * @param data its content, not copied
     * @param fields what else the format carries beside the content (the SSE {@code id} and {@code
     *     retry})
     */
    public Event(String type, byte[] data, Map<String, String> fields) {
        this.type = type;
        this.data = data;
        this.fields = Map.copyOf(fields);
    }

    /**
     * Its kind.
     *
     * @return empty where the format has none
     */
    public String type() {
        return type;
    }

    /**
     * Its content.
     *
     * @return the bytes, not copied
     */
    public byte[] data() {
        return data;
    }

    /**
     * What else the format carries.
     *
     * @return names and values
     */
    public Map<String, String> fields() {
        return fields;
    }
}
