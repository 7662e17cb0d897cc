// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import dev.martlet.core.Priority;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.Zone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who calls and pays: an organisation, a team, a customer. */
@Doc("Who calls and pays: an organisation, a team, a customer.")
public record TenantConfig(
        @Doc("A unique name.")
                @Matches(value = TenantNames.PATTERN, expected = TenantNames.EXPECTED)
                String name,
        @Doc(
                        "The tenant that this one is a part of; what it may use, its limits and its budgets hold here too.")
                @Nullable String parent,
        @Doc("Its API keys; made with: martlet key TENANT.") List<KeyConfig> keys,
        @Doc("Models it may ask for; without the key all of its parent's.")
                @Matches(value = TenantNames.GLOB, expected = TenantNames.GLOB_EXPECTED)
                @Nullable List<String> models,
        @Doc("Tools it may call, as server/tool; without the key all of its parent's.")
                @Matches(value = TenantNames.GLOB, expected = TenantNames.GLOB_EXPECTED)
                @Nullable List<String> tools,
        @Doc("Routes it may take; without the key all of its parent's.")
                @Matches(value = TenantNames.GLOB, expected = TenantNames.GLOB_EXPECTED)
                @Nullable List<String> routes,
        @Doc(
                        "Where its days, weeks and months begin, such as Europe/Berlin. Default: its parent's, or UTC.")
                @Nullable Zone timeZone,
        @Doc("How much it may do at a time, all its keys and parts together.")
                List<LimitConfig> limits,
        @Doc("How much it may spend, all its keys and parts together.") List<BudgetConfig> budgets,
        @Doc("Who goes first when there is not enough for all. Default: its parent's, or normal.")
                @Nullable Priority priority) {
    public TenantConfig {
        keys = List.copyOf(keys);
        models = models == null ? null : List.copyOf(models);
        tools = tools == null ? null : List.copyOf(tools);
        routes = routes == null ? null : List.copyOf(routes);
        limits = List.copyOf(limits);
        budgets = List.copyOf(budgets);
    }
}
