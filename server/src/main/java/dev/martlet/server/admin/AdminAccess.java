// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.admin;

import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.RequestHead;
import dev.martlet.core.config.Secret;
import io.helidon.http.HeaderNames;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the admin port. With a token: whoever sends it. Without one the port is on loopback,
 * where every local program may use it, but a web page in a local browser may not: its requests
 * carry another host name (DNS rebinding) or an Origin.
 */
final class AdminAccess {
    private static final Set<String> LOOPBACK =
            Set.of("localhost", "127.0.0.1", "::1", "0:0:0:0:0:0:0:1");
    private static final String BEARER = "Bearer ";

    private final @Nullable Secret token;

    AdminAccess(@Nullable Secret token) {
        this.token = token;
    }

    /** Whether the caller may see everything. */
    boolean allows(RequestHead head) {
        try {
            check(head);
            return true;
        } catch (GatewayException e) {
            return false;
        }
    }

    /** Whether whoever comes in has shown a token. */
    boolean hasToken() {
        return token != null;
    }

    void check(RequestHead head) {
        if (token != null) {
            checkToken(head, token);
            return;
        }
        if (!LOOPBACK.contains(head.host())) {
            throw new GatewayException(
                    new Failure.Forbidden(
                            "Without a token, the admin port answers to localhost and 127.0.0.1 only."));
        }
        if (head.headers().contains(HeaderNames.ORIGIN)
                && !isLoopback(head.headers().get(HeaderNames.ORIGIN).get())) {
            throw new GatewayException(
                    new Failure.Forbidden("The admin port does not answer to other sites' pages."));
        }
    }

    private static void checkToken(RequestHead head, Secret token) {
        String sent = head.headers().first(HeaderNames.AUTHORIZATION).orElse("");
        // The scheme's name is case-insensitive (RFC 9110, section 11.1).
        boolean bearer = sent.regionMatches(true, 0, BEARER, 0, BEARER.length());
        if (!bearer || !token.matches(sent.substring(BEARER.length()))) {
            throw new GatewayException(
                    new Failure.Unauthorized("The admin port needs its bearer token.", "Bearer"));
        }
    }

    private static boolean isLoopback(String origin) {
        try {
            @Nullable String host = URI.create(origin).getHost();
            return host != null && LOOPBACK.contains(host.replace("[", "").replace("]", ""));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
