// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.NonEmpty;
import dev.martlet.core.config.OneOrMany;
import dev.martlet.core.config.Range;
import java.time.Duration;
import java.util.List;

/**
 * Which pages of other origins may call from a browser, and how.
 *
 * @param origins exact origins, {@code https://*.example.com} for every subdomain, or {@code *}
 * @param methods methods that may be used; {@code *} for all
 * @param headers request fields that scripts may set; {@code *} for all
 * @param expose fields of replies that scripts may read
 * @param credentials whether cookies and the like are sent
 * @param maxAge how long a browser may remember the answer
 * @param privateNetwork whether pages of the public Internet may call into a private network
 */
@Doc("Lets scripts of other origins call from browsers. Preflights are answered by the gateway.")
public record CorsConfig(
        @Doc("Origins such as https://app.example.com, https://*.example.com or *.")
                @NonEmpty
                @OneOrMany
                @Matches(
                        value =
                                "\\*|null|[a-z][a-z0-9+.-]*://(\\*\\.)?([A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+\\])(:[0-9]{1,5})?",
                        expected = "https://app.example.com, https://*.example.com or *")
                List<String> origins,
        @Doc("Methods that may be used; * for all.")
                @Default("[GET, HEAD, POST]")
                @Matches(
                        value = "\\*|[A-Z][A-Z0-9-]{0,31}",
                        expected = "a method such as PUT, or *")
                List<String> methods,
        @Doc("Request headers that scripts may set; * for all.")
                @OneOrMany
                @Matches(
                        value = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}",
                        expected = "a header's name, or *")
                List<String> headers,
        @Doc("Response headers that scripts may read.")
                @OneOrMany
                @Matches(
                        value = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}",
                        expected = "a header's name, or *")
                List<String> expose,
        @Doc("Whether cookies and HTTP authentication may be used. Not together with origin *.")
                @Default("false")
                boolean credentials,
        @Doc("How long browsers may remember the answer to a preflight.")
                @Default("10m")
                @Range(min = "0s", max = "24h")
                Duration maxAge,
        @Doc("Whether pages of the Internet may call into this private network.") @Default("false")
                boolean privateNetwork) {
    public CorsConfig {
        if (credentials && (origins.contains("*") || origins.contains("null"))) {
            throw new IllegalArgumentException(
                    "origins: with credentials, any site could act for the user"
                            + " (expected: origins by name, or credentials: false)");
        }
        if (credentials && expose.contains("*")) {
            throw new IllegalArgumentException(
                    "expose: * has no effect with credentials (expected: headers by name)");
        }
        origins = List.copyOf(origins);
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
        expose = List.copyOf(expose);
    }
}
