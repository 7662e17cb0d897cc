// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.check;

import dev.martlet.policy.tenant.BudgetConfig;
import dev.martlet.policy.tenant.KeyConfig;
import dev.martlet.policy.tenant.LimitConfig;
import dev.martlet.policy.tenant.TenantConfig;
import dev.martlet.server.config.bind.Nearest;
import dev.martlet.server.config.model.GatewayConfig;
import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Paths;
import dev.martlet.server.config.yaml.Quoted;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tenants have parents that exist and lead to no circle, and every key is one tenant's. */
final class TenantChecks {
    private final Reporter reporter;
    private final Set<String> tenants;
    private final Set<String> models;
    private final Set<String> routes;
    private final Map<String, KeyConfig> byId = new HashMap<>();
    private final Map<String, KeyConfig> byHash = new HashMap<>();

    TenantChecks(Reporter reporter, Node document) {
        this.reporter = reporter;
        this.tenants = DefinedNames.of(document, "tenants", "name");
        this.models = DefinedNames.of(document, "models", "name");
        this.routes = DefinedNames.of(document, "routes", "name");
    }

    void run(GatewayConfig config) {
        Map<String, TenantConfig> byName = new HashMap<>();
        config.tenants().forEach(one -> byName.putIfAbsent(one.name(), one));
        for (TenantConfig tenant : config.tenants()) {
            parent(tenant, byName);
            scope(tenant, tenant.models(), tenant.routes());
            names(tenant.limits(), tenant.budgets());
            for (KeyConfig key : tenant.keys()) {
                key(key);
                scope(key, key.models(), key.routes());
                names(key.limits(), key.budgets());
            }
        }
    }

    private void parent(TenantConfig tenant, Map<String, TenantConfig> byName) {
        @Nullable String parent = tenant.parent();
        if (parent == null) {
            return;
        }
        String path = reporter.path(tenant, "parent");
        if (!tenants.contains(parent)) {
            reporter.add(
                    path,
                    "no tenant is named " + Quoted.of(parent),
                    DefinedNames.known(tenants),
                    Nearest.of(parent, tenants));
            return;
        }
        Set<String> seen = new HashSet<>(Set.of(tenant.name()));
        @Nullable String at = parent;
        while (at != null && seen.add(at)) {
            TenantConfig above = byName.get(at);
            at = above == null ? null : above.parent();
        }
        // Told at those that stand in the circle, not at those that lead into it.
        if (tenant.name().equals(at)) {
            reporter.add(path, "the parents lead back to here", "a parent that leads to the top");
        }
    }

    private void key(KeyConfig key) {
        KeyConfig first = byId.putIfAbsent(key.id(), key);
        if (first != null) {
            reporter.add(
                    reporter.path(key, "id"),
                    "a second key has the id " + Quoted.of(key.id()),
                    "unique ids; the first is " + reporter.path(first, ""));
        }
        KeyConfig same = byHash.putIfAbsent(key.sha256().toLowerCase(Locale.ROOT), key);
        if (same != null) {
            reporter.add(
                    reporter.path(key, "sha256"),
                    "this is the key of " + reporter.path(same, ""),
                    "a key of its own; made with: martlet key TENANT");
        }
    }

    private void scope(
            Record owner, @Nullable List<String> ofModels, @Nullable List<String> ofRoutes) {
        known(owner, "models", "model", ofModels, models, this::isModel);
        known(owner, "routes", "route", ofRoutes, routes, routes::contains);
    }

    /** A wildcard among the models stands for any rest. */
    private boolean isModel(String name) {
        return models.contains(name)
                || models.stream()
                        .filter(one -> one.endsWith("*"))
                        .anyMatch(one -> name.startsWith(one.substring(0, one.length() - 1)));
    }

    /** A name without a star that nothing has is a misspelt one. */
    private void known(
            Record owner,
            String key,
            String what,
            @Nullable List<String> patterns,
            Set<String> defined,
            Predicate<String> isKnown) {
        for (int i = 0; patterns != null && i < patterns.size(); i++) {
            String pattern = patterns.get(i);
            String name = pattern.startsWith("!") ? pattern.substring(1) : pattern;
            if (!name.contains("*") && !isKnown.test(name)) {
                reporter.add(
                        Paths.index(reporter.path(owner, key), i),
                        "no " + what + " is named " + Quoted.of(name),
                        defined.isEmpty()
                                ? "a " + what + " under " + key
                                : DefinedNames.known(defined),
                        Nearest.of(name, defined));
            }
        }
    }

    private void names(List<LimitConfig> limits, List<BudgetConfig> budgets) {
        Map<String, Record> seen = new HashMap<>();
        limits.forEach(limit -> name(limit, limit.name(), seen));
        budgets.forEach(budget -> name(budget, budget.name(), seen));
    }

    private void name(Record one, @Nullable String name, Map<String, Record> seen) {
        if (name == null) {
            return;
        }
        Record first = seen.putIfAbsent(name, one);
        if (first != null) {
            reporter.add(
                    reporter.path(one, "name"),
                    "a second one is named " + Quoted.of(name),
                    "unique names; the first is " + reporter.path(first, ""));
        }
    }
}
