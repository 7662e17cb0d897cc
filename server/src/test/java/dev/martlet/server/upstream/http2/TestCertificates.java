// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Fresh certificates, made by the JDK's keytool, as PEM files and as a server's context. */
final class TestCertificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;

    TestCertificates(Path folder) {
        this.folder = folder;
    }

    /** A self-signed certificate: {@code name.pem}, {@code name.key}, {@code name.p12}. */
    void make(String name, String alternativeName) throws Exception {
        keytool(
                List.of(
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        name,
                        "-dname",
                        "CN=" + name,
                        "-validity",
                        "2",
                        "-ext",
                        "san=" + alternativeName,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store(name).toString()));
        KeyStore store = load(name);
        pem(name + ".pem", "CERTIFICATE", store.getCertificate(name).getEncoded());
        pem(name + ".key", "PRIVATE KEY", store.getKey(name, PASSWORD).getEncoded());
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** What a server with one certificate needs that trusts one client. */
    SSLContext server(String name, String trusted) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(name), PASSWORD);
        KeyStore clients = KeyStore.getInstance("PKCS12");
        clients.load(null, null);
        Certificate client = load(trusted).getCertificate(trusted);
        clients.setCertificateEntry("client", client);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(clients);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private KeyStore load(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store(name))) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private Path store(String name) {
        return folder.resolve(name + ".p12");
    }

    private void pem(String file, String type, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                file(file),
                "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }

    private void keytool(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
