// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import dev.martlet.core.RequestHead;

/**
 * The head of a request as it came in, and what it says about its connection.
 *
 * @param head the head; its headers still hold the hop-by-hop fields, but not Host
 * @param minorVersion 0 or 1
 * @param bodyLength bytes, 0 for none, or {@link Framing#CHUNKED}
 * @param keepAlive whether the client wants to use the connection again
 * @param expectsContinue whether it waits for 100 before it sends the body (RFC 9110, section
 *     10.1.1)
 */
public record ReceivedRequest(
        RequestHead head,
        int minorVersion,
        long bodyLength,
        boolean keepAlive,
        boolean expectsContinue) {}
