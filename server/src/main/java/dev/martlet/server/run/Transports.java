// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.server.http1.BufferPool;
import dev.martlet.server.http1.HeadLimits;
import dev.martlet.server.io.Watchdog;
import dev.martlet.server.upstream.EndpointAddress;
import dev.martlet.server.upstream.Transport;
import dev.martlet.server.upstream.TransportFactory;
import dev.martlet.server.upstream.TransportSettings;
import dev.martlet.server.upstream.http1.Http1Runtime;
import dev.martlet.server.upstream.http1.Http1Transport;
import java.util.concurrent.Executor;

/** Makes the transport that a service's protocol asks for. */
final class Transports implements TransportFactory {
    private final Http1Runtime http1;

    Transports(Watchdog watchdog, Executor threads) {
        this.http1 =
                new Http1Runtime(
                        watchdog,
                        threads,
                        new BufferPool(16 << 10, 256),
                        new HeadLimits(8 << 10, 64 << 10, 200));
    }

    @Override
    public Transport create(String service, EndpointAddress address, TransportSettings settings) {
        return new Http1Transport(service, address, settings, null, http1);
    }
}
