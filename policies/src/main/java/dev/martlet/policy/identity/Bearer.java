// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.Exchange;
import io.helidon.http.HeaderNames;
import org.jspecify.annotations.Nullable;

/** The Authorization field (RFC 9110, section 11.6.2). */
final class Bearer {
    private Bearer() {}

    /** What stands behind {@code Bearer}, or null. */
    static @Nullable String token(Exchange exchange) {
        return credentials(exchange, "Bearer");
    }

    /** What stands behind a scheme, whose name has no case; null if there is nothing. */
    static @Nullable String credentials(Exchange exchange, String scheme) {
        String value = exchange.headers().first(HeaderNames.AUTHORIZATION).orElse("");
        int space = scheme.length();
        if (value.length() <= space
                || value.charAt(space) != ' '
                || !value.regionMatches(true, 0, scheme, 0, space)) {
            return null;
        }
        String rest = value.substring(space + 1).strip();
        return rest.isEmpty() ? null : rest;
    }

    /** So that it goes no further. */
    static void remove(Exchange exchange) {
        exchange.request().headers().remove(HeaderNames.AUTHORIZATION);
    }
}
