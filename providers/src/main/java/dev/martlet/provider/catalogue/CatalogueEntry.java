// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

import dev.martlet.provider.chat.Usage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one model. Prices are US dollars for a million tokens.
 *
 * @param contextWindow tokens, or 0 if unknown
 * @param maxOutput tokens, or 0 if unknown or if the model writes no text
 * @param tools whether it may call tools
 * @param vision whether it may see images
 * @param schema whether it may be held to a JSON Schema
 * @param reasoning whether it may think before it answers
 * @param input the price of the prompt, or null if nobody knows what the model costs
 * @param cached of what was read from the provider's cache; null for {@code input}
 * @param cacheWrite of what was written to it; null for {@code input}
 * @param completion of the answer; null if it has no price of its own
 */
public record CatalogueEntry(
        long contextWindow,
        long maxOutput,
        boolean tools,
        boolean vision,
        boolean schema,
        boolean reasoning,
        @Nullable BigDecimal input,
        @Nullable BigDecimal cached,
        @Nullable BigDecimal cacheWrite,
        @Nullable BigDecimal completion)
        implements ModelInfo {
    /** A million. */
    private static final int PRICED = 6;

    /**
     * The price of an answer.
     *
     * @param usage the tokens
     * @return US dollars, exact, or null if a price that it takes is unknown
     */
    public @Nullable BigDecimal cost(Usage usage) {
        if (input == null || (completion == null && usage.output() > 0)) {
            return null;
        }
        // A provider that counts cached tokens beside its input must not make the rest negative.
        long plain = Math.max(0, usage.input() - usage.cachedInput() - usage.cacheWrite());
        BigDecimal sum = times(plain, input);
        sum = sum.add(times(usage.cachedInput(), cached == null ? input : cached));
        sum = sum.add(times(usage.cacheWrite(), cacheWrite == null ? input : cacheWrite));
        if (completion != null) {
            sum = sum.add(times(usage.output(), completion));
        }
        return sum.movePointLeft(PRICED);
    }

    private static BigDecimal times(long tokens, BigDecimal price) {
        return price.multiply(BigDecimal.valueOf(tokens));
    }
}
