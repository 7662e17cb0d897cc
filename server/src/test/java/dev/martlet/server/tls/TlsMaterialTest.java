// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.server.tls.TlsSettings.ClientAuth;
import dev.martlet.server.tls.TlsSettings.KeyPairFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.interfaces.ECPrivateKey;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsMaterialTest {
    @TempDir private static Path folder;

    private static Certs certs;
    private static KeyPairFiles one;
    private static KeyPairFiles two;

    @BeforeAll
    static void make() throws IOException {
        certs = new Certs(folder);
        one = certs.make("one", "EC", "one.test");
        two = certs.make("two", "RSA", "two.test");
    }

    private static TlsMaterial load(KeyPairFiles... files) throws TlsException {
        return new TlsMaterial(
                new TlsSettings(List.of(files), null, ClientAuth.REQUIRED, "TLSv1.2"),
                InstantSource.system());
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedByName() {
        assertThatThrownBy(() -> load(new KeyPairFiles(one.cert(), two.key())))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining(two.key().toString())
                .hasMessageContaining(one.cert().toString());
    }

    @Test
    void aMissingFileIsRefusedByName() {
        Path missing = folder.resolve("missing.pem");
        assertThatThrownBy(() -> load(new KeyPairFiles(missing, one.key())))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("missing.pem");
    }

    @Test
    void anExpiredCertificateIsServedWithAWarning() throws Exception {
        TlsMaterial material = load(certs.expired("old", "old.test"));
        assertThat(material.warnings()).singleElement().asString().contains("old.pem: expired on");
        assertThat(load(one).warnings()).isEmpty();
    }

    @Test
    void aReloadTakesNewFilesAndABadOneChangesNothing() throws Exception {
        Path cert = folder.resolve("live.pem");
        Path key = folder.resolve("live.key");
        copy(one, cert, key);
        TlsMaterial material = load(new KeyPairFiles(cert, key));
        SSLContext before = material.context();

        Files.writeString(key, "not a key");
        assertThatThrownBy(material::reload).hasMessageContaining("live.key");
        assertThat(material.context()).isSameAs(before);

        copy(two, cert, key);
        material.reload();
        assertThat(material.context()).isNotSameAs(before);
    }

    private static void copy(KeyPairFiles from, Path cert, Path key) throws IOException {
        Files.copy(from.cert(), cert, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(from.key(), key, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void anRsaKeyInTheOldFormIsRead() throws Exception {
        byte[] pkcs8 = certs.key("two").getEncoded();
        // What is before the PKCS#1 key in a PKCS#8 key of this size.
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
        Path key = folder.resolve("pkcs1.key");
        Files.writeString(key, Certs.pem("RSA PRIVATE KEY", pkcs1));
        load(new KeyPairFiles(two.cert(), key));
    }

    @Test
    void anEllipticCurveKeyInTheOldFormIsRead() throws Exception {
        KeyPairFiles p256 = certs.make("p256", "EC", "p256.test");
        byte[] secret = ((ECPrivateKey) certs.key("p256")).getS().toByteArray();
        Path key = folder.resolve("sec1.key");
        Files.writeString(key, Certs.pem("EC PRIVATE KEY", sec1(secret)));
        load(new KeyPairFiles(p256.cert(), key));
    }

    /** ECPrivateKey of RFC 5915 with a named curve; keytool's default is secp384r1. */
    private static byte[] sec1(byte[] secret) {
        byte[] padded = new byte[48];
        int length = Math.min(secret.length, 48);
        System.arraycopy(secret, secret.length - length, padded, 48 - length, length);
        var out = new ByteArrayOutputStream();
        byte[] curve = HexFormat.of().parseHex("a00706052b81040022");
        out.writeBytes(new byte[] {0x30, (byte) (3 + 2 + 48 + curve.length), 2, 1, 1, 4, 48});
        out.writeBytes(padded);
        out.writeBytes(curve);
        return out.toByteArray();
    }
}
