// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import dev.martlet.core.Priority;
import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.Timestamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An API key, of which only the hash is kept. */
@Doc("An API key, of which only the hash is kept.")
public record KeyConfig(
        @Doc("Names the key in logs, metrics and the ledger; unique among all keys.")
                @Matches(value = TenantNames.PATTERN, expected = TenantNames.EXPECTED)
                String id,
        @Doc("The SHA-256 of the key, in hex.")
                @Matches(
                        value = "[0-9a-fA-F]{64}",
                        expected = "64 hexadecimal digits, as martlet key prints them")
                String sha256,
        @Doc("What it is for.") @Nullable String label,
        @Doc(
                        "From when on it is refused, such as 2027-01-01T00:00:00Z. To rotate, add the new key and let the old one expire.")
                @Nullable Timestamp expires,
        @Doc("Refuses the key, and keeps its id taken.") @Default("false") boolean revoked,
        @Doc("Models that it may ask for, of those of its tenant.")
                @Matches(value = TenantNames.GLOB, expected = TenantNames.GLOB_EXPECTED)
                @Nullable List<String> models,
        @Doc("Tools that it may call, as server/tool, of those of its tenant.")
                @Matches(value = TenantNames.GLOB, expected = TenantNames.GLOB_EXPECTED)
                @Nullable List<String> tools,
        @Doc("Routes that it may take, of those of its tenant.")
                @Matches(value = TenantNames.GLOB, expected = TenantNames.GLOB_EXPECTED)
                @Nullable List<String> routes,
        @Doc("How much it may do at a time.") List<LimitConfig> limits,
        @Doc("How much it may spend.") List<BudgetConfig> budgets,
        @Doc("Who goes first when there is not enough for all. Default: its tenant's.")
                @Nullable Priority priority) {
    public KeyConfig {
        models = models == null ? null : List.copyOf(models);
        tools = tools == null ? null : List.copyOf(tools);
        routes = routes == null ? null : List.copyOf(routes);
        limits = List.copyOf(limits);
        budgets = List.copyOf(budgets);
    }
}
