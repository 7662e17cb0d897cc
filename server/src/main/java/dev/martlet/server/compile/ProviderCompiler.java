// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.core.Upstream;
import dev.martlet.provider.config.DialectName;
import dev.martlet.provider.config.KeyConfig;
import dev.martlet.provider.config.LangChainConfig;
import dev.martlet.provider.config.ProviderConfig;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.echo.EchoModel;
import dev.martlet.provider.langchain.LangChainModel;
import dev.martlet.provider.pool.KeyRing;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.pool.ProviderKey;
import dev.martlet.provider.preset.ProviderSettings;
import dev.martlet.server.upstream.EndpointAddress;
import dev.martlet.server.upstream.Service;
import dev.martlet.server.upstream.ServiceSettings;
import dev.martlet.server.upstream.TransportSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes providers: what is known, what is configured, and the way there. */
final class ProviderCompiler {
    /** The limits of an answer are the model's; a connection's are only above them. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(50);
    private static final int IDLE_CONNECTIONS = 256;

    private final Function<ServiceSettings, Service> services;
    private final ProviderParts parts;

    ProviderCompiler(Function<ServiceSettings, Service> services, ProviderParts parts) {
        this.services = services;
        this.parts = parts;
    }

    /**
     * Makes a provider.
     *
     * @throws IllegalArgumentException if preset and configuration do not make one
     */
    Provider provider(ProviderSettings settings, ProviderConfig config, Leases leases) {
        List<ProviderKey> keys = keys(settings);
        var speaks =
                new Provider(
                        settings.name(),
                        parts.protocols().dialect(settings.dialect()),
                        parts.protocols().events(settings.dialect()),
                        upstream(settings, config, leases),
                        settings.base(),
                        parts.authorizers().create(settings, keys),
                        leases.keep(
                                new KeysKey(settings.name(), settings.keys()),
                                () -> new KeyRing(keys)),
                        settings.headers(),
                        settings.quirks(),
                        new Provider.Api(
                                settings.operations(),
                                settings.paths(),
                                settings.body(),
                                settings.omit(),
                                settings.clientKeys()));
        return speaks.and(
                settings.also().stream()
                        .sorted()
                        .map(also -> speaks.in(dialect(also), parts.protocols().events(also)))
                        .toList());
    }

    private Dialect dialect(DialectName name) {
        return parts.protocols().dialect(name);
    }

    /** What is known about keys outlives a reload as long as the keys stay the same. */
    private record KeysKey(String provider, List<KeyConfig> keys) {}

    /** The models stay as long as their classes and properties do. */
    private record LangChainKey(String provider, LangChainConfig config, String files) {}

    private record UpstreamKey(ServiceSettings settings, String files) {}

    private static List<ProviderKey> keys(ProviderSettings settings) {
        List<ProviderKey> keys = new ArrayList<>();
        for (KeyConfig key : settings.keys()) {
            String id = settings.name() + '#' + (keys.size() + 1);
            keys.add(new ProviderKey(id, key.value().reveal(), key.weight()));
        }
        return keys;
    }

    private Upstream upstream(ProviderSettings settings, ProviderConfig config, Leases leases) {
        if (settings.echo()) {
            return new EchoModel(settings.name());
        }
        @Nullable LangChainConfig langChain = config.langchain4j();
        if (langChain != null) {
            var key =
                    new LangChainKey(settings.name(), langChain, FileVersions.of(langChain.jars()));
            return leases.keep(
                    key,
                    () ->
                            new LangChainModel(
                                    settings.name(),
                                    langChain,
                                    config.connections(),
                                    parts.runtime().nanoTime(),
                                    parts.runtime().wallClock()));
        }
        ServiceSettings service = service(settings, config);
        String files = FileVersions.of(service.transport().tls());
        return leases.keep(new UpstreamKey(service, files), () -> services.apply(service));
    }

    private static ServiceSettings service(ProviderSettings settings, ProviderConfig config) {
        URI base = settings.base();
        boolean secure = base.getScheme().equals("https");
        int port = base.getPort() > 0 ? base.getPort() : secure ? 443 : 80;
        String host = base.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        var address = new EndpointAddress(secure, bare, port, null);
        var transport =
                new TransportSettings(
                        TransportSettings.Protocol.HTTP1,
                        new TransportSettings.Tls(config.ca(), null, null, null, true),
                        new TransportSettings.Pool(
                                config.connections(),
                                Math.min(IDLE_CONNECTIONS, config.connections()),
                                IDLE_CONNECTION,
                                config.timeouts().connect()),
                        config.timeouts().connect(),
                        LONGEST);
        return new ServiceSettings(
                "provider " + settings.name(),
                new ServiceSettings.Listed(List.of(new ServiceSettings.Weighted(address, 1))),
                transport,
                new ServiceSettings.RoundRobin(),
                null,
                null,
                0,
                LONGEST,
                LONGEST,
                // What is tried again, and where, is the models' business.
                ServiceSettings.Retry.NEVER,
                null,
                null);
    }
}
