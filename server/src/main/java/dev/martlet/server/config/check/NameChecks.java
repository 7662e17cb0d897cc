// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.check;

import dev.martlet.core.config.PolicyEntry;
import dev.martlet.policy.tenant.TenantConfig;
import dev.martlet.provider.config.ModelConfig;
import dev.martlet.provider.config.ProviderConfig;
import dev.martlet.server.config.model.GatewayConfig;
import dev.martlet.server.config.model.ListenerConfig;
import dev.martlet.server.config.model.RouteConfig;
import dev.martlet.server.config.model.ServiceConfig;
import dev.martlet.server.config.yaml.Quoted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Names that have to be unique are. */
final class NameChecks {
    private final Reporter reporter;

    NameChecks(Reporter reporter) {
        this.reporter = reporter;
    }

    void run(GatewayConfig config) {
        unique("listener", config.listeners(), ListenerConfig::name);
        unique("service", config.services(), ServiceConfig::name);
        unique("provider", config.providers(), ProviderConfig::name);
        unique("model", config.models(), ModelConfig::name);
        unique("tenant", config.tenants(), TenantConfig::name);
        unique("route", config.routes(), RouteConfig::name);
        policies(config.policies());
        config.routes().forEach(route -> policies(route.policies()));
    }

    /**
     * Several policies of one kind may share the default name, which is the kind; a name of one's
     * own is unique.
     */
    private void policies(List<PolicyEntry> policies) {
        unique(
                "policy",
                policies.stream().filter(policy -> !policy.name().equals(policy.kind())).toList(),
                PolicyEntry::name);
    }

    private <T extends Record> void unique(String what, List<T> records, Function<T, String> name) {
        Map<String, T> seen = new HashMap<>();
        for (T one : records) {
            T first = seen.putIfAbsent(name.apply(one), one);
            if (first != null) {
                String message = "a second " + what + " is named " + Quoted.of(name.apply(one));
                String expected = "unique names; the first is " + reporter.path(first, "");
                reporter.add(reporter.path(one, "name"), message, expected);
            }
        }
    }
}
