// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.core.Outbound;
import dev.martlet.core.Upstream;
import dev.martlet.server.upstream.DocumentFetch;
import dev.martlet.server.upstream.EndpointAddress;
import dev.martlet.server.upstream.Service;
import dev.martlet.server.upstream.ServiceSettings;
import dev.martlet.server.upstream.TransportSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What policies of one snapshot have beside their exchanges. */
final class PolicyOutbound implements Outbound {
    private final Leases leases;
    private final Function<ServiceSettings, Service> services;
    private final DocumentFetch documents;

    PolicyOutbound(
            Leases leases, Function<ServiceSettings, Service> services, DocumentFetch documents) {
        this.leases = leases;
        this.services = services;
        this.documents = documents;
    }

    private record UpstreamKey(ServiceSettings settings, String files) {}

    @Override
    public <T extends AutoCloseable> T keep(Object key, Supplier<T> factory) {
        return leases.keep(key, factory);
    }

    @Override
    public Upstream upstream(URI base, @Nullable Path ca, Duration timeout) {
        EndpointAddress address = EndpointAddress.of(base);
        ServiceSettings defaults =
                ServiceSettings.of(
                        address.id(),
                        new ServiceSettings.Listed(
                                List.of(new ServiceSettings.Weighted(address, 1))));
        var transport =
                new TransportSettings(
                        TransportSettings.Protocol.HTTP1,
                        new TransportSettings.Tls(ca, null, null, null, true),
                        TransportSettings.Pool.DEFAULTS,
                        timeout,
                        timeout);
        var settings =
                new ServiceSettings(
                        defaults.name(),
                        defaults.source(),
                        transport,
                        defaults.balance(),
                        null,
                        null,
                        0,
                        timeout,
                        timeout,
                        ServiceSettings.Retry.NEVER,
                        null,
                        null);
        var key = new UpstreamKey(settings, FileVersions.of(transport.tls()));
        return leases.keep(key, () -> services.apply(settings));
    }

    @Override
    public Document fetch(URI from, @Nullable Path ca) throws IOException {
        return documents.get(from, ca);
    }
}
