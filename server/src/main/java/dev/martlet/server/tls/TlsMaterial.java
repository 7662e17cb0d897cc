// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a listener, read from files and read again on demand. New handshakes see what
 * was loaded last; connections that exist are not touched. Each load makes a TLS context of its
 * own, so that no session can be resumed that was agreed under certificates, or a client CA, that
 * are no longer in place. Thread-safe.
 */
public final class TlsMaterial {
    private final TlsSettings settings;
    private final InstantSource clock;
    private volatile Loaded current;

    private record Loaded(SSLContext context, List<String> warnings) {}

    /**
     * Reads the files.
     *
     * @param settings which files
     * @param clock tells which certificates have expired
     * @throws TlsException if one cannot be used
     */
    public TlsMaterial(TlsSettings settings, InstantSource clock) throws TlsException {
        this.settings = settings;
        this.clock = clock;
        this.current = load();
    }

    /**
     * Reads the files again. Everything is read and checked before anything is replaced.
     *
     * @throws TlsException if a file cannot be used; what was loaded before stays
     */
    public void reload() throws TlsException {
        current = load();
    }

    /**
     * What the settings were.
     *
     * @return the settings
     */
    public TlsSettings settings() {
        return settings;
    }

    /**
     * Every file that {@link #reload} reads.
     *
     * @return the paths, to be watched for changes
     */
    public List<Path> files() {
        return Stream.concat(
                        settings.certificates().stream()
                                .flatMap(pair -> Stream.of(pair.cert(), pair.key())),
                        Stream.ofNullable(settings.clientCa()))
                .distinct()
                .toList();
    }

    /**
     * What an operator should look at: certificates that have expired or are not valid yet. They
     * are served all the same, as a client may be told to accept them.
     *
     * @return one sentence each
     */
    public List<String> warnings() {
        return current.warnings;
    }

    /**
     * The context for a new handshake.
     *
     * @return what was loaded last
     */
    public SSLContext context() {
        return current.context;
    }

    /**
     * The parameters for a new handshake.
     *
     * @param http2 whether to offer h2
     * @return fresh parameters
     */
    public SSLParameters parameters(boolean http2) {
        var parameters = new SSLParameters();
        parameters.setProtocols(settings.protocols());
        parameters.setUseCipherSuitesOrder(true);
        parameters.setApplicationProtocols(
                http2 ? new String[] {"h2", "http/1.1"} : new String[] {"http/1.1"});
        if (settings.clientCa() != null) {
            // The two setters undo each other: only one may be called.
            switch (settings.clientAuth()) {
                case REQUIRED -> parameters.setNeedClientAuth(true);
                case OPTIONAL -> parameters.setWantClientAuth(true);
            }
        }
        return parameters;
    }

    private Loaded load() throws TlsException {
        var identities = new ArrayList<Identity>();
        var warnings = new ArrayList<String>();
        for (TlsSettings.KeyPairFiles files : settings.certificates()) {
            Identity identity = Identity.load(files);
            identities.add(identity);
            identity.warning(files, clock.instant()).ifPresent(warnings::add);
        }
        TrustManager[] trust = trust(settings.clientCa());
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new SniChoice(identities)}, trust, null);
            return new Loaded(context, List.copyOf(warnings));
        } catch (GeneralSecurityException e) {
            throw new TlsException("tls: no context could be made", e);
        }
    }

    private static TrustManager[] trust(@Nullable Path clientCa) throws TlsException {
        List<X509Certificate> anchors =
                clientCa == null ? List.of() : Identity.certificates(clientCa);
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < anchors.size(); i++) {
                store.setCertificateEntry("ca-" + i, anchors.get(i));
            }
            var factory = TrustManagerFactory.getInstance("PKIX");
            if (anchors.isEmpty()) {
                // Never asked, as no client certificate is requested; never the JDK's own CAs.
                return new TrustManager[0];
            }
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException(clientCa + ": cannot be used as a client CA", e);
        }
    }
}
