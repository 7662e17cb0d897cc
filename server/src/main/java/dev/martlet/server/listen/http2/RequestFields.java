// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.RequestFailure;
import dev.martlet.core.RequestHead;
import dev.martlet.core.http.WebSocketHandshake;
import dev.martlet.server.connection.ListenerLimits;
import dev.martlet.server.http1.TargetCheck;
import dev.martlet.server.http2.FieldRules;
import dev.martlet.server.http2.HpackField;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the fields of a request or of its trailers, and what is wrong with them: a request is
 * refused only after its whole block was decompressed. The rules are those of RFC 9113, section 8.2
 * and 8.3; the target's are the same as in HTTP/1.
 */
final class RequestFields implements Consumer<HpackField> {
    /** What an entry counts beside its octets, as the limit that we announce is defined. */
    private static final int OVERHEAD = 32;

    private final ListenerLimits limits;
    private final boolean trailers;
    private final WritableHeaders<?> headers = WritableHeaders.create();
    private final StringBuilder cookies = new StringBuilder();
    private @Nullable String method;
    private @Nullable String scheme;
    private @Nullable String authority;
    private @Nullable String path;
    private @Nullable String protocol;
    private @Nullable Failure failure;
    private boolean regular;
    private int count;
    private int size;

    RequestFields(ListenerLimits limits, boolean trailers) {
        this.limits = limits;
        this.trailers = trailers;
    }

    @Override
    public void accept(HpackField field) {
        size += field.size();
        if (failure != null) {
            return;
        }
        if (field.isPseudo()) {
            pseudo(field.name(), field.value());
            return;
        }
        regular = true;
        count++;
        @Nullable Header header = field.header();
        if (count > limits.headers() || size > limits.headerSize() + OVERHEAD * count) {
            fail(
                    new RequestFailure.HeadersTooLarge(
                            "The header fields are larger than the limit."));
        } else if (header == null) {
            bad("A header field has an invalid name or value.");
        } else {
            add(header);
        }
    }

    private void add(Header header) {
        HeaderName name = header.headerName();
        if (FieldRules.ofConnection(name)) {
            bad("A header field is not part of HTTP/2.");
        } else if (name.equals(HeaderNames.TE) && !header.get().equalsIgnoreCase("trailers")) {
            bad("TE has a value that is not part of HTTP/2.");
        } else if (name.equals(HeaderNames.COOKIE)) {
            // Split for the sake of compression (section 8.2.3).
            cookies.append(cookies.isEmpty() ? "" : "; ").append(header.get());
        } else {
            headers.add(header);
        }
    }

    private void pseudo(String name, String value) {
        if (trailers || regular) {
            bad("A pseudo-header field is out of place.");
            return;
        }
        @Nullable String before;
        switch (name) {
            case ":method" -> {
                before = method;
                method = value;
            }
            case ":scheme" -> {
                before = scheme;
                scheme = value;
            }
            case ":authority" -> {
                before = authority;
                authority = value;
            }
            case ":path" -> {
                before = path;
                path = value;
                if (value.length() > limits.requestLine()) {
                    fail(new RequestFailure.RequestLineTooLong(limits.requestLine()));
                }
            }
            case ":protocol" -> {
                before = protocol;
                protocol = value;
            }
            default -> {
                bad("A pseudo-header field is not known.");
                return;
            }
        }
        if (before != null) {
            bad("A pseudo-header field was sent twice.");
        }
    }

    /** The fields, after the pseudo-header fields. */
    WritableHeaders<?> headers() {
        if (!cookies.isEmpty()) {
            headers.set(HeaderValues.create(HeaderNames.COOKIE, cookies.toString()));
            cookies.setLength(0);
        }
        return headers;
    }

    /** Why the block cannot be taken, or null. */
    @Nullable Failure failure() {
        return failure;
    }

    /**
     * The head of the request.
     *
     * @param clientScheme how the client really reached us
     * @throws GatewayException if it is malformed
     */
    RequestHead head(String clientScheme) {
        if (failure != null) {
            throw new GatewayException(failure);
        }
        if (method == null || scheme == null || path == null) {
            throw refused("A pseudo-header field is missing.");
        }
        // Who ends TLS in front of us may tell of its own side; other schemes are not HTTP's.
        if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            throw refused("The scheme is neither http nor https.");
        }
        String asked = protocol == null ? method : upgrade(method, protocol);
        return TargetCheck.head(asked, clientScheme, authority(), path, headers());
    }

    /** Whether the stream is to become a tunnel. */
    boolean tunnel() {
        return protocol != null;
    }

    /**
     * Extended CONNECT (RFC 8441) in the words of HTTP/1.1, in which services and policies talk.
     */
    private String upgrade(String connect, String to) {
        if (!connect.equals("CONNECT")) {
            throw refused("A pseudo-header field is out of place.");
        }
        if (!to.equals(WebSocketHandshake.PROTOCOL)) {
            throw new GatewayException(
                    new RequestFailure.NotImplemented(
                            "The only protocol to connect to is websocket."));
        }
        headers.set(HeaderNames.CONNECTION, "Upgrade");
        headers.set(HeaderNames.UPGRADE, WebSocketHandshake.PROTOCOL);
        headers.set(WebSocketHandshake.KEY, WebSocketHandshake.newKey());
        return "GET";
    }

    private String authority() {
        boolean hasHost = headers.contains(HeaderNames.HOST);
        if (!hasHost) {
            if (authority == null) {
                throw refused("The authority is missing.");
            }
            return authority;
        }
        if (headers.get(HeaderNames.HOST).valueCount() > 1) {
            throw refused("The Host header was sent more than once.");
        }
        String host = headers.get(HeaderNames.HOST).get();
        headers.remove(HeaderNames.HOST);
        if (authority != null && !authority.equalsIgnoreCase(host)) {
            throw refused("The Host header and the authority differ.");
        }
        return authority == null ? host : authority;
    }

    /**
     * The announced length of the body.
     *
     * @return bytes, or -1 without
     * @throws GatewayException if it is malformed
     */
    long contentLength() {
        long length = FieldRules.contentLength(headers);
        if (length == FieldRules.MALFORMED) {
            throw refused("Content-Length is not a number in range.");
        }
        return length;
    }

    private void bad(String message) {
        fail(new RequestFailure.BadRequest(message));
    }

    private void fail(Failure why) {
        failure = why;
    }

    private static GatewayException refused(String message) {
        return new GatewayException(new RequestFailure.BadRequest(message));
    }
}
