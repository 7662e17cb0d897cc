// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.Exchange;
import dev.martlet.core.Key;
import dev.martlet.core.Next;
import dev.martlet.core.Policy;
import dev.martlet.core.Principal;
import dev.martlet.core.Reply;
import dev.martlet.policy.tenant.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who is calling, if nobody has before. The first policy of a chain that recognises a
 * credential decides; behind the last of them stands {@link RequiredIdentity}, which refuses whom
 * none has recognised.
 */
public final class IdentityPolicy implements Policy {
    /** What the first policy that had something to say would tell the caller. */
    static final Key<String> HINT = Key.named("identity-hint");

    private final Authenticator authenticator;

    IdentityPolicy(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public Reply apply(Exchange exchange, Next next) {
        boolean known = exchange.get(Principal.KEY) != null;
        if (known && !authenticator.always()) {
            authenticator.strip(exchange);
            return next.proceed(exchange);
        }
        switch (authenticator.check(exchange)) {
            case Verdict.Identified identified -> {
                if (!known) {
                    take(exchange, identified);
                }
            }
            case Verdict.Answered(Reply reply) -> {
                return reply;
            }
            case Verdict.Unknown(@Nullable String hint) -> {
                if (hint != null && exchange.get(HINT) == null) {
                    exchange.set(HINT, hint);
                }
            }
        }
        return next.proceed(exchange);
    }

    private static void take(Exchange exchange, Verdict.Identified identified) {
        exchange.set(Principal.KEY, identified.principal());
        @Nullable Caller caller = identified.caller();
        if (caller != null) {
            exchange.set(Caller.KEY, caller);
        }
    }

    /**
     * What stands behind the last identity policy of a chain.
     *
     * @param policies all of the chain's
     * @return refuses whom none of them has recognised
     */
    public static Policy required(List<IdentityPolicy> policies) {
        return new RequiredIdentity(
                policies.stream()
                        .<@Nullable String>map(policy -> policy.authenticator.challenge())
                        .toList());
    }
}
