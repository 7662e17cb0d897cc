// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.RequestHead;
import dev.martlet.server.connection.ListenerLimits;
import dev.martlet.server.http1.TargetCheck;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the fields of a request or of its trailers, and what is wrong with them: a request is
 * refused only after its whole block was decompressed. The rules are those of RFC 9113, section 8.2
 * and 8.3; the target's are the same as in HTTP/1.
 */
final class RequestFields implements HpackDecoder.Sink {
    /** What an entry counts beside its octets, as the limit that we announce is defined. */
    private static final int OVERHEAD = 32;

    /** Fields that speak of a connection; HTTP/2 has none (section 8.2.2). */
    private static final Set<String> OF_CONNECTIONS =
            Set.of("connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade");

    private final ListenerLimits limits;
    private final boolean trailers;
    private final WritableHeaders<?> headers = WritableHeaders.create();
    private final StringBuilder cookies = new StringBuilder();
    private @Nullable String method;
    private @Nullable String scheme;
    private @Nullable String authority;
    private @Nullable String path;
    private @Nullable Failure failure;
    private boolean regular;
    private int count;
    private int size;

    RequestFields(ListenerLimits limits, boolean trailers) {
        this.limits = limits;
        this.trailers = trailers;
    }

    @Override
    public void field(String name, String value, boolean sensitive) {
        size += name.length() + value.length() + OVERHEAD;
        if (failure != null) {
            return;
        }
        if (name.startsWith(":")) {
            pseudo(name, value);
            return;
        }
        regular = true;
        count++;
        if (count > limits.headers() || size > limits.headerSize() + OVERHEAD * count) {
            fail(new Failure.HeadersTooLarge("The header fields are larger than the limit."));
        } else if (!isName(name)) {
            bad("A header field has an invalid name.");
        } else if (!isValue(value)) {
            bad("A header field has an invalid value.");
        } else if (OF_CONNECTIONS.contains(name)) {
            bad("A header field is not part of HTTP/2.");
        } else if (name.equals("te") && !value.equalsIgnoreCase("trailers")) {
            bad("TE has a value that is not part of HTTP/2.");
        } else if (name.equals("cookie")) {
            // Split for the sake of compression (section 8.2.3).
            cookies.append(cookies.isEmpty() ? "" : "; ").append(value);
        } else {
            HeaderName headerName = HeaderNames.create(name);
            headers.add(HeaderValues.create(headerName, false, sensitive, value));
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
                    fail(new Failure.RequestLineTooLong(limits.requestLine()));
                }
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
        return TargetCheck.head(method, clientScheme, authority(), path, headers());
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
        if (!headers.contains(HeaderNames.CONTENT_LENGTH)) {
            return -1;
        }
        var field = headers.get(HeaderNames.CONTENT_LENGTH);
        String text = field.get();
        boolean digits =
                !text.isEmpty()
                        && text.length() <= 18
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (field.valueCount() > 1 || !digits) {
            throw refused("Content-Length is not a number in range.");
        }
        return Long.parseLong(text);
    }

    private void bad(String message) {
        fail(new Failure.BadRequest(message));
    }

    private void fail(Failure why) {
        failure = why;
    }

    private static GatewayException refused(String message) {
        return new GatewayException(new Failure.BadRequest(message));
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!letter && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty() && name.equals(name.toLowerCase(Locale.ROOT));
    }

    /** No control characters, and no white space around it (section 8.2.1). */
    private static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            // Above 255 is what the Huffman decoder puts for octets that are not ASCII.
            if ((c < ' ' && c != '\t') || c == 127 || c > 255) {
                return false;
            }
        }
        return value.isEmpty()
                || !(space(value.charAt(0)) || space(value.charAt(value.length() - 1)));
    }

    private static boolean space(char c) {
        return c == ' ' || c == '\t';
    }
}
