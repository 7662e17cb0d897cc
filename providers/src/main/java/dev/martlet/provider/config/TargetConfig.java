// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.Range;
import dev.martlet.core.config.Shorthand;
import org.jspecify.annotations.Nullable;

/** A model of a provider that can answer for an alias. */
@Doc("A model of a provider; the provider's name alone keeps the client's name of the model.")
@Shorthand("provider")
public record TargetConfig(
        @Doc("The name of a provider.") String provider,
        @Doc("The provider's name of the model. Default: what the client sent.")
                @Matches(value = ProviderNames.MODEL, expected = ProviderNames.MODEL_EXPECTED)
                @Nullable String model,
        @Doc("Its share among the targets of the same priority; 0 sends it nothing.")
                @Default("1")
                @Range(min = "0", max = "10000")
                int weight,
        @Doc("1 is asked first; a higher number only when all below cannot answer.")
                @Default("1")
                @Range(min = "1", max = "100")
                int priority) {}
