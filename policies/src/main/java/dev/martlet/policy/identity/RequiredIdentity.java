// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Next;
import dev.martlet.core.Policy;
import dev.martlet.core.Principal;
import dev.martlet.core.Reply;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refuses whom no policy before it has recognised, with 401; and who may not take the route, with
 * 403: that there is something, the 401 to everybody else tells anyway.
 */
final class RequiredIdentity implements Policy {
    /** RFC 9110, section 11.6.1, wants a challenge with every 401. */
    private static final String ANY = "Bearer realm=\"martlet\"";

    private final String challenges;

    RequiredIdentity(List<@Nullable String> challenges) {
        String all =
                challenges.stream()
                        .filter(Objects::nonNull)
                        .distinct()
                        .collect(Collectors.joining(", "));
        this.challenges = all.isEmpty() ? ANY : all;
    }

    @Override
    public Reply apply(Exchange exchange, Next next) {
        @Nullable Principal principal = exchange.get(Principal.KEY);
        if (principal == null) {
            @Nullable String hint = exchange.get(IdentityPolicy.HINT);
            String message =
                    hint == null ? "The request has no credential that is known here." : hint;
            throw new GatewayException(new Failure.Unauthorized(message, challenges));
        }
        if (!principal.access().route(exchange.match().route().name())) {
            throw new GatewayException(
                    new Failure.Forbidden("This credential may not be used here."));
        }
        return next.proceed(exchange);
    }
}
