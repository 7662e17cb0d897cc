// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Range;
import dev.martlet.core.config.Secret;
import dev.martlet.core.config.Shorthand;

/** One key of a provider. */
@Doc("One key of a provider; the key alone is enough.")
@Shorthand("value")
public record KeyConfig(
        @Doc(
                        "The key: ${NAME} or file:/path. For AWS access-key-id:secret-access-key[:session-token]; for a Google service account its JSON file.")
                Secret value,
        @Doc("Its share of the requests among the provider's keys.")
                @Default("1")
                @Range(min = "1", max = "10000")
                int weight) {}
