// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.Shorthand;
import org.jspecify.annotations.Nullable;

/** How a provider's key is sent. */
@Doc("How the key is sent; the scheme alone is enough where it needs nothing else.")
@Shorthand("scheme")
public record AuthConfig(
        @Doc("The scheme.") @Default("bearer") AuthScheme scheme,
        @Doc("Name of the header, or of the query parameter.")
                @Matches(
                        value = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}",
                        expected = "the name of a header or parameter")
                @Nullable String header,
        @Doc("For aws-sigv4: the service that is signed for.") @Nullable String service) {
    public AuthConfig {
        boolean named = scheme == AuthScheme.HEADER || scheme == AuthScheme.QUERY;
        if (named != (header != null)) {
            throw new IllegalArgumentException(
                    named
                            ? "header: missing (expected: the name of the header or parameter)"
                            : "header: belongs to the schemes header and query");
        }
        if (service != null && scheme != AuthScheme.AWS_SIGV4) {
            throw new IllegalArgumentException("service: belongs to the scheme aws-sigv4");
        }
    }
}
