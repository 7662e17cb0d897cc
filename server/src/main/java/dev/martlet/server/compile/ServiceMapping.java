// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.core.overload.ConcurrencyConfig;
import dev.martlet.core.overload.Sharing;
import dev.martlet.server.config.model.DiscoveryConfig;
import dev.martlet.server.config.model.HealthConfig;
import dev.martlet.server.config.model.OutlierConfig;
import dev.martlet.server.config.model.RetryConfig;
import dev.martlet.server.config.model.RetryOn;
import dev.martlet.server.config.model.ServiceConfig;
import dev.martlet.server.config.model.StickyConfig;
import dev.martlet.server.config.model.UpstreamTls;
import dev.martlet.server.upstream.EndpointAddress;
import dev.martlet.server.upstream.ServiceSettings;
import dev.martlet.server.upstream.TransportSettings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a user writes about a service, as the settings that the service is made from. */
final class ServiceMapping {
    private ServiceMapping() {}

    static ServiceSettings settings(ServiceConfig config, Sharing sharing) {
        return new ServiceSettings(
                config.name(),
                source(config),
                transport(config),
                balance(config),
                health(config.health()),
                outlier(config.outlier()),
                config.panic().fraction(),
                config.timeouts().perTry(),
                config.timeouts().request(),
                retry(config.retry()),
                concurrency(config.concurrency(), sharing),
                sticky(config.sticky()));
    }

    private static ServiceSettings.Source source(ServiceConfig config) {
        @Nullable DiscoveryConfig discovery = config.discovery();
        if (discovery == null) {
            return new ServiceSettings.Listed(
                    config.endpoints().stream()
                            .map(endpoint ->
                                    new ServiceSettings.Weighted(
                                            new EndpointAddress(
                                                    endpoint.secure(),
                                                    endpoint.host(),
                                                    endpoint.port(),
                                                    null),
                                            endpoint.weight()))
                            .toList());
        }
        return discovery.srv()
                ? new ServiceSettings.Srv(discovery.host(), discovery.tls(), discovery.refresh())
                : new ServiceSettings.Dns(
                        discovery.host(), discovery.port(), discovery.tls(), discovery.refresh());
    }

    private static TransportSettings transport(ServiceConfig config) {
        return new TransportSettings(
                switch (config.protocol()) {
                    case HTTP1 -> TransportSettings.Protocol.HTTP1;
                    case H2C -> TransportSettings.Protocol.H2C;
                    case H2 -> TransportSettings.Protocol.H2;
                },
                tls(config.tls()),
                new TransportSettings.Pool(
                        config.pool().connections(),
                        Math.min(config.pool().idle(), config.pool().connections()),
                        config.pool().idleTimeout(),
                        config.pool().maxWait()),
                config.timeouts().connect(),
                config.timeouts().idle());
    }

    private static TransportSettings.Tls tls(@Nullable UpstreamTls tls) {
        return tls == null
                ? TransportSettings.Tls.DEFAULTS
                : new TransportSettings.Tls(
                        tls.ca(), tls.sni(), tls.cert(), tls.key(), tls.verify());
    }

    private static ServiceSettings.Balance balance(ServiceConfig config) {
        return switch (config.balance().algorithm()) {
            case ROUND_ROBIN -> new ServiceSettings.RoundRobin();
            case LEAST_REQUESTS -> new ServiceSettings.LeastRequests();
            case RANDOM -> new ServiceSettings.Random();
            case RING_HASH -> new ServiceSettings.RingHash(String.valueOf(config.balance().key()));
        };
    }

    private static ServiceSettings.@Nullable Health health(@Nullable HealthConfig health) {
        return health == null
                ? null
                : new ServiceSettings.Health(
                        health.path(),
                        health.interval(),
                        min(health.timeout(), health.interval()),
                        health.healthy(),
                        health.unhealthy(),
                        health.status().stream()
                                .map(range ->
                                        new ServiceSettings.StatusRange(range.from(), range.to()))
                                .toList());
    }

    /** A check that took longer than the interval would overlap with the next one. */
    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static ServiceSettings.@Nullable Outlier outlier(@Nullable OutlierConfig outlier) {
        return outlier == null
                ? null
                : new ServiceSettings.Outlier(
                        outlier.consecutive(), outlier.eject(), outlier.maxEjected().fraction());
    }

    private static ServiceSettings.Retry retry(RetryConfig retry) {
        Set<ServiceSettings.Retry.On> on = EnumSet.noneOf(ServiceSettings.Retry.On.class);
        for (RetryOn reason : retry.on()) {
            switch (reason.kind()) {
                case CONNECT -> on.add(ServiceSettings.Retry.On.CONNECT);
                case RESET -> on.add(ServiceSettings.Retry.On.RESET);
                case TIMEOUT -> on.add(ServiceSettings.Retry.On.TIMEOUT);
                case STATUS -> {} // collected below
            }
        }
        Set<Integer> statuses =
                retry.on().stream()
                        .filter(reason -> reason.kind() == RetryOn.Kind.STATUS)
                        .map(RetryOn::status)
                        .collect(Collectors.toSet());
        return new ServiceSettings.Retry(
                retry.attempts(),
                on,
                statuses,
                Set.copyOf(retry.methods()),
                retry.budget().fraction(),
                retry.backoff(),
                retry.maxBackoff());
    }

    private static ServiceSettings.@Nullable Concurrency concurrency(
            @Nullable ConcurrencyConfig concurrency, Sharing sharing) {
        return concurrency == null ? null : new ServiceSettings.Concurrency(concurrency, sharing);
    }

    private static ServiceSettings.@Nullable Sticky sticky(@Nullable StickyConfig sticky) {
        if (sticky == null) {
            return null;
        }
        return sticky.cookie() != null
                ? new ServiceSettings.Cookie(sticky.cookie(), sticky.ttl(), sticky.secret())
                : new ServiceSettings.KeyedBy(String.valueOf(sticky.key()));
    }
}
