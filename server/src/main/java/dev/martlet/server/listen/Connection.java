// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.core.Peer;
import dev.martlet.server.connection.ClientSocket;
import dev.martlet.server.connection.ListenerSettings;
import dev.martlet.server.connection.Protocol;
import dev.martlet.server.connection.RefusalListener;
import dev.martlet.server.connection.ServerContext;
import dev.martlet.server.io.Watch;
import dev.martlet.server.listen.http2.Http2Connection;
import dev.martlet.server.tls.TlsMaterial;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection from accept to close, on one virtual thread: PROXY header, TLS handshake, choice of
 * protocol, requests. A watch guards every step, from the first.
 */
final class Connection implements Runnable {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());

    private final Socket raw;
    private final Listener listener;
    private final ListenerSettings settings;
    private final @Nullable TlsMaterial tls;
    private final ServerContext context;
    private volatile @Nullable Protocol protocol;
    private volatile boolean draining;
    private volatile boolean late;

    Connection(
            Socket raw,
            Listener listener,
            ListenerSettings settings,
            @Nullable TlsMaterial tls,
            ServerContext context) {
        this.raw = raw;
        this.listener = listener;
        this.settings = settings;
        this.tls = tls;
        this.context = context;
    }

    @Override
    public void run() {
        try {
            Protocol started = start();
            protocol = started;
            if (draining) {
                started.drain();
            }
            started.serve();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.TRACE, "connection ended", e);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "connection failed", e);
        } finally {
            close();
            listener.ended(this);
        }
    }

    private Protocol start() throws IOException {
        ClientSocket socket;
        Optional<ProxyHeader.Source> source = Optional.empty();
        String step = RefusalListener.Reason.PROXY_HEADER;
        try (Watch watch = context.watchdog().watch(this::tooLate)) {
            watch.in(settings.timeouts().handshake());
            if (settings.proxyProtocol()) {
                source = ProxyHeader.read(raw.getInputStream());
            }
            step = RefusalListener.Reason.TLS_HANDSHAKE;
            if (tls == null) {
                socket = ClientSocket.plain(raw);
            } else {
                watch.in(settings.timeouts().handshake());
                socket = ClientSocket.secure(raw, tls, settings.http2());
            }
        } catch (IOException e) {
            refused(step, e);
            throw e;
        }
        return choose(socket, source);
    }

    private void tooLate() {
        late = true;
        close();
    }

    private void refused(String step, IOException why) {
        // Whoever connects and leaves, as a health check does, was not refused anything.
        boolean left =
                why instanceof EOFException
                        || why instanceof SocketException
                        || why.getCause() instanceof EOFException;
        if (late || !left) {
            String reason = late ? RefusalListener.Reason.HANDSHAKE_TIMEOUT : step;
            context.refusals().refused(reason, raw.getInetAddress(), why.getMessage());
        }
    }

    private Protocol choose(ClientSocket socket, Optional<ProxyHeader.Source> source)
            throws IOException {
        FirstBytes first = FirstBytes.read(socket, settings, context.watchdog());
        Peer peer = peer(socket, source, first.http2() ? "2" : "1.1");
        if (first.http2()) {
            return new Http2Connection(socket, first.bytes(), peer, settings, context);
        }
        return new Http1Connection(
                socket, first.bytes(), peer, settings, context, listener::crowded);
    }

    private Peer peer(ClientSocket socket, Optional<ProxyHeader.Source> source, String protocol) {
        InetAddress address =
                source.map(ProxyHeader.Source::address).orElseGet(raw::getInetAddress);
        int port = source.map(ProxyHeader.Source::port).orElseGet(raw::getPort);
        return new Peer(
                settings.name(),
                address,
                port,
                raw.getLocalPort(),
                tls != null,
                protocol,
                socket.certificates());
    }

    /** Asks for an end; a connection that has not come to a request yet ends at once. */
    void drain() {
        draining = true;
        Protocol running = protocol;
        if (running == null) {
            close();
        } else {
            running.drain();
        }
    }

    int inFlight() {
        Protocol running = protocol;
        return running == null ? 0 : running.inFlight();
    }

    /** Ends the connection, whatever it is doing. */
    void cut() {
        Protocol running = protocol;
        if (running != null) {
            running.cut();
        }
        close();
    }

    private void close() {
        try {
            raw.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
