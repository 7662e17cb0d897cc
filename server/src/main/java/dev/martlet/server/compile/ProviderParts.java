// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.provider.call.CallRuntime;
import dev.martlet.provider.catalogue.Catalogue;
import dev.martlet.provider.endpoint.Protocols;
import dev.martlet.provider.endpoint.RequestMemory;
import dev.martlet.provider.pool.Authorizer;
import dev.martlet.provider.pool.ProviderKey;
import dev.martlet.provider.preset.ProviderSettings;
import java.util.List;

/**
 * What providers and models are made of, the same for every generation.
 *
 * @param protocols the dialects
 * @param authorizers makes what puts a provider's keys into requests
 * @param catalogue what Martlet brings about models
 * @param runtime what all calls share, without prices: each generation has its own
 * @param memory room for requests
 */
public record ProviderParts(
        Protocols protocols,
        Authorizers authorizers,
        Catalogue catalogue,
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
