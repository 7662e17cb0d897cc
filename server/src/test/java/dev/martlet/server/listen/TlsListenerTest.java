// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Exchange;
import dev.martlet.server.connection.ListenerLimits;
import dev.martlet.server.connection.ListenerSettings;
import dev.martlet.server.connection.ListenerTimeouts;
import dev.martlet.server.tls.Certs;
import dev.martlet.server.tls.TlsMaterial;
import dev.martlet.server.tls.TlsSettings;
import dev.martlet.server.tls.TlsSettings.ClientAuth;
import dev.martlet.server.tls.TlsSettings.KeyPairFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsListenerTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir private static Path folder;

    private static Certs certs;
    private static KeyPairFiles first;
    private static KeyPairFiles exact;
    private static KeyPairFiles wild;

    @BeforeAll
    static void make() throws IOException {
        certs = new Certs(folder);
        first = certs.make("first", "EC", "first.test");
        exact = certs.make("exact", "RSA", "api.example.test");
        wild = certs.make("wild", "EC", "*.example.test");
        certs.make("caller", "EC");
    }

    private static TestServer server(TlsSettings tls, ListenerTimeouts timeouts) throws Exception {
        return new TestServer(
                TestServer.settings(ListenerLimits.DEFAULT, timeouts, false, tls),
                new TlsMaterial(tls, InstantSource.system()));
    }

    private static TestServer server() throws Exception {
        return server(settings(null, ClientAuth.REQUIRED, "TLSv1.2"), ListenerTimeouts.DEFAULT);
    }

    private static TlsSettings settings(Path clientCa, ClientAuth auth, String version) {
        return new TlsSettings(List.of(first, exact, wild), clientCa, auth, version);
    }

    private static SSLSocket connect(TestServer server, SSLContext context, String name)
            throws IOException {
        var socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        if (name != null) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
        }
        return socket;
    }

    private static String nameServed(TestServer server, String name) throws IOException {
        try (SSLSocket socket = connect(server, certs.client(null), name)) {
            socket.startHandshake();
            var leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return leaf.getSubjectX500Principal().getName();
        }
    }

    @Test
    void theCertificateIsChosenByTheNameThatTheClientAsksFor() throws Exception {
        try (TestServer server = server()) {
            assertThat(nameServed(server, "api.example.test")).isEqualTo("CN=exact");
            assertThat(nameServed(server, "API.example.test")).isEqualTo("CN=exact");
            assertThat(nameServed(server, "other.example.test")).isEqualTo("CN=wild");
            assertThat(nameServed(server, "a.b.example.test")).isEqualTo("CN=first");
            assertThat(nameServed(server, "unknown.test")).isEqualTo("CN=first");
            assertThat(nameServed(server, null)).isEqualTo("CN=first");
        }
    }

    @Test
    void requestsAreServedOverTls() throws Exception {
        try (TestServer server = server();
                var client = new RawClient(connect(server, certs.client(null), null))) {
            assertThat(client.send(GET).readReply()).startsWith("HTTP/1.1 200");
            assertThat(client.send(GET).readReply()).startsWith("HTTP/1.1 200");
            Exchange exchange = server.handler.taken.remove();
            assertThat(exchange.peer().secure()).isTrue();
            assertThat(exchange.request().scheme()).isEqualTo("https");
            assertThat(exchange.peer().certificates()).isEmpty();
        }
    }

    @Test
    void aCertificateThatIsRequiredIsKnownToTheExchange() throws Exception {
        TlsSettings mutual = settings(certs.ca(), ClientAuth.REQUIRED, "TLSv1.2");
        try (TestServer server = server(mutual, ListenerTimeouts.DEFAULT)) {
            try (var client = new RawClient(connect(server, certs.client("caller"), null))) {
                assertThat(client.send(GET).readReply()).startsWith("HTTP/1.1 200");
                X509Certificate leaf =
                        server.handler.taken.remove().peer().certificates().getFirst();
                assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=caller");
            }
            try (var client = new RawClient(connect(server, certs.client(null), null))) {
                assertThatThrownBy(() -> client.send(GET).readReply())
                        .isInstanceOf(IOException.class);
                assertThat(server.handler.taken).isEmpty();
            }
        }
    }

    @Test
    void aCertificateThatIsOptionalMustBeGoodIfThereIsOne() throws Exception {
        TlsSettings mutual = settings(certs.ca(), ClientAuth.OPTIONAL, "TLSv1.2");
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        var strangers = new Certs(elsewhere);
        strangers.make("stranger", "EC");
        try (TestServer server = server(mutual, ListenerTimeouts.DEFAULT)) {
            try (var client = new RawClient(connect(server, certs.client(null), null))) {
                assertThat(client.send(GET).readReply()).startsWith("HTTP/1.1 200");
            }
        }
        TlsSettings others = settings(strangers.ca(), ClientAuth.REQUIRED, "TLSv1.2");
        try (TestServer server = server(others, ListenerTimeouts.DEFAULT);
                var client = new RawClient(connect(server, certs.client("caller"), null))) {
            assertThatThrownBy(() -> client.send(GET).readReply()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aVersionBelowTheLeastIsRefused() throws Exception {
        TlsSettings newest = settings(null, ClientAuth.REQUIRED, "TLSv1.3");
        try (TestServer server = server(newest, ListenerTimeouts.DEFAULT);
                SSLSocket socket = connect(server, certs.client(null), null)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void aHandshakeThatDoesNotComeEndsInTime() throws Exception {
        TlsSettings tls = settings(null, ClientAuth.REQUIRED, "TLSv1.2");
        try (TestServer server = server(tls, new TestServer.Times().handshake(200).build())) {
            try (var silent =
                    new RawClient(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
                assertThat(silent.ended()).isTrue();
            }
            try (var half =
                    new RawClient(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
                half.send(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01});
                assertThat(half.ended()).isTrue();
            }
            try (var plain =
                    new RawClient(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
                plain.send(GET).awaitEnd();
            }
        }
    }

    @Test
    void reloadedCertificatesAreSeenByNewHandshakesAndOldConnectionsGoOn() throws Exception {
        Path cert = folder.resolve("live.pem");
        Path key = folder.resolve("live.key");
        copy(first, cert, key);
        var tls =
                new TlsSettings(
                        List.of(new KeyPairFiles(cert, key)), null, ClientAuth.REQUIRED, "TLSv1.2");
        ListenerSettings settings =
                TestServer.settings(
                        ListenerLimits.DEFAULT, ListenerTimeouts.DEFAULT, false, tls, "live");
        try (TestServer server = server();
                var listeners = new Listeners(server.context)) {
            try (var change = listeners.prepare(List.of(settings), Duration.ZERO)) {
                change.commit();
            }
            int port = listeners.port("live");
            try (var old = new RawClient(live(port))) {
                old.send(GET).readReply();
                Files.writeString(key, "broken");
                assertThatThrownBy(listeners::reloadCertificates).hasMessageContaining("live.key");
                assertThat(subject(port)).isEqualTo("CN=first");

                copy(wild, cert, key);
                listeners.reloadCertificates();
                assertThat(subject(port)).isEqualTo("CN=wild");
                assertThat(old.send(GET).readReply()).startsWith("HTTP/1.1 200");
            }
            assertThat(listeners.certificateFiles()).containsExactly(cert, key);
        }
    }

    private static SSLSocket live(int port) throws IOException {
        return (SSLSocket)
                certs.client(null)
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), port);
    }

    private static String subject(int port) throws IOException {
        try (SSLSocket socket = live(port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private static void copy(KeyPairFiles from, Path cert, Path key) throws IOException {
        Files.copy(from.cert(), cert, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(from.key(), key, StandardCopyOption.REPLACE_EXISTING);
    }
}
