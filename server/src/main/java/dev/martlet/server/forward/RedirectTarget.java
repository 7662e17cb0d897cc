// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.forward;

import dev.martlet.core.Exchange;
import dev.martlet.core.FullReply;
import dev.martlet.core.LocalTarget;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Sends the client elsewhere (RFC 9110, section 15.4). What is not configured stays as the request
 * has it, the query always; a port stays only with its scheme, as 8080 means nothing after a change
 * to https.
 */
public final class RedirectTarget implements LocalTarget {
    private final Status status;
    private final @Nullable String scheme;
    private final @Nullable String host;
    private final @Nullable Integer port;
    private final @Nullable PathTemplate path;

    /**
     * A redirect.
     *
     * @param status 301, 302, 303, 307 or 308
     * @param scheme {@code http} or {@code https}, or null
     * @param host or null
     * @param port or null
     * @param path fixed, or ending in {@code /**} for the rest that the route matched; or null
     */
    public RedirectTarget(
            int status,
            @Nullable String scheme,
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String path) {
        this.status = Status.create(status);
        this.scheme = scheme;
        this.host = host;
        this.port = port;
        this.path = path == null ? null : PathTemplate.parse(path);
    }

    @Override
    public Reply answer(Exchange exchange) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.LOCATION, location(exchange));
        return new FullReply(status, headers, new byte[0]);
    }

    private String location(Exchange exchange) {
        RequestHead request = exchange.request();
        String newScheme = scheme == null ? request.scheme() : scheme;
        String newPath = path == null ? request.path() : path.apply(exchange.match());
        String query = request.query() == null ? "" : '?' + request.query();
        return newScheme + "://" + authority(request, newScheme) + newPath + query;
    }

    private String authority(RequestHead request, String newScheme) {
        String sent = request.authority();
        String name = host == null ? name(sent) : host;
        if (port != null) {
            return port == (newScheme.equals("https") ? 443 : 80) ? name : name + ':' + port;
        }
        boolean keepsPort = host == null && newScheme.equals(request.scheme());
        return keepsPort ? sent : name;
    }

    /** The host as sent, with the brackets of an IPv6 literal. */
    private static String name(String authority) {
        int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
        return end <= 0 ? authority : authority.substring(0, end);
    }

    @Override
    public String describe() {
        return "redirect " + status.code();
    }
}
