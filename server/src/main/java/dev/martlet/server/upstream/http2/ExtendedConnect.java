// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.RequestHead;
import dev.martlet.core.http.WebSocketHandshake;
import dev.martlet.server.http2.FieldBlock;
import dev.martlet.server.upstream.EndpointAddress;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;

/** A WebSocket's opening as HTTP/1.1 says it, in the words of HTTP/2 (RFC 8441, section 5). */
final class ExtendedConnect {
    private ExtendedConnect() {}

    static boolean isNeededFor(RequestHead head) {
        return WebSocketHandshake.isAskedFor(head.headers());
    }

    static FieldBlock head(RequestHead head, EndpointAddress endpoint) {
        var block = new FieldBlock();
        block.method("CONNECT");
        block.field(":protocol", WebSocketHandshake.PROTOCOL, false);
        OutgoingHead.target(block, head, endpoint);
        WritableHeaders<?> headers = WritableHeaders.create(head.headers());
        headers.remove(WebSocketHandshake.KEY);
        OutgoingHead.fields(block, headers);
        return block;
    }

    /** What a server of HTTP/1.1 would have said. */
    static WritableHeaders<?> switched(RequestHead head, ReplyHead reply) {
        WritableHeaders<?> headers = reply.headers();
        headers.remove(HeaderNames.CONTENT_LENGTH);
        headers.set(HeaderValues.create(HeaderNames.CONNECTION, "Upgrade"));
        headers.set(HeaderValues.create(HeaderNames.UPGRADE, WebSocketHandshake.PROTOCOL));
        head.headers()
                .first(WebSocketHandshake.KEY)
                .ifPresent(key ->
                        headers.set(WebSocketHandshake.ACCEPT, WebSocketHandshake.accept(key)));
        return headers;
    }
}
