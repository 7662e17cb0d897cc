// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.NonEmpty;
import dev.martlet.core.config.PolicyEntry;
import dev.martlet.policy.overload.OverloadConfig;
import dev.martlet.policy.tenant.TenantConfig;
import dev.martlet.provider.config.CatalogueConfig;
import dev.martlet.provider.config.ModelConfig;
import dev.martlet.provider.config.ProviderConfig;
import java.util.List;

/** The whole of {@code martlet.yaml}. */
@Doc("The configuration of Martlet.")
public record GatewayConfig(
        @Doc("Where clients connect.") @NonEmpty List<ListenerConfig> listeners,
        @Doc("The port for operators: health, effective configuration, reload.") @Default("{}")
                AdminConfig admin,
        @Doc("What happens on SIGTERM.") @Default("{}") ShutdownConfig shutdown,
        @Doc("Where what outlives the process is kept.") @Default("{}") StateConfig state,
        @Doc("Who is told when budgets run out.") @Default("{}") AlertsConfig alerts,
        @Doc("HTTP upstreams.") List<ServiceConfig> services,
        @Doc("APIs that answer for models.") List<ProviderConfig> providers,
        @Doc("What clients may send as model, and what answers for it.") List<ModelConfig> models,
        @Doc("What is known about models.") @Default("{}") CatalogueConfig catalogue,
        @Doc("Who calls and pays, with which keys, and how much.") List<TenantConfig> tenants,
        @Doc("What happens when there is more to do than can be done.") @Default("{}")
                OverloadConfig overload,
        @Doc(
                        "Which request goes where. The most specific match wins; two that are equal are an error.")
                List<RouteConfig> routes,
        @Doc("Policies on every route, unless the route excepts them.")
                List<PolicyEntry> policies) {}
