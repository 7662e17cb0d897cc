// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates made by the JDK's keytool, as the PEM files that an operator has. */
public final class Certs {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;
    private final Path store;

    public Certs(Path folder) throws IOException {
        this.folder = folder;
        this.store = folder.resolve("all.p12");
        keytool("-alias", "ca", "-keyalg", "EC", "-dname", "CN=ca", "-ext", "bc:c=ca:true");
    }

    /** A certificate for some names, as NAME.pem and NAME.key. */
    public TlsSettings.KeyPairFiles make(String name, String algorithm, String... names)
            throws IOException {
        return make(name, algorithm, 365, names);
    }

    /** A certificate that began some days ago, for one day. */
    public TlsSettings.KeyPairFiles expired(String name, String... names) throws IOException {
        return make(name, "EC", -1, names);
    }

    private TlsSettings.KeyPairFiles make(String name, String algorithm, int days, String... names)
            throws IOException {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "-alias",
                                name,
                                "-keyalg",
                                algorithm,
                                "-dname",
                                "CN=" + name,
                                "-signer",
                                "ca",
                                "-signerkeypass",
                                "changeit"));
        if (days < 0) {
            arguments.addAll(List.of("-startdate", "-10d", "-validity", "1"));
        } else {
            arguments.addAll(List.of("-validity", Integer.toString(days)));
        }
        if (names.length > 0) {
            arguments.add("-ext");
            arguments.add("san=dns:" + String.join(",dns:", names));
        }
        keytool(arguments.toArray(String[]::new));
        try {
            return write(name);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** The file with the CA's certificate. */
    public Path ca() throws IOException {
        try {
            Path file = folder.resolve("ca.pem");
            Files.writeString(file, pem("CERTIFICATE", load().getCertificate("ca").getEncoded()));
            return file;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    public PrivateKey key(String name) throws IOException, GeneralSecurityException {
        return (PrivateKey) load().getKey(name, PASSWORD);
    }

    private TlsSettings.KeyPairFiles write(String name)
            throws IOException, GeneralSecurityException {
        var chain = new StringBuilder();
        for (Certificate certificate : load().getCertificateChain(name)) {
            chain.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        Path cert = folder.resolve(name + ".pem");
        Path key = folder.resolve(name + ".key");
        Files.writeString(cert, chain);
        Files.writeString(key, pem("PRIVATE KEY", key(name).getEncoded()));
        return new TlsSettings.KeyPairFiles(cert, key);
    }

    /** A client, or a server, that trusts the CA, with a certificate of its own or not. */
    public SSLContext client(String ownOrNull) throws IOException {
        return client(ownOrNull, this);
    }

    /** The same, but that it trusts the CA of others. */
    public SSLContext client(String ownOrNull, Certs others) throws IOException {
        try {
            KeyStore all = load();
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", others.load().getCertificate("ca"));
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            if (ownOrNull != null) {
                own.setKeyEntry(
                        "own",
                        all.getKey(ownOrNull, PASSWORD),
                        PASSWORD,
                        all.getCertificateChain(ownOrNull));
            }
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            all.load(in, PASSWORD);
        }
        return all;
    }

    public static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private void keytool(String... arguments) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                "changeit"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + said);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
