// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Range;
import java.time.Duration;

/** How long a provider's connections may take; what an answer may take is the model's. */
@Doc("How long the provider's connections may take.")
public record ProviderTimeouts(
        @Doc("To open a connection, with TLS.") @Default("5s") @Range(min = "1ms", max = "1m")
                Duration connect) {}
