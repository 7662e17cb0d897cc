// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.tls;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A certificate chain with its key, and the names that it speaks for. */
record Identity(List<X509Certificate> chain, PrivateKey key, Set<String> names) {
    private static final int DNS_NAME = 2;

    static Identity load(TlsSettings.KeyPairFiles files) throws TlsException {
        List<X509Certificate> chain = certificates(files.cert());
        PrivateKey key = privateKey(files.key());
        if (!PemFiles.match(chain.getFirst(), key)) {
            throw new TlsException(
                    files.key() + ": not the key of " + files.cert() + "'s first certificate",
                    null);
        }
        return new Identity(chain, key, dnsNames(files, chain.getFirst()));
    }

    static List<X509Certificate> certificates(Path file) throws TlsException {
        try {
            return PemFiles.certificates(file);
        } catch (PemException e) {
            throw new TlsException(file + ": " + e.getMessage(), e);
        }
    }

    private static PrivateKey privateKey(Path file) throws TlsException {
        try {
            return PemFiles.privateKey(file);
        } catch (PemException e) {
            throw new TlsException(file + ": " + e.getMessage(), e);
        }
    }

    X509Certificate leaf() {
        return chain.getFirst();
    }

    /** Whether the certificate can be used with an algorithm as JSSE names it. */
    boolean fits(String keyType) {
        String algorithm = leaf().getPublicKey().getAlgorithm();
        return keyType.equals(algorithm)
                || (keyType.equals("EdDSA") && algorithm.startsWith("Ed"))
                || (keyType.startsWith("EC") && algorithm.equals("EC"));
    }

    /** What an operator should know; empty if all is well. */
    Optional<String> warning(TlsSettings.KeyPairFiles files, Instant now) {
        if (now.isAfter(leaf().getNotAfter().toInstant())) {
            return Optional.of(files.cert() + ": expired on " + leaf().getNotAfter().toInstant());
        }
        if (now.isBefore(leaf().getNotBefore().toInstant())) {
            return Optional.of(
                    files.cert() + ": not valid before " + leaf().getNotBefore().toInstant());
        }
        return Optional.empty();
    }

    private static Set<String> dnsNames(TlsSettings.KeyPairFiles files, X509Certificate leaf)
            throws TlsException {
        var names = new HashSet<String>();
        try {
            var alternatives = leaf.getSubjectAlternativeNames();
            if (alternatives == null) {
                return names;
            }
            for (List<?> alternative : alternatives) {
                if (alternative.get(0) instanceof Integer kind
                        && kind == DNS_NAME
                        && alternative.get(1) instanceof String name) {
                    names.add(name.toLowerCase(Locale.ROOT));
                }
            }
            return names;
        } catch (CertificateParsingException e) {
            throw new TlsException(files.cert() + ": its alternative names are malformed", e);
        }
    }
}
