// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.Attempt;
import dev.martlet.core.Call;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.server.http2.FieldBlock;
import dev.martlet.server.io.Watchdog;
import dev.martlet.server.upstream.ClientTls;
import dev.martlet.server.upstream.EndpointAddress;
import dev.martlet.server.upstream.Transport;
import dev.martlet.server.upstream.TransportSettings;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 to one endpoint (RFC 9113): with prior knowledge, or agreed on by ALPN over TLS. Replies
 * come while the request is still being sent, so that both sides may stream; trailers are kept both
 * ways.
 *
 * <p>The time of a try counts anew with what an upload has sent, so that a large one may take
 * longer than its reply.
 */
public final class Http2Transport implements Transport {
    private final String service;
    private final EndpointAddress address;
    private final TransportSettings settings;
    private final Watchdog watchdog;
    private final ConnectionPool pool;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger spareWindow = new AtomicInteger(Limits.SPARE_WINDOW);

    /**
     * A transport without connections; they are made when they are needed.
     *
     * @param service the name of the service, for failures
     * @param address where to connect to
     * @param settings limits and time-outs
     * @param tls what is spoken below, or null for HTTP/2 with prior knowledge
     * @param watchdog keeps the deadlines
     * @throws IllegalArgumentException if the address asks for TLS and there is none, or the other
     *     way round
     */
    public Http2Transport(
            String service,
            EndpointAddress address,
            TransportSettings settings,
            @Nullable ClientTls tls,
            Watchdog watchdog) {
        if (address.secure() != (tls != null)) {
            throw new IllegalArgumentException(
                    "tls: " + (tls == null ? "none" : "given") + " for " + address.id());
        }
        this.service = service;
        this.address = address;
        this.settings = settings;
        this.watchdog = watchdog;
        this.pool = new ConnectionPool(service, new Connector(address, tls), settings, watchdog);
    }

    @Override
    public Reply send(Attempt attempt) {
        Call call = attempt.call();
        boolean tunnel = ExtendedConnect.isNeededFor(call.head());
        FieldBlock head = head(call, tunnel);
        inFlight.incrementAndGet();
        var own =
                new Http2Call(
                        service,
                        attempt,
                        watchdog,
                        settings.idle(),
                        spareWindow,
                        inFlight::decrementAndGet);
        return tunnel ? own.connect(pool, head) : own.send(pool, head);
    }

    private FieldBlock head(Call call, boolean tunnel) {
        try {
            if (tunnel) {
                return ExtendedConnect.head(call.head(), address);
            }
            return OutgoingHead.of(call.head(), call.payload(), address);
        } catch (IllegalArgumentException e) {
            throw new GatewayException(new Failure.Internal(), e);
        }
    }

    @Override
    public Stats stats() {
        return new Stats(pool.open(), pool.idle(), inFlight.get());
    }

    @Override
    public void close() {
        pool.close();
    }
}
