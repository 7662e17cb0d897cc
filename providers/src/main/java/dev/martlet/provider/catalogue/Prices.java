// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

import dev.martlet.provider.chat.Usage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What tokens cost. */
@FunctionalInterface
public interface Prices {
    /** Nobody knows. */
    Prices UNKNOWN = (provider, model, usage) -> null;

    /**
     * The price of an answer.
     *
     * @param provider the provider's name in the configuration
     * @param model the provider's name of the model
     * @param usage the tokens
     * @return US dollars, or null if the price is unknown
     */
    @Nullable BigDecimal cost(String provider, String model, Usage usage);
}
