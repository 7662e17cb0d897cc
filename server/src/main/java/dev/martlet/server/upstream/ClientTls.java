// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.server.tls.PemException;
import dev.martlet.server.tls.PemFiles;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS towards endpoints: whom we trust, and what we show. */
public final class ClientTls {
    private static final char[] NO_PASSWORD = new char[0];

    private final SSLContext context;
    private final @Nullable String sni;
    private final boolean verify;

    private ClientTls(SSLContext context, @Nullable String sni, boolean verify) {
        this.context = context;
        this.sni = sni;
        this.verify = verify;
    }

    /**
     * Reads the files that the settings name.
     *
     * @param settings what is configured
     * @return TLS as it is configured
     * @throws PemException if a file cannot be used
     */
    public static ClientTls load(TransportSettings.Tls settings) throws PemException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(settings), trust(settings), null);
            return new ClientTls(context, settings.sni(), settings.verify());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS cannot be set up in this Java runtime", e);
        }
    }

    /**
     * The context, for those who set names and protocols themselves.
     *
     * @return keys and trust as configured
     */
    public SSLContext context() {
        return context;
    }

    /**
     * TLS over a connection, without its handshake.
     *
     * @param plain the connection, closed with the result
     * @param address whose host is asked for and checked, unless the settings name another
     * @param protocols offered by ALPN, the preferred first
     * @return the socket to speak over
     * @throws IOException if the connection is closed
     */
    public SSLSocket over(Socket plain, EndpointAddress address, List<String> protocols)
            throws IOException {
        String name = sni == null ? address.host() : sni;
        var socket =
                (SSLSocket)
                        context.getSocketFactory().createSocket(plain, name, address.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols.toArray(String[]::new));
        if (verify) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static KeyManager @Nullable [] keys(TransportSettings.Tls settings)
            throws PemException, GeneralSecurityException, IOException {
        Path certFile = settings.cert();
        Path keyFile = settings.key();
        if (certFile == null || keyFile == null) {
            return null;
        }
        X509Certificate[] chain = PemFiles.certificates(certFile).toArray(X509Certificate[]::new);
        PrivateKey key = PemFiles.privateKey(keyFile);
        KeyStore store = emptyStore();
        store.setKeyEntry("client", key, NO_PASSWORD, chain);
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static TrustManager @Nullable [] trust(TransportSettings.Tls settings)
            throws PemException, GeneralSecurityException, IOException {
        if (!settings.verify()) {
            return new TrustManager[] {new TrustAnyone()};
        }
        Path ca = settings.ca();
        if (ca == null) {
            return null;
        }
        KeyStore store = emptyStore();
        int number = 0;
        for (X509Certificate certificate : PemFiles.certificates(ca)) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
