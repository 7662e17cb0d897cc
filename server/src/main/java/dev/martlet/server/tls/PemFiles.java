// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM files (RFC 7468): certificates, and private keys as PKCS#8, PKCS#1 or SEC 1. */
public final class PemFiles {
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private PemFiles() {}

    /** The certificates of a file in their order; at least one. */
    public static List<X509Certificate> certificates(Path file) throws PemException {
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.type().equals("CERTIFICATE")) {
                found.add(certificate(block.der()));
            }
        }
        if (found.isEmpty()) {
            throw new PemException("there is no certificate in the file");
        }
        return List.copyOf(found);
    }

    /** The first private key of a file. */
    public static PrivateKey privateKey(Path file) throws PemException {
        for (Block block : blocks(file)) {
            switch (block.type()) {
                case "PRIVATE KEY" -> {
                    return key(block.der());
                }
                case "RSA PRIVATE KEY" -> {
                    return key(Pkcs1.toPkcs8(block.der()));
                }
                case "EC PRIVATE KEY" -> {
                    return key(Sec1.toPkcs8(block.der()));
                }
                case "ENCRYPTED PRIVATE KEY" ->
                        throw new PemException("the private key is encrypted");
                default -> {
                    // A certificate may stand in the same file.
                }
            }
        }
        throw new PemException("there is no private key in the file");
    }

    /**
     * True if the private key is that of the certificate: what it signs, the certificate verifies.
     */
    public static boolean match(X509Certificate certificate, PrivateKey key) {
        PublicKey publicKey = certificate.getPublicKey();
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        byte[] sample = "martlet".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // A key of another kind than the certificate's ends here.
            return false;
        }
    }

    private static X509Certificate certificate(byte[] der) throws PemException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new PemException("a certificate in the file cannot be read");
        }
    }

    private static PrivateKey key(byte[] pkcs8) throws PemException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // The encoding names its algorithm; the next factory may be the one.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(algorithm + " is missing in this Java runtime", e);
            }
        }
        throw new PemException("the private key cannot be read");
    }

    private static List<Block> blocks(Path file) throws PemException {
        Matcher matcher = BLOCK.matcher(text(file));
        List<Block> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    private static String text(Path file) throws PemException {
        if (!Files.isRegularFile(file)) {
            throw new PemException("there is no such file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new PemException("the file is larger than 4MiB");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new PemException("the file cannot be read");
        }
    }

    private record Block(String type, String base64) {
        byte[] der() throws PemException {
            try {
                return Base64.getMimeDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                throw new PemException("the file is not valid PEM");
            }
        }
    }
}
