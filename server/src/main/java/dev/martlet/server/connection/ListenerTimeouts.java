// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.connection;

import java.time.Duration;

/**
 * How long a client may take.
 *
 * @param handshake from the connection to the end of PROXY header and TLS handshake, each
 * @param headerRead from the first byte of a request to the end of its head
 * @param bodyIdle between two reads of a request body
 * @param writeIdle for taking in a piece of a reply
 * @param idle between two requests, and before the first
 * @param tunnelIdle silence in an upgraded connection; zero for no limit
 */
public record ListenerTimeouts(
        Duration handshake,
        Duration headerRead,
        Duration bodyIdle,
        Duration writeIdle,
        Duration idle,
        Duration tunnelIdle) {
    /** What holds where the configuration says nothing. */
    public static final ListenerTimeouts DEFAULT =
            new ListenerTimeouts(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(75),
                    Duration.ZERO);

    public ListenerTimeouts {
        positive("handshake", handshake);
        positive("header-read", headerRead);
        positive("body-idle", bodyIdle);
        positive("write-idle", writeIdle);
        positive("idle", idle);
        if (tunnelIdle.isNegative()) {
            throw new IllegalArgumentException(
                    "tunnel-idle: " + tunnelIdle + " (expected: 0 or more)");
        }
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than 0)");
        }
    }
}
