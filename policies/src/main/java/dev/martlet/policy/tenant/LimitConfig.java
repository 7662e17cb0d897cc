// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import dev.martlet.core.config.Count;
import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.OneOf;
import dev.martlet.core.config.Range;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much may be done at a time. */
@Doc("How much may be done at a time.")
@OneOf({"requests", "tokens", "input-tokens", "output-tokens", "concurrent"})
public record LimitConfig(
        @Doc("Requests per period.") @Range(min = "1", max = "9000000G") @Nullable Count requests,
        @Doc("Tokens of prompts and answers per period.") @Range(min = "1", max = "9000000G")
                @Nullable Count tokens,
        @Doc("Tokens of prompts per period.") @Range(min = "1", max = "9000000G")
                @Nullable Count inputTokens,
        @Doc("Tokens of answers per period.") @Range(min = "1", max = "9000000G")
                @Nullable Count outputTokens,
        @Doc("Requests at the same time.") @Range(min = "1", max = "1M") @Nullable Count concurrent,
        @Doc("The period; not with concurrent.") @Range(min = "1s", max = "1d")
                @Nullable Duration per,
        @Doc("The most that may come at once. Default: what a period allows. Not with concurrent.")
                @Range(min = "1", max = "9000000G")
                @Nullable Count burst,
        @Doc("Counts only requests to these models.")
                @Matches(value = TenantNames.GLOB, expected = TenantNames.GLOB_EXPECTED)
                @Nullable List<String> models,
        @Doc("Counts and reports, but refuses nothing.") @Default("false") boolean shadow,
        @Doc("Exact among several nodes, for one round trip to the store per request.")
                @Default("false")
                boolean strict,
        @Doc("Names the limit in metrics; what it has counted stays with the name.")
                @Matches(value = TenantNames.PATTERN, expected = TenantNames.EXPECTED)
                @Nullable String name) {
    public LimitConfig {
        models = models == null ? null : List.copyOf(models);
        if (concurrent == null && per == null) {
            throw new IllegalArgumentException("per: missing (expected: a period such as 1m)");
        }
        if (concurrent != null && per != null) {
            throw new IllegalArgumentException(
                    "per: not with concurrent (expected: only how many at the same time)");
        }
        if (concurrent != null && burst != null) {
            throw new IllegalArgumentException(
                    "burst: not with concurrent (expected: only how many at the same time)");
        }
    }

    /** What is counted. */
    public enum Unit {
        REQUESTS,
        TOKENS,
        INPUT_TOKENS,
        OUTPUT_TOKENS,
        CONCURRENT
    }

    /**
     * What is counted.
     *
     * @return the key that was given
     */
    public Unit unit() {
        if (requests != null) {
            return Unit.REQUESTS;
        }
        if (tokens != null) {
            return Unit.TOKENS;
        }
        if (inputTokens != null) {
            return Unit.INPUT_TOKENS;
        }
        return outputTokens != null ? Unit.OUTPUT_TOKENS : Unit.CONCURRENT;
    }

    /**
     * How much of the unit there is per period, or at the same time.
     *
     * @return 1 or more
     */
    public long amount() {
        @Nullable Count given =
                switch (unit()) {
                    case REQUESTS -> requests;
                    case TOKENS -> tokens;
                    case INPUT_TOKENS -> inputTokens;
                    case OUTPUT_TOKENS -> outputTokens;
                    case CONCURRENT -> concurrent;
                };
        if (given == null) {
            throw new IllegalStateException("limit: no amount (expected: one was checked)");
        }
        return given.value();
    }
}
