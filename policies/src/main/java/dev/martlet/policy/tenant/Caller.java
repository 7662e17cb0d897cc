// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import dev.martlet.core.Key;
import dev.martlet.core.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Whose limits and budgets hold for a request: stands in the exchange beside the principal, if that
 * has a tenant.
 *
 * @param tenant who pays
 * @param key the API key that was used, or null if it was another credential
 */
public record Caller(Tenant tenant, @Nullable TenantKey key) {
    /** Where an exchange keeps it. */
    public static final Key<Caller> KEY = Key.named("caller");

    /**
     * Who goes first.
     *
     * @return the key's priority, or the tenant's; null if neither says anything
     */
    public @Nullable Priority priority() {
        @Nullable Priority own = key == null ? null : key.priority();
        return own == null ? tenant.priority() : own;
    }
}
