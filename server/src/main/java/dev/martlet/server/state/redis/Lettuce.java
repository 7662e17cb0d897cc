// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import dev.martlet.server.tls.PemException;
import dev.martlet.server.tls.PemFiles;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** What our settings are in Lettuce's words. */
final class Lettuce {
    /** For connecting, with TLS and login. Nobody but the keeper waits for it. */
    static final Duration CONNECT = Duration.ofSeconds(2);

    /** Commands on their way: beyond it they are refused. */
    private static final int QUEUE = 10_000;

    private static final char[] NO_PASSWORD = new char[0];

    private Lettuce() {}

    static ClientResources resources() {
        return ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                // Of the connections within a Cluster; we open others ourselves.
                .reconnectDelay(
                        Delay.fullJitter(
                                Duration.ofMillis(20),
                                Duration.ofSeconds(1),
                                20,
                                TimeUnit.MILLISECONDS))
                .build();
    }

    static RedisURI uri(RedisSettings settings, RedisSettings.Node node) {
        var uri = new RedisURI(node.host(), node.port(), CONNECT);
        uri.setDatabase(settings.database());
        login(uri, settings.login());
        return secured(uri, settings);
    }

    static RedisURI sentinels(RedisSettings settings) {
        var uri = new RedisURI();
        uri.setTimeout(CONNECT);
        uri.setSentinelMasterId(settings.master());
        uri.setDatabase(settings.database());
        login(uri, settings.login());
        for (RedisSettings.Node node : settings.nodes()) {
            var sentinel = new RedisURI(node.host(), node.port(), CONNECT);
            login(sentinel, settings.sentinelLogin());
            uri.getSentinels().add(secured(sentinel, settings));
        }
        return secured(uri, settings);
    }

    private static void login(RedisURI uri, RedisSettings.@Nullable Login login) {
        if (login == null) {
            return;
        }
        char[] password = login.password().reveal().toCharArray();
        if (login.user() == null) {
            uri.setAuthentication(password);
        } else {
            uri.setAuthentication(login.user(), password);
        }
    }

    private static RedisURI secured(RedisURI uri, RedisSettings settings) {
        RedisSettings.Tls tls = settings.tls();
        if (tls != null) {
            uri.setSsl(true);
            uri.setVerifyPeer(tls.verify());
        }
        return uri;
    }

    /** The same for all topologies. */
    static <B extends ClientOptions.Builder> B options(B builder, RedisSettings settings) {
        builder.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUE)
                .protocolVersion(ProtocolVersion.RESP2)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(
                        SocketOptions.builder()
                                .connectTimeout(CONNECT)
                                .keepAlive(true)
                                .tcpNoDelay(true)
                                .build());
        if (settings.tls() != null) {
            builder.sslOptions(ssl(settings.tls()));
        }
        return builder;
    }

    private static SslOptions ssl(RedisSettings.Tls tls) {
        SslOptions.Builder options =
                SslOptions.builder().jdkSslProvider().handshakeTimeout(CONNECT);
        try {
            if (tls.ca() != null) {
                options.trustManager(trust(tls.ca()));
            }
            if (tls.cert() != null && tls.key() != null) {
                options.keyManager(keys(tls.cert(), tls.key()));
            }
        } catch (PemException e) {
            throw new IllegalArgumentException("tls: " + e.getMessage(), e);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS cannot be set up in this Java runtime", e);
        }
        return options.build();
    }

    private static TrustManagerFactory trust(Path ca)
            throws PemException, GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        int number = 0;
        for (X509Certificate certificate : PemFiles.certificates(ca)) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static KeyManagerFactory keys(Path cert, Path key)
            throws PemException, GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        store.setKeyEntry(
                "client",
                PemFiles.privateKey(key),
                NO_PASSWORD,
                PemFiles.certificates(cert).toArray(X509Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
