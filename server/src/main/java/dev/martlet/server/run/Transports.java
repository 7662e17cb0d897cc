// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.server.http1.BufferPool;
import dev.martlet.server.http1.HeadLimits;
import dev.martlet.server.io.Watchdog;
import dev.martlet.server.tls.PemException;
import dev.martlet.server.upstream.ClientTls;
import dev.martlet.server.upstream.EndpointAddress;
import dev.martlet.server.upstream.Transport;
import dev.martlet.server.upstream.TransportFactory;
import dev.martlet.server.upstream.TransportSettings;
import dev.martlet.server.upstream.UpgradesOverHttp1;
import dev.martlet.server.upstream.http1.Http1Runtime;
import dev.martlet.server.upstream.http1.Http1Transport;
import dev.martlet.server.upstream.http2.Http2Transport;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Makes the transport that a service's protocol asks for. */
final class Transports implements TransportFactory {
    /** One read of a socket; small replies with their head fit. */
    private static final int BUFFER = 16 << 10;

    private static final int BUFFERS_KEPT = 256;

    /** Of replies: services are trusted further than clients, but not without end. */
    private static final HeadLimits REPLY_HEADS = new HeadLimits(8 << 10, 64 << 10, 200);

    private final Watchdog watchdog;
    private final Http1Runtime http1;

    Transports(Watchdog watchdog, Executor threads) {
        this.watchdog = watchdog;
        this.http1 =
                new Http1Runtime(
                        watchdog, threads, new BufferPool(BUFFER, BUFFERS_KEPT), REPLY_HEADS);
    }

    /**
     * Makes a transport.
     *
     * @throws IllegalArgumentException if a file with certificates or keys cannot be used
     */
    @Override
    public Transport create(String service, EndpointAddress address, TransportSettings settings) {
        @Nullable ClientTls tls = address.secure() ? tls(settings.tls()) : null;
        return switch (settings.protocol()) {
            case HTTP1 ->
                    new Http1Transport(
                            service, address, settings, tls == null ? null : tls.context(), http1);
            case H2C, H2 -> {
                var http2 = new Http2Transport(service, address, settings, tls, watchdog);
                yield tls == null
                        ? http2
                        : new UpgradesOverHttp1(
                                http2,
                                new Http1Transport(
                                        service, address, settings, tls.context(), http1));
            }
        };
    }

    private static ClientTls tls(TransportSettings.Tls settings) {
        try {
            return ClientTls.load(settings);
        } catch (PemException e) {
            throw new IllegalArgumentException("tls: " + e.getMessage(), e);
        }
    }
}
