// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.Payload;
import dev.martlet.core.RequestHead;
import dev.martlet.core.http.Tokens;
import dev.martlet.server.upstream.EndpointAddress;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.Set;

/** Turns heads and trailers of requests into header blocks (RFC 9113, section 8.3.1). */
final class OutgoingHead {
    private static final HeaderName KEEP_ALIVE = HeaderNames.create("keep-alive");
    private static final HeaderName PROXY_CONNECTION = HeaderNames.create("proxy-connection");

    /** What HTTP/2 says in other ways, or not at all. */
    private static final Set<HeaderName> LEFT_OUT =
            Set.of(
                    HeaderNames.CONNECTION,
                    HeaderNames.CONTENT_LENGTH,
                    HeaderNames.EXPECT,
                    HeaderNames.HOST,
                    HeaderNames.TE,
                    HeaderNames.TRANSFER_ENCODING,
                    HeaderNames.UPGRADE,
                    KEEP_ALIVE,
                    PROXY_CONNECTION);

    private static final Set<HeaderName> SENSITIVE =
            Set.of(HeaderNames.AUTHORIZATION, HeaderNames.COOKIE);

    private OutgoingHead() {}

    static Block of(RequestHead head, Payload payload, EndpointAddress endpoint) {
        var block = new Block();
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

    static Block trailers(Headers trailers) {
        var block = new Block();
        fields(block, trailers);
        return block;
    }

    private static void pseudo(Block block, RequestHead head, EndpointAddress endpoint) {
        String method = head.method().text();
        switch (method) {
            case "GET" -> block.indexed(StaticFields.GET);
            case "POST" -> block.indexed(StaticFields.POST);
            default -> block.named(StaticFields.METHOD, method);
        }
        String authority = head.authority().isEmpty() ? authority(endpoint) : head.authority();
        block.named(StaticFields.AUTHORITY, authority);
        if (method.equals("CONNECT")) {
            // RFC 9113, section 8.5.
            return;
        }
        block.indexed(endpoint.secure() ? StaticFields.SCHEME_HTTPS : StaticFields.SCHEME_HTTP);
        block.named(StaticFields.PATH, head.target());
    }

    private static void fields(Block block, Headers headers) {
        for (Header header : headers) {
            HeaderName name = header.headerName();
            if (LEFT_OUT.contains(name)) {
                continue;
            }
            boolean sensitive = header.sensitive() || SENSITIVE.contains(name);
            if (header.valueCount() == 1) {
                block.field(name.lowerCase(), header.get(), sensitive);
                continue;
            }
            for (String value : header.allValues()) {
                block.field(name.lowerCase(), value, sensitive);
            }
        }
    }

    private static String authority(EndpointAddress endpoint) {
        String host = endpoint.host();
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + endpoint.port();
    }
}
