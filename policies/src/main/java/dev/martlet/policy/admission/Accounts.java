// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.Key;
import dev.martlet.policy.tenant.Caller;
import dev.martlet.policy.tenant.Tenant;
import dev.martlet.policy.tenant.TenantKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the limits and budgets of a configuration count, by tenant and by key. Found by a look-up,
 * however many there are; what a tenant has is one object for all of its keys and children.
 */
public final class Accounts {
    /** The one of a snapshot. */
    public static final Key<Accounts> PART = Key.named("accounts");

    private static final Meter[] NONE = new Meter[0];

    /** Keys with limits of their own come and go; they are made anew if they were forgotten. */
    private static final int KEYS = 100_000;

    private final Map<String, Meter[]> own = new HashMap<>();
    private final Map<String, Meter[]> byTenant = new HashMap<>();
    private final Map<TenantKey, Meter[]> byKey = new ConcurrentHashMap<>();

    /**
     * Of tenants.
     *
     * @param tenants all of a generation
     */
    public Accounts(Collection<Tenant> tenants) {
        for (Tenant tenant : tenants) {
            var rules = new Rules("t/" + tenant.name(), "tenant " + tenant.name(), tenant.zone());
            Meter[] meters = meters(rules.of(tenant.config().limits(), tenant.config().budgets()));
            if (meters.length > 0) {
                own.put(tenant.name(), meters);
            }
        }
        for (Tenant tenant : tenants) {
            Meter[] all =
                    tenant.lineage().stream()
                            .map(one -> own.getOrDefault(one.name(), NONE))
                            .flatMap(Arrays::stream)
                            .toArray(Meter[]::new);
            if (all.length > 0) {
                byTenant.put(tenant.name(), all);
            }
        }
    }

    private static Meter[] meters(List<Rule> rules) {
        return rules.stream().map(Meter::new).toArray(Meter[]::new);
    }

    /** What a caller counts on: of its key, its tenant, the tenants above. */
    Meter[] of(Caller caller) {
        Meter[] all = byTenant.getOrDefault(caller.tenant().name(), NONE);
        @Nullable TenantKey key = caller.key();
        if (key == null || (key.limits().isEmpty() && key.budgets().isEmpty())) {
            return all;
        }
        Meter[] known = byKey.get(key);
        if (known == null) {
            if (byKey.size() >= KEYS) {
                byKey.clear();
            }
            known = byKey.computeIfAbsent(key, one -> ofKey(one, caller.tenant(), all));
        }
        return known;
    }

    private static Meter[] ofKey(TenantKey key, Tenant tenant, Meter[] more) {
        var rules = new Rules("k/" + key.id(), "key " + key.id(), tenant.zone());
        return Stream.concat(
                        rules.of(key.limits(), key.budgets()).stream().map(Meter::new),
                        Arrays.stream(more))
                .toArray(Meter[]::new);
    }

    /**
     * How the limits and budgets of a tenant stand, without those of its keys and of the tenants
     * above. What this node has not dealt with lately is asked of the store.
     *
     * @param tenant its name
     * @param admission counts
     * @return in the order of the configuration; empty if it has none, or is unknown
     */
    public List<Standing> standings(String tenant, Admission admission) {
        Meter[] meters = own.getOrDefault(tenant, NONE);
        Instant now = admission.clock().instant();
        return admission.standings(
                Arrays.stream(meters)
                        .map(meter -> new Admission.Counted(meter.rule(), meter.account(now)))
                        .toList());
    }
}
