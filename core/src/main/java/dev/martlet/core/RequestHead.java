// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Method, target and headers of a request (RFC 9110, section 3). The path is kept as it was sent,
 * percent-encoding and all, but for dot segments, which are resolved before routing so that {@code
 * /public/../admin} is routed as {@code /admin}.
 *
 * @param method the method
 * @param scheme {@code http} or {@code https}: how the client reached us, or the trusted proxy
 *     before us
 * @param authority host, and port if it was given; from the Host header or {@code :authority};
 *     empty if the client sent none
 * @param path starts with {@code /}, or is {@code *} for OPTIONS
 * @param query what follows the {@code ?}, or null where there is none
 * @param headers the fields, without Host and the pseudo-headers; policies change them in place
 */
public record RequestHead(
        Method method,
        String scheme,
        String authority,
        String path,
        @Nullable String query,
        WritableHeaders<?> headers) {

    /**
     * Path and query as they stand in a request line.
     *
     * @return for example {@code /orders?page=2}
     */
    public String target() {
        return query == null ? path : path + '?' + query;
    }

    /**
     * The authority without its port, in lower case, without the brackets of an IPv6 literal.
     *
     * @return the host, empty if there is none
     */
    public String host() {
        return Authority.host(authority);
    }

    /**
     * A head with another scheme and the same headers.
     *
     * @param newScheme {@code http} or {@code https}
     * @return the new head
     */
    public RequestHead withScheme(String newScheme) {
        return new RequestHead(method, newScheme, authority, path, query, headers);
    }

    /**
     * A head with another target and the same headers.
     *
     * @param newPath the path
     * @param newQuery the query, or null
     * @return the new head
     */
    public RequestHead withTarget(String newPath, @Nullable String newQuery) {
        return new RequestHead(method, scheme, authority, newPath, newQuery, headers);
    }

    /**
     * A head with another authority and the same headers.
     *
     * @param newAuthority host and optional port
     * @return the new head
     */
    public RequestHead withAuthority(String newAuthority) {
        return new RequestHead(method, scheme, newAuthority, path, query, headers);
    }

    /**
     * A head with headers of its own, for a copy of the request (a mirror, a retry) that must not
     * see later changes.
     *
     * @return the copy
     */
    public RequestHead copy() {
        return new RequestHead(
                method, scheme, authority, path, query, WritableHeaders.create(headers));
    }
}
