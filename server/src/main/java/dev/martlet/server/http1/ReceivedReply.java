// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;

/**
 * The head of a reply as it came in.
 *
 * @param status the status, with its usual reason phrase
 * @param headers all fields, hop-by-hop ones as well
 * @param bodyLength bytes, {@link Framing#CHUNKED} or {@link Framing#UNTIL_CLOSE}; whether there is
 *     a body at all depends on the request's method and on the status
 * @param keepAlive whether the connection can be used again after this reply
 * @param minorVersion 0 or 1
 */
public record ReceivedReply(
        Status status,
        WritableHeaders<?> headers,
        long bodyLength,
        boolean keepAlive,
        int minorVersion) {}
