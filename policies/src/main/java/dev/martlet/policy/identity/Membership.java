// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.Access;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Principal;
import dev.martlet.policy.tenant.Caller;
import dev.martlet.policy.tenant.Tenant;
import dev.martlet.policy.tenant.Tenants;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a caller of what a credential says. */
final class Membership {
    private Membership() {}

    /**
     * A caller of a tenant.
     *
     * @param tenant its name, or null if the caller belongs to nobody: nobody pays then, and
     *     nothing is forbidden
     * @throws GatewayException with a 403 if there is no such tenant
     */
    static Verdict.Identified of(
            Exchange exchange,
            @Nullable String tenant,
            String id,
            String method,
            Map<String, Object> claims) {
        if (tenant == null) {
            return new Verdict.Identified(new Principal("", id, method, claims, Access.ALL), null);
        }
        Tenant found = exchange.snapshot().part(Tenants.PART).tenant(tenant);
        if (found == null) {
            throw forbidden("The tenant of this credential is not known here.");
        }
        return new Verdict.Identified(
                new Principal(tenant, id, method, claims, found.access()), new Caller(found, null));
    }

    static GatewayException forbidden(String message) {
        return new GatewayException(new Failure.Forbidden(message));
    }
}
