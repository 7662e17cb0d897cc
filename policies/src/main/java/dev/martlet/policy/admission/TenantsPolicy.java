// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.Exchange;
import dev.martlet.core.Next;
import dev.martlet.core.Policy;
import dev.martlet.core.Reply;
import dev.martlet.policy.tenant.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Holds a caller to the limits and budgets of its key, its tenant and the tenants above. Who is
 * nobody's is not counted here: whether such callers come in is the business of identity.
 */
public final class TenantsPolicy implements Policy {
    private final Accounts accounts;
    private final Turnstile turnstile;

    /**
     * The policy.
     *
     * @param accounts of the tenants
     * @param admission counts
     */
    public TenantsPolicy(Accounts accounts, Admission admission) {
        this.accounts = accounts;
        this.turnstile = new Turnstile(admission);
    }

    @Override
    public Reply apply(Exchange exchange, Next next) {
        @Nullable Caller caller = exchange.get(Caller.KEY);
        if (caller != null) {
            turnstile.pass(exchange, accounts.of(caller));
        }
        return next.proceed(exchange);
    }
}
