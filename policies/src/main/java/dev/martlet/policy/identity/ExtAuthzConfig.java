// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.OneOrMany;
import dev.martlet.core.config.Range;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service that decides, in the shape of Envoy's ext_authz over HTTP. */
@Doc(
        "Asks a service whether a request may pass, as Envoy's ext_authz does over HTTP: 200 lets it pass, any other answer is what the client gets.")
public record ExtAuthzConfig(
        @Doc("Where to ask; the request's own path is put behind the path of this URL.") URI url,
        @Doc("Certificates that https is checked against instead of the system's, as PEM.")
                @Nullable Path ca,
        @Doc("How long an answer may take; without one the request is refused with 503.")
                @Default("1s")
                @Range(min = "10ms", max = "30s")
                Duration timeout,
        @Doc("Headers of the request that the service gets to see.")
                @Default(
                        "[authorization, cookie, x-api-key, x-request-id, x-forwarded-for, x-forwarded-proto, x-forwarded-host, traceparent]")
                @Matches(value = ExtAuthzConfig.TOKEN, expected = "a header's name")
                @OneOrMany
                List<String> requestHeaders,
        @Doc(
                        "Headers of its answer that the request goes on with; what the client sent in them is dropped.")
                @Matches(value = ExtAuthzConfig.TOKEN, expected = "a header's name")
                @OneOrMany
                List<String> upstreamHeaders,
        @Doc("Headers of the request that go no further than to the service.")
                @Default("[authorization, x-api-key, api-key, x-goog-api-key]")
                @Matches(value = ExtAuthzConfig.TOKEN, expected = "a header's name")
                @OneOrMany
                List<String> credentials,
        @Doc("Whose callers these are. Without tenant and tenant-header nobody's limits hold.")
                @Nullable String tenant,
        @Doc("The header of the answer that says whose caller it is.")
                @Matches(value = ExtAuthzConfig.TOKEN, expected = "a header's name")
                @Nullable String tenantHeader,
        @Doc("The header of the answer that names the caller.")
                @Matches(value = ExtAuthzConfig.TOKEN, expected = "a header's name")
                @Nullable String idHeader,
        @Doc(
                        "Asks also about callers that a policy before this one has recognised: it can then only refuse.")
                @Default("false")
                boolean always) {
    static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}";

    public ExtAuthzConfig {
        if (!JwtConfig.web(url) || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "url: not the URL of a service (expected: http://host:port/path)");
        }
        if (tenant != null && tenantHeader != null) {
            throw new IllegalArgumentException(
                    "tenant: beside tenant-header (expected: one of both)");
        }
        requestHeaders = List.copyOf(requestHeaders);
        upstreamHeaders = List.copyOf(upstreamHeaders);
        credentials = List.copyOf(credentials);
    }
}
