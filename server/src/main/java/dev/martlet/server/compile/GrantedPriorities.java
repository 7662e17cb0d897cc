// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.core.Principal;
import dev.martlet.core.Priority;
import dev.martlet.policy.tenant.KeyConfig;
import dev.martlet.policy.tenant.TenantConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the configuration says about the priority of callers: their key's, or their tenant's. */
final class GrantedPriorities implements Function<Principal, Optional<Priority>> {
    private final Map<String, Priority> tenants = new HashMap<>();

    /** Ids of keys are unique among all tenants. */
    private final Map<String, Priority> keys = new HashMap<>();

    private GrantedPriorities() {}

    static GrantedPriorities of(List<TenantConfig> config) {
        var granted = new GrantedPriorities();
        Map<String, TenantConfig> byName =
                config.stream()
                        .collect(
                                Collectors.toMap(
                                        TenantConfig::name, tenant -> tenant, (one, two) -> one));
        for (TenantConfig tenant : config) {
            @Nullable Priority own = inherited(tenant, byName);
            if (own != null) {
                granted.tenants.put(tenant.name(), own);
            }
            for (KeyConfig key : tenant.keys()) {
                if (key.priority() != null) {
                    granted.keys.put(key.id(), key.priority());
                }
            }
        }
        return granted;
    }

    /** The nearest that says anything; a circle has been refused, but may be asked about here. */
    private static @Nullable Priority inherited(
            TenantConfig tenant, Map<String, TenantConfig> byName) {
        @Nullable TenantConfig at = tenant;
        for (int step = 0; at != null && step <= byName.size(); step++) {
            if (at.priority() != null) {
                return at.priority();
            }
            at = at.parent() == null ? null : byName.get(at.parent());
        }
        return null;
    }

    @Override
    public Optional<Priority> apply(Principal principal) {
        @Nullable Priority key =
                principal.method().equals("api-key") ? keys.get(principal.id()) : null;
        return Optional.ofNullable(key != null ? key : tenants.get(principal.tenant()));
    }
}
