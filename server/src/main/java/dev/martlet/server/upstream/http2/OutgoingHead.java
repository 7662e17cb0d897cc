// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.Payload;
import dev.martlet.core.RequestHead;
import dev.martlet.core.http.Tokens;
import dev.martlet.server.http2.FieldBlock;
import dev.martlet.server.http2.FieldRules;
import dev.martlet.server.upstream.EndpointAddress;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.Set;

/** Turns heads and trailers of requests into field blocks (RFC 9113, section 8.3.1). */
final class OutgoingHead {
    /** What is said in other ways, or not at all. */
    private static final Set<HeaderName> LEFT_OUT =
            Set.of(
                    HeaderNames.CONTENT_LENGTH,
                    HeaderNames.EXPECT,
                    HeaderNames.HOST,
                    HeaderNames.TE);

    private static final Set<HeaderName> SENSITIVE =
            Set.of(HeaderNames.AUTHORIZATION, HeaderNames.COOKIE);

    private OutgoingHead() {}

    static FieldBlock of(RequestHead head, Payload payload, EndpointAddress endpoint) {
        var block = new FieldBlock();
        pseudo(block, head, endpoint);
        Headers headers = head.headers();
        fields(block, headers);
        if (headers.contains(HeaderNames.TE)
                && Tokens.contains(headers.get(HeaderNames.TE).allValues(), "trailers")) {
            block.field("te", "trailers", false);
        }
        if (!(payload instanceof Payload.None) && payload.length() >= 0) {
            block.field("content-length", Long.toString(payload.length()), false);
        }
        return block;
    }

    static FieldBlock trailers(Headers trailers) {
        var block = new FieldBlock();
        fields(block, trailers);
        return block;
    }

    private static void pseudo(FieldBlock block, RequestHead head, EndpointAddress endpoint) {
        String method = head.method().text();
        block.method(method);
        if (method.equals("CONNECT")) {
            // RFC 9113, section 8.5.
            block.authority(authority(head, endpoint));
            return;
        }
        target(block, head, endpoint);
    }

    static void target(FieldBlock block, RequestHead head, EndpointAddress endpoint) {
        block.authority(authority(head, endpoint));
        block.scheme(endpoint.secure());
        block.path(head.target());
    }

    static void fields(FieldBlock block, Headers headers) {
        for (Header header : headers) {
            HeaderName name = header.headerName();
            if (LEFT_OUT.contains(name) || FieldRules.ofConnection(name)) {
                continue;
            }
            block.field(header, header.sensitive() || SENSITIVE.contains(name));
        }
    }

    private static String authority(RequestHead head, EndpointAddress endpoint) {
        if (!head.authority().isEmpty()) {
            return head.authority();
        }
        String host = endpoint.host();
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + endpoint.port();
    }
}
