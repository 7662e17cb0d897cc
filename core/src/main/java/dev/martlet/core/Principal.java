// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as an identity policy found out.
 *
 * @param tenant the name of the tenant who pays
 * @param id stable name of the credential: the key's id, the token's subject, the certificate's
 *     name
 * @param method how the caller proved it, the kind of the policy: {@code api-key}, {@code jwt} …
 * @param claims what the credential says of its bearer, as JSON values; empty if it says nothing
 * @param access what the caller may use
 */
public record Principal(
        String tenant, String id, String method, Map<String, Object> claims, Access access) {
    /** Where an exchange keeps it. */
    public static final Key<Principal> KEY = Key.named("principal");

    public Principal {
        claims = Map.copyOf(claims);
    }

    /**
     * What the caller of a request may use.
     *
     * @param exchange the request
     * @return everything, if nobody asked who is calling
     */
    public static Access accessOf(Exchange exchange) {
        Principal caller = exchange.get(KEY);
        return caller == null ? Access.ALL : caller.access();
    }

    /**
     * Who pays for a request.
     *
     * @param exchange the request
     * @return the name of the tenant, or null if nobody asked who is calling
     */
    public static @Nullable String tenantOf(Exchange exchange) {
        Principal caller = exchange.get(KEY);
        return caller == null ? null : caller.tenant();
    }
}
