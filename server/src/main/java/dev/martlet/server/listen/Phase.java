// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

/** What an HTTP/1 connection is doing, and so what a passed deadline means. */
enum Phase {
    /** Waits for the first byte of a request. */
    IDLE,
    /** Waits for the rest of a head. */
    HEAD,
    /** Something else is awaited: the chain, the upstream. */
    RUNNING,
    /** Waits for the client to take bytes. */
    WRITING,
    /** Reads what nobody wants, so that the connection or the reply survives. */
    DISCARDING,
    /** Bytes flow both ways. */
    TUNNEL,
    /** Nothing more is read. */
    CLOSING
}
