// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import dev.martlet.core.Attempt;
import dev.martlet.core.Reply;
import dev.martlet.server.upstream.EndpointAddress;
import dev.martlet.server.upstream.Transport;
import dev.martlet.server.upstream.TransportSettings;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 to one endpoint (RFC 9112), over plain TCP or TLS; endpoints of HTTP/1.0 are understood.
 *
 * <p>The time that an attempt has for the head of its reply includes waiting for a connection and
 * making one. It does not include the time in which a long body is sent, which may take as long as
 * the client likes; then it starts when the body has been sent.
 */
public final class Http1Transport implements Transport {
    private final String service;
    private final String defaultHost;
    private final Http1Runtime runtime;
    private final ConnectionPool pool;
    private final Connector connector;

    /**
     * A transport without connections.
     *
     * @param service the name of the service, for failures
     * @param address where to connect to
     * @param settings pool, time-outs, and which name is asked for and checked in TLS
     * @param tls trust and keys; needed if the address is secure
     * @param runtime what transports share
     */
    public Http1Transport(
            String service,
            EndpointAddress address,
            TransportSettings settings,
            @Nullable SSLContext tls,
            Http1Runtime runtime) {
        if (address.secure() && tls == null) {
            throw new IllegalArgumentException(
                    "tls: none for " + address.id() + " (expected: a context)");
        }
        this.service = service;
        this.defaultHost = hostField(address);
        this.runtime = runtime;
        this.pool = new ConnectionPool(service, settings.pool(), runtime.watchdog()::now);
        this.connector = new Connector(service, address, settings, tls, runtime, pool::look);
    }

    @Override
    public Reply send(Attempt attempt) {
        var call = attempt.call();
        var outgoing = new Outgoing(call.head(), call.payload(), defaultHost);
        return new Http1Call(service, attempt, outgoing, pool, connector, runtime).send();
    }

    @Override
    public Stats stats() {
        return pool.stats();
    }

    @Override
    public void close() {
        pool.close();
    }

    /** The Host of a request that came without one: what the endpoint calls itself. */
    private static String hostField(EndpointAddress address) {
        String host =
                address.host().indexOf(':') >= 0 ? '[' + address.host() + ']' : address.host();
        boolean usual = address.port() == (address.secure() ? 443 : 80);
        return usual ? host : host + ':' + address.port();
    }
}
