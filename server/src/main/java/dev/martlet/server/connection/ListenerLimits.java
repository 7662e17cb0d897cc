// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.connection;

/**
 * What a client may send and hold.
 *
 * @param requestLine longest request line, in bytes; 414 above
 * @param headerSize all header fields of a request together, in bytes, and the trailers likewise;
 *     431 above
 * @param headers most header fields; 431 above
 * @param bodySize largest request body in bytes, or -1 for any; 413 above
 * @param connections most connections at a time; those above are told 503 and closed
 * @param concurrentStreams most HTTP/2 streams of a connection at a time
 */
public record ListenerLimits(
        int requestLine,
        int headerSize,
        int headers,
        long bodySize,
        int connections,
        int concurrentStreams) {
    /** What holds where the configuration says nothing. */
    public static final ListenerLimits DEFAULT =
            new ListenerLimits(8 << 10, 32 << 10, 100, -1, 10_000, 128);

    public ListenerLimits {
        positive("request-line", requestLine);
        positive("header-size", headerSize);
        positive("headers", headers);
        positive("connections", connections);
        positive("concurrent-streams", concurrentStreams);
        if (bodySize < -1) {
            throw new IllegalArgumentException(
                    "body-size: " + bodySize + " (expected: -1 or more)");
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
        }
    }
}
