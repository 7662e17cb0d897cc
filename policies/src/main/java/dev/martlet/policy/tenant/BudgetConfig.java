// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import dev.martlet.core.config.Count;
import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.OneOf;
import dev.martlet.core.config.OneOrMany;
import dev.martlet.core.config.Percent;
import dev.martlet.core.config.Range;
import dev.martlet.core.config.Usd;
import dev.martlet.core.config.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much may be spent. */
@Doc("How much may be spent.")
@OneOf({"tokens", "usd"})
public record BudgetConfig(
        @Doc("Tokens of prompts and answers.") @Range(max = "9000000G") @Nullable Count tokens,
        @Doc("US dollars, by the prices of the catalogue.") @Nullable Usd usd,
        @Doc("From one beginning of a day, week or month to the next; or total, once and for all.")
                Period per,
        @Doc("Shares of it that are reported when they are reached.") @OneOrMany
                List<Percent> alert,
        @Doc("Counts only requests to these models.")
                @Matches(value = TenantNames.GLOB, expected = TenantNames.GLOB_EXPECTED)
                @Nullable List<String> models,
        @Doc("Counts and reports, but refuses nothing.") @Default("false") boolean shadow,
        @Doc("Exact among several nodes, for one round trip to the store per request.")
                @Default("false")
                boolean strict,
        @Doc("What refused requests get.") @Values({"402", "429"}) @Default("429") int status,
        @Doc("Names the budget in metrics; what it has counted stays with the name.")
                @Matches(value = TenantNames.PATTERN, expected = TenantNames.EXPECTED)
                @Nullable String name) {
    public BudgetConfig {
        alert = List.copyOf(alert);
        models = models == null ? null : List.copyOf(models);
    }

    /** How long a budget lasts, by the calendar of the tenant's time zone. */
    public enum Period {
        @Doc("From midnight to midnight.")
        DAY,
        @Doc("From Monday to Sunday.")
        WEEK,
        @Doc("From the first to the last day.")
        MONTH,
        @Doc("For ever.")
        TOTAL
    }
}
