// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.MatchesKeys;
import dev.martlet.core.config.Range;
import dev.martlet.core.overload.ConcurrencyConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where models are. */
@Doc("An API that answers for models.")
public record ProviderConfig(
        @Doc("A unique name.")
                @Matches(value = ProviderNames.PATTERN, expected = ProviderNames.EXPECTED)
                String name,
        @Doc(
                        "What is known about the provider: URL, dialect, scheme of keys. See docs/providers.md.")
                @Nullable String preset,
        @Doc("The wire format it speaks. Default: the preset's.") @Nullable DialectName dialect,
        @Doc("Base URL; chats go to a path below it. Default: the preset's.") @Nullable URI url,
        @Doc("Its keys; several share the requests by weight.") List<KeyConfig> keys,
        @Doc("How a key is sent. Default: the preset's.") @Nullable AuthConfig auth,
        @Doc("Values for {names} in the preset's URL: region, project, resource, account.")
                Map<String, String> parameters,
        @Doc("Fields to add to each request.")
                @MatchesKeys(
                        value = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}",
                        expected = "a header's name")
                @Matches(
                        value = "[\\t\\u0020-\\u007e\\u00a0-\\ufffd]{0,8192}",
                        expected = "a header's value without control characters")
                Map<String, String> headers,
        @Doc("Sends the client's own key instead of one from keys, where the client sent one.")
                @Default("false")
                boolean clientKeys,
        @Doc("Certificates that https is checked against instead of the system's, as PEM.")
                @Nullable Path ca,
        @Doc("Where it differs from its dialect.") @Nullable QuirksConfig quirks,
        @Doc("How long its connections may take.") @Default("{}") ProviderTimeouts timeouts,
        @Doc("Connections to it at the same time.")
                @Default("4096")
                @Range(min = "1", max = "65536")
                int connections,
        @Doc(
                        "A limit of concurrent requests to each of its models that follows the time to the first token. Without it there is none.")
                @Nullable ConcurrencyConfig concurrency,
        @Doc("For preset langchain4j: the class of the chat model's builder, and its properties.")
                @Nullable LangChainConfig langchain4j) {
    public ProviderConfig {
        if (preset == null && (dialect == null || url == null)) {
            throw new IllegalArgumentException(
                    "preset: missing (expected: a preset, or dialect and url)");
        }
        if ("langchain4j".equals(preset) != (langchain4j != null)) {
            throw new IllegalArgumentException(
                    "langchain4j: not where it belongs (expected: preset langchain4j, and the key langchain4j with its classes)");
        }
    }
}
