// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/** How a stream format writes an event: SSE, newline-delimited JSON, gRPC framing. */
@FunctionalInterface
public interface EventEncoder {
    /**
     * Writes one event.
     *
     * @param event the event
     * @return its bytes on the wire
     */
    byte[] encode(Event event);
}
