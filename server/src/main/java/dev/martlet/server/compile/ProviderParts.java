// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.provider.call.CallRuntime;
import dev.martlet.provider.catalogue.ModelInfo;
import dev.martlet.provider.endpoint.Protocols;
import dev.martlet.provider.endpoint.RequestMemory;
import dev.martlet.provider.pool.Authorizer;
import dev.martlet.provider.pool.ProviderKey;
import dev.martlet.provider.preset.ProviderSettings;
import java.util.List;
import java.util.function.Function;

/**
 * What providers and models are made of, the same for every generation.
 *
 * @param protocols the dialects
 * @param authorizers makes what puts a provider's keys into requests
 * @param catalogue what is known of a provider's models: first the provider's price list, then the
 *     model
 * @param runtime what all calls share
 * @param memory room for requests
 */
public record ProviderParts(
        Protocols protocols,
        Authorizers authorizers,
        Function<String, Function<String, ModelInfo>> catalogue,
        CallRuntime runtime,
        RequestMemory memory) {
    /** Makes what puts a provider's keys into requests. */
    @FunctionalInterface
    public interface Authorizers {
        /**
         * Makes one.
         *
         * @param settings of the provider
         * @param keys its keys, by the names that requests are authorized with
         * @return the authorizer
         * @throws IllegalArgumentException if a key is not what the scheme needs
         */
        Authorizer create(ProviderSettings settings, List<ProviderKey> keys);
    }
}
