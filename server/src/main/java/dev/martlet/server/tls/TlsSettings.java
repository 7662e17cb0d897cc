// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.tls;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a listener speaks TLS.
 *
 * @param certificates chosen by SNI against the names in them; the first is used where none fits
 * @param clientCa certificates that client certificates must lead to; null turns mutual TLS off
 * @param clientAuth what happens to clients without a certificate; without meaning if {@code
 *     clientCa} is null
 * @param minVersion {@code TLSv1.2} or {@code TLSv1.3}
 */
public record TlsSettings(
        List<KeyPairFiles> certificates,
        @Nullable Path clientCa,
        ClientAuth clientAuth,
        String minVersion) {
    public TlsSettings {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(
                    "certificates: none (expected: at least one certificate with its key)");
        }
        if (!minVersion.equals("TLSv1.2") && !minVersion.equals("TLSv1.3")) {
            throw new IllegalArgumentException(
                    "min-version: " + minVersion + " (expected: TLSv1.2 or TLSv1.3)");
        }
    }

    /** The versions to offer, newest first. */
    String[] protocols() {
        return minVersion.equals("TLSv1.3")
                ? new String[] {"TLSv1.3"}
                : new String[] {"TLSv1.3", "TLSv1.2"};
    }

    /** What mutual TLS asks of clients. */
    public enum ClientAuth {
        /** The handshake fails without a valid certificate. */
        REQUIRED,
        /** A certificate must be valid if one is sent. */
        OPTIONAL
    }

    /**
     * A certificate and its key.
     *
     * @param cert PEM file with the certificate and what leads to its root, leaf first
     * @param key PEM file with the private key
     */
    public record KeyPairFiles(Path cert, Path key) {}
}
