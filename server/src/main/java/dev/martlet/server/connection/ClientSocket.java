// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.connection;

import dev.martlet.server.tls.TlsMaterial;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A client's socket, with or without TLS on top. One thread reads, one writes, any thread may
 * {@link #abort} or {@link #endInput}.
 */
public final class ClientSocket {
    private final Socket raw;
    private final Socket top;
    private final InputStream in;
    private final OutputStream out;

    private ClientSocket(Socket raw, Socket top) throws IOException {
        this.raw = raw;
        this.top = top;
        this.in = top.getInputStream();
        this.out = top.getOutputStream();
    }

    /**
     * A socket without TLS.
     *
     * @param raw the socket
     * @return the client's socket
     * @throws IOException if the connection is broken
     */
    public static ClientSocket plain(Socket raw) throws IOException {
        return new ClientSocket(raw, raw);
    }

    /**
     * A socket with TLS; blocks until the handshake is done.
     *
     * @param raw the socket, from which nothing of TLS was read
     * @param tls the certificates
     * @param http2 whether to offer HTTP/2
     * @return the client's socket
     * @throws IOException if the handshake failed
     */
    public static ClientSocket secure(Socket raw, TlsMaterial tls, boolean http2)
            throws IOException {
        SSLSocket socket =
                (SSLSocket) tls.context().getSocketFactory().createSocket(raw, null, true);
        socket.setUseClientMode(false);
        socket.setSSLParameters(tls.parameters(http2));
        socket.startHandshake();
        return new ClientSocket(raw, socket);
    }

    /**
     * Where the client's bytes come from.
     *
     * @return the stream, without a buffer
     */
    public InputStream in() {
        return in;
    }

    /**
     * Where bytes for the client go.
     *
     * @return the stream, without a buffer
     */
    public OutputStream out() {
        return out;
    }

    /**
     * The protocol that ALPN agreed on.
     *
     * @return for example {@code h2}; empty without
     */
    public String applicationProtocol() {
        if (top instanceof SSLSocket tls) {
            @Nullable String protocol = tls.getApplicationProtocol();
            return protocol == null ? "" : protocol;
        }
        return "";
    }

    /**
     * The client's verified certificates.
     *
     * @return leaf first; empty without mutual TLS
     */
    public List<X509Certificate> certificates() {
        if (!(top instanceof SSLSocket tls)) {
            return List.of();
        }
        try {
            Certificate[] chain = tls.getSession().getPeerCertificates();
            return Arrays.stream(chain)
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    /**
     * Whether bytes have arrived that nobody has read.
     *
     * @return true if a read would not block
     */
    public boolean hasUnread() {
        try {
            return raw.getInputStream().available() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Makes a read that is blocked, and every later one, see the end of the stream; writes still
     * work.
     */
    public void endInput() {
        try {
            raw.shutdownInput();
        } catch (IOException e) {
            abort();
        }
    }

    /**
     * Says that no more will be written, and lets the client read what was.
     *
     * @throws IOException if the connection is broken
     */
    public void endOutput() throws IOException {
        top.shutdownOutput();
    }

    /**
     * Closes at once. Never blocks: TLS would wait for a writer that is stuck in order to say
     * goodbye.
     */
    public void abort() {
        try {
            raw.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    /** Closes with a reset, where an ordinary end would pass for a complete reply. */
    public void reset() {
        try {
            raw.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // Then it ends the ordinary way.
        }
        abort();
    }
}
