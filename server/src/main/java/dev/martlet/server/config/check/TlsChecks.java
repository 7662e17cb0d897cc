// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.check;

import dev.martlet.server.config.model.CertificateConfig;
import dev.martlet.server.config.model.GatewayConfig;
import dev.martlet.server.config.model.ListenerConfig;
import dev.martlet.server.config.model.ListenerTls;
import dev.martlet.server.config.model.RedisTls;
import dev.martlet.server.config.model.ServiceConfig;
import dev.martlet.server.config.model.UpstreamTls;
import dev.martlet.server.tls.PemException;
import dev.martlet.server.tls.PemFiles;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The certificate and key files are there, can be read, and belong together. */
final class TlsChecks {
    private final Reporter reporter;
    private final Set<Path> files;

    TlsChecks(Reporter reporter, Set<Path> files) {
        this.reporter = reporter;
        this.files = files;
    }

    void run(GatewayConfig config) {
        for (ListenerConfig listener : config.listeners()) {
            ListenerTls tls = listener.tls();
            if (tls != null) {
                for (CertificateConfig pair : tls.certificates()) {
                    pair(
                            reporter.path(pair, "cert"),
                            pair.cert(),
                            reporter.path(pair, "key"),
                            pair.key());
                }
                certificates(reporter.path(tls, "client-ca"), tls.clientCa());
            }
        }
        RedisTls redis = config.state().tls();
        if (redis != null) {
            certificates(reporter.path(redis, "ca"), redis.ca());
            pair(
                    reporter.path(redis, "cert"),
                    redis.cert(),
                    reporter.path(redis, "key"),
                    redis.key());
        }
        for (ServiceConfig service : config.services()) {
            UpstreamTls tls = service.tls();
            if (tls != null) {
                certificates(reporter.path(tls, "ca"), tls.ca());
                pair(reporter.path(tls, "cert"), tls.cert(), reporter.path(tls, "key"), tls.key());
            }
        }
    }

    private void pair(String certPath, @Nullable Path cert, String keyPath, @Nullable Path key) {
        List<X509Certificate> chain = certificates(certPath, cert);
        PrivateKey privateKey = key(keyPath, key);
        if (!chain.isEmpty()
                && privateKey != null
                && !PemFiles.match(chain.getFirst(), privateKey)) {
            reporter.add(
                    keyPath,
                    "the key does not belong to the certificate",
                    "the key of this certificate");
        }
    }

    private List<X509Certificate> certificates(String path, @Nullable Path file) {
        if (file == null) {
            return List.of();
        }
        files.add(file);
        try {
            return PemFiles.certificates(file);
        } catch (PemException e) {
            reporter.add(path, String.valueOf(e.getMessage()), "a PEM file with certificates");
            return List.of();
        }
    }

    private @Nullable PrivateKey key(String path, @Nullable Path file) {
        if (file == null) {
            return null;
        }
        files.add(file);
        try {
            return PemFiles.privateKey(file);
        } catch (PemException e) {
            reporter.add(
                    path,
                    String.valueOf(e.getMessage()),
                    "a PEM file with an unencrypted private key");
            return null;
        }
    }
}
