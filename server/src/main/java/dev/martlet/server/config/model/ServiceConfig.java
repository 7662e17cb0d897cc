// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.OneOf;
import dev.martlet.core.config.Percent;
import dev.martlet.core.overload.ConcurrencyConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An HTTP upstream: several endpoints that can answer the same requests. */
@Doc("An HTTP upstream.")
@OneOf({"endpoints", "discovery", "preset"})
public record ServiceConfig(
        @Doc("A unique name.") @Matches(value = Names.PATTERN, expected = Names.EXPECTED)
                String name,
        @Doc("Where it answers.") List<EndpointConfig> endpoints,
        @Doc("Endpoints found by DNS.") @Nullable DiscoveryConfig discovery,
        @Doc("A service that Martlet answers by itself.") @Nullable Preset preset,
        @Doc("What is spoken to the endpoints.") @Default("http1") UpstreamProtocol protocol,
        @Doc("How https endpoints are checked, and what they are shown.") @Nullable UpstreamTls tls,
        @Doc("How an endpoint is chosen.") @Default("round-robin") Balance balance,
        @Doc("Active checks. Without them, an endpoint is taken for healthy.")
                @Nullable HealthConfig health,
        @Doc("Ejects endpoints whose replies fail.") @Nullable OutlierConfig outlier,
        @Doc("Below this share of healthy endpoints all of them are used.") @Default("50%")
                Percent panic,
        @Doc("Connections to each endpoint.") @Default("{}") PoolConfig pool,
        @Doc("How long the service may take.") @Default("{}") ServiceTimeouts timeouts,
        @Doc("What is tried again. A request is only repeated if that is safe.") @Default("{}")
                RetryConfig retry,
        @Doc(
                        "A limit of concurrent requests that follows the service's latency. Without it there is none.")
                @Nullable ConcurrencyConfig concurrency,
        @Doc("Keeps a client at one endpoint.") @Nullable StickyConfig sticky) {}
