// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.upstream.EndpointAddress;
import dev.martlet.server.upstream.TransportSettings;
import dev.martlet.server.upstream.http1.CallState.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections: looks the host up, tries its addresses in turn, speaks TLS. All of it has the
 * connect time together; each address gets its share of what is left, so that one that swallows
 * packets does not keep the others from being tried.
 */
final class Connector {
    private final String upstream;
    private final EndpointAddress address;
    private final TransportSettings settings;
    private final @Nullable SSLContext tls;
    private final Http1Runtime runtime;
    private final Consumer<Http1Connection> idleExpired;

    Connector(
            String upstream,
            EndpointAddress address,
            TransportSettings settings,
            @Nullable SSLContext tls,
            Http1Runtime runtime,
            Consumer<Http1Connection> idleExpired) {
        this.upstream = upstream;
        this.address = address;
        this.settings = settings;
        this.tls = tls;
        this.runtime = runtime;
        this.idleExpired = idleExpired;
    }

    /**
     * Makes a connection and attaches it to the call.
     *
     * @param until when the head of the reply is due
     * @throws GatewayException if no address could be reached in time
     */
    Http1Connection connect(CallState call, Deadline until) {
        Deadline connected = Deadline.after(settings.connect(), now());
        List<InetAddress> addresses = addresses(call, connected, until);
        GatewayException last = new GatewayException(new UpstreamFailure.Connect(upstream));
        for (int i = 0; i < addresses.size(); i++) {
            call.check();
            long share = connected.remaining(now()) / (addresses.size() - i);
            if (share <= 0) {
                break;
            }
            try {
                return connect(call, addresses.get(i), new Deadline(now() + share), until);
            } catch (IOException e) {
                last = call.failure(e, new UpstreamFailure.Connect(upstream));
                if (!call.forgiveConnectTimeout() && call.abortedBy() != null) {
                    throw last;
                }
            }
        }
        throw last;
    }

    private Http1Connection connect(
            CallState call, InetAddress to, Deadline connected, Deadline until) throws IOException {
        var connection =
                new Http1Connection(SocketChannel.open(), runtime, settings.idle(), idleExpired);
        call.attach(connection);
        boolean done = false;
        try {
            Deadline first = connected.sooner(until);
            call.await(first.equals(until) ? Phase.TRY : Phase.CONNECT, first);
            SocketChannel channel = connection.channel();
            // Head and body leave in one write as it is; waiting for more would only cost time.
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(new InetSocketAddress(to, address.port()));
            if (address.secure()) {
                secure(connection);
            }
            done = true;
            return connection;
        } catch (UnresolvedAddressException e) {
            throw new IOException(e);
        } finally {
            if (!done) {
                call.detach();
                connection.close();
            }
        }
    }

    private void secure(Http1Connection connection) throws IOException {
        if (tls == null) {
            throw new IOException("tls: no context for " + address.id());
        }
        String name = settings.tls().sni() == null ? address.host() : settings.tls().sni();
        SSLSocket socket =
                (SSLSocket)
                        tls.getSocketFactory()
                                .createSocket(
                                        connection.channel().socket(), name, address.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        if (settings.tls().verify()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (!isLiteral(name)) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        connection.secured(socket);
    }

    private List<InetAddress> addresses(CallState call, Deadline connected, Deadline until) {
        if (address.resolved() != null) {
            return List.of(address.resolved());
        }
        try {
            if (isLiteral(address.host())) {
                return List.of(InetAddress.getByName(address.host()));
            }
            return lookUp(call, connected, until);
        } catch (UnknownHostException e) {
            throw call.failure(e, new UpstreamFailure.Connect(upstream));
        }
    }

    /** A look-up cannot be interrupted, so another thread does it and is left behind if need be. */
    private List<InetAddress> lookUp(CallState call, Deadline connected, Deadline until)
            throws UnknownHostException {
        Thread waiting = Thread.currentThread();
        var found = new AtomicReference<@Nullable LookUp>();
        runtime.threads()
                .execute(() -> {
                    found.set(LookUp.of(address.host()));
                    LockSupport.unpark(waiting);
                });
        while (true) {
            @Nullable LookUp result = found.get();
            if (result != null) {
                return result.addresses();
            }
            call.check();
            if (until.remaining(now()) <= 0) {
                throw new GatewayException(new UpstreamFailure.Timeout(upstream, "try"));
            }
            long left = connected.remaining(now());
            if (left <= 0) {
                throw new GatewayException(new UpstreamFailure.Timeout(upstream, "connect"));
            }
            LockSupport.parkNanos(this, Math.min(left, until.remaining(now())));
            if (Thread.interrupted()) {
                call.abort(new Failure.Internal());
            }
        }
    }

    private record LookUp(List<InetAddress> found, @Nullable UnknownHostException failure) {
        static LookUp of(String host) {
            try {
                return new LookUp(List.of(InetAddress.getAllByName(host)), null);
            } catch (UnknownHostException e) {
                return new LookUp(List.of(), e);
            }
        }

        List<InetAddress> addresses() throws UnknownHostException {
            if (failure != null) {
                throw failure;
            }
            return found;
        }
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0
                || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private long now() {
        return runtime.watchdog().now();
    }
}
