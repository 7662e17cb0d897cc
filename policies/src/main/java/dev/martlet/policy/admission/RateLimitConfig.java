// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.config.Count;
import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Expression;
import dev.martlet.core.config.ExpressionType;
import dev.martlet.core.config.OneOf;
import dev.martlet.core.config.Range;
import dev.martlet.policy.tenant.LimitConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A limit of routes: for all of their requests, or for each value of a key. */
@Doc("A limit of routes: for all of their requests together, or for each value of a key.")
@OneOf({"requests", "tokens", "input-tokens", "output-tokens", "concurrent"})
public record RateLimitConfig(
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
        @Doc("Counts by the value of this expression, each by itself. Default: all together.")
                @Expression(ExpressionType.KEY)
                @Nullable String key,
        @Doc("Counts only requests to these models.") @Nullable List<String> models,
        @Doc("Counts and reports, but refuses nothing.") @Default("false") boolean shadow,
        @Doc("Exact among several nodes, for one round trip to the store per request.")
                @Default("false")
                boolean strict) {
    public RateLimitConfig {
        models = models == null ? null : List.copyOf(models);
        // The same rules hold for the limits of tenants.
        if (requests != null
                || tokens != null
                || inputTokens != null
                || outputTokens != null
                || concurrent != null) {
            var _ =
                    limit(
                            requests,
                            tokens,
                            inputTokens,
                            outputTokens,
                            concurrent,
                            per,
                            burst,
                            models,
                            shadow,
                            strict);
        }
    }

    LimitConfig limit() {
        return limit(
                requests,
                tokens,
                inputTokens,
                outputTokens,
                concurrent,
                per,
                burst,
                models,
                shadow,
                strict);
    }

    private static LimitConfig limit(
            @Nullable Count requests,
            @Nullable Count tokens,
            @Nullable Count inputTokens,
            @Nullable Count outputTokens,
            @Nullable Count concurrent,
            @Nullable Duration per,
            @Nullable Count burst,
            @Nullable List<String> models,
            boolean shadow,
            boolean strict) {
        return new LimitConfig(
                requests,
                tokens,
                inputTokens,
                outputTokens,
                concurrent,
                per,
                burst,
                models,
                shadow,
                strict,
                null);
    }
}
