// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.server.upstream.ClientTls;
import dev.martlet.server.upstream.EndpointAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Opens sockets to one endpoint, with TLS where it is asked for. */
final class Connector {
    private static final String ALPN = "h2";

    private final EndpointAddress address;
    private final @Nullable ClientTls tls;

    Connector(EndpointAddress address, @Nullable ClientTls tls) {
        this.address = address;
        this.tls = tls;
    }

    /**
     * Connects; blocks.
     *
     * @param opened gets each socket before it is used, so that it can be closed from outside
     * @return what HTTP/2 can be spoken over
     * @throws IOException if no address could be reached, or no HTTP/2 was agreed on
     */
    Wire connect(Consumer<Socket> opened) throws IOException {
        Socket plain = reach(opened);
        if (tls == null) {
            return new Wire(plain, plain);
        }
        try {
            SSLSocket secure = tls.over(plain, address, List.of(ALPN));
            secure.startHandshake();
            if (!ALPN.equals(secure.getApplicationProtocol())) {
                throw new IOException("upstream agreed to no HTTP/2 by ALPN");
            }
            return new Wire(plain, secure);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private Socket reach(Consumer<Socket> opened) throws IOException {
        IOException last = new UnknownHostException(address.host());
        for (InetAddress each : addresses()) {
            var socket = new Socket();
            opened.accept(socket);
            try {
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(each, address.port()));
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    private InetAddress[] addresses() throws UnknownHostException {
        InetAddress resolved = address.resolved();
        return resolved == null
                ? InetAddress.getAllByName(address.host())
                : new InetAddress[] {resolved};
    }
}
