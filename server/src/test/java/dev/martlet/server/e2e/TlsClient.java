// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Connections over TLS, with a name and protocols to ask for. */
final class TlsClient {
    private TlsClient() {}

    /**
     * Connects, and shakes hands.
     *
     * @param name asked for (SNI); the certificate is checked for it if the context checks any
     * @param protocols offered by ALPN; none: no ALPN
     */
    static SSLSocket connect(SSLContext context, int port, String name, String... protocols)
            throws IOException {
        var plain = new Socket(InetAddress.getLoopbackAddress(), port);
        try {
            return over(plain, context, name, protocols);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** The same over a connection that is there already. */
    static SSLSocket over(Socket plain, SSLContext context, String name, String... protocols)
            throws IOException {
        plain.setSoTimeout(RawConnection.PATIENCE_MILLIS);
        var socket =
                (SSLSocket)
                        context.getSocketFactory().createSocket(plain, name, plain.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        parameters.setApplicationProtocols(protocols);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** The subject of the certificate that was shown. */
    static String shown(SSLSocket socket) throws IOException {
        var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName();
    }
}
