// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.Key;
import dev.martlet.core.Principal;
import dev.martlet.policy.tenant.KeyConfig;
import dev.martlet.policy.tenant.TenantConfig;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the limits and budgets of a configuration count, by tenant and by key. Found by a look-up,
 * however many there are; what a tenant has of those above is one object for all of their children.
 */
public final class Accounts {
    /** The one of a snapshot. */
    public static final Key<Accounts> PART = Key.named("accounts");

    private static final Meter[] NONE = new Meter[0];

    /** The kind of policy that finds keys of the configuration. */
    private static final String KEYS = "api-key";

    private final Map<String, Meter[]> own = new LinkedHashMap<>();
    private final Map<String, Meter[]> byTenant = new HashMap<>();
    private final Map<String, Meter[]> byKey = new HashMap<>();

    /**
     * Of tenants.
     *
     * @param tenants as configured; a parent that is not there has been reported elsewhere
     */
    public Accounts(Collection<TenantConfig> tenants) {
        Map<String, TenantConfig> byName = new HashMap<>();
        tenants.forEach(tenant -> byName.put(tenant.name(), tenant));
        tenants.forEach(tenant -> own.put(tenant.name(), own(tenant, byName)));
        tenants.forEach(tenant -> all(tenant, byName));
    }

    private static Meter[] own(TenantConfig tenant, Map<String, TenantConfig> byName) {
        return meters(
                new Rules("t/" + tenant.name(), "tenant " + tenant.name(), zone(tenant, byName))
                        .of(tenant.limits(), tenant.budgets()));
    }

    private void all(TenantConfig tenant, Map<String, TenantConfig> byName) {
        Meter[] all =
                line(tenant, byName).stream()
                        .map(TenantConfig::name)
                        .map(name -> own.getOrDefault(name, NONE))
                        .flatMap(Arrays::stream)
                        .toArray(Meter[]::new);
        if (all.length > 0) {
            byTenant.put(tenant.name(), all);
        }
        for (KeyConfig key : tenant.keys()) {
            if (!key.limits().isEmpty() || !key.budgets().isEmpty()) {
                Meter[] ofKey =
                        meters(
                                new Rules("k/" + key.id(), "key " + key.id(), zone(tenant, byName))
                                        .of(key.limits(), key.budgets()));
                byKey.put(
                        key.id(),
                        Stream.concat(Arrays.stream(ofKey), Arrays.stream(all))
                                .toArray(Meter[]::new));
            }
        }
    }

    private static Meter[] meters(List<Rule> rules) {
        return rules.isEmpty() ? NONE : rules.stream().map(Meter::new).toArray(Meter[]::new);
    }

    /** The nearest time zone that is given. */
    private static ZoneId zone(TenantConfig tenant, Map<String, TenantConfig> byName) {
        for (TenantConfig one : line(tenant, byName)) {
            if (one.timeZone() != null) {
                return one.timeZone().id();
            }
        }
        return ZoneOffset.UTC;
    }

    /** A tenant, and those above it; a circle has been reported elsewhere. */
    private static List<TenantConfig> line(TenantConfig tenant, Map<String, TenantConfig> byName) {
        List<TenantConfig> line = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        @Nullable TenantConfig next = tenant;
        while (next != null && seen.add(next.name())) {
            line.add(next);
            next = next.parent() == null ? null : byName.get(next.parent());
        }
        return line;
    }

    /**
     * Whether nothing is counted.
     *
     * @return true if no tenant and no key has a limit or a budget
     */
    public boolean isEmpty() {
        return byTenant.isEmpty() && byKey.isEmpty();
    }

    /** What a caller counts on: of its key, its tenant, the tenants above. */
    Meter[] of(Principal caller) {
        Meter[] meters = caller.method().equals(KEYS) ? byKey.get(caller.id()) : null;
        return meters != null ? meters : byTenant.getOrDefault(caller.tenant(), NONE);
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
