// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.server.tls.Certs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A listener that asks for certificates: who is let in, and under which name it answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutualTlsTest {
    private static final String A = "a.example.com";

    private Path ours;
    private Path theirs;
    private SSLContext known;
    private SSLContext nobody;

    /** Believes our authority, and has a certificate of another. */
    private SSLContext stranger;

    /** In a folder of its own, which the gateway deletes. */
    private Path folder;

    @BeforeAll
    void makeCertificates(@TempDir Path ownFolder, @TempDir Path otherFolder) throws Exception {
        var certs = new Certs(ownFolder);
        certs.make("a", "EC", A);
        certs.make("b", "RSA", "*.b.example.com", "b.example.com");
        certs.make("client", "EC");
        ours = certs.ca();
        known = certs.client("client");
        nobody = certs.client(null);
        // Of the same name as ours: clients send its certificates to whoever trusts ours.
        var others = new Certs(otherFolder);
        others.make("stranger", "EC");
        theirs = others.ca();
        stranger = others.client("stranger", certs);
    }

    @BeforeEach
    void copyFiles() throws Exception {
        folder = Files.createTempDirectory("martlet-e2e");
        for (String name : new String[] {"a.pem", "a.key", "b.pem", "b.key", "ca.pem"}) {
            Files.copy(ours.resolveSibling(name), folder.resolve(name));
        }
    }

    private RunningGateway start(String more) throws IOException {
        String yaml =
                """
                listeners:
                  - name: public
                    bind: "127.0.0.1:0"
                    tls: { certificates: [ { cert: a.pem, key: a.key }, { cert: b.pem, key: b.key } ]%s }
                admin: { bind: "127.0.0.1:0" }
                routes: [ { name: all, to: { respond: { body: "let in" } } } ]
                """
                        .formatted(more);
        Path file = Files.writeString(folder.resolve("martlet.yaml"), yaml);
        return RunningGateway.start(folder, file, Map.of());
    }

    private static String ask(SSLSocket socket) throws IOException {
        return new RawConnection(socket).get("/").reply().text();
    }

    private static String ask(RunningGateway gateway, SSLContext context) throws IOException {
        try (SSLSocket socket = TlsClient.connect(context, gateway.port(), A)) {
            return ask(socket);
        }
    }

    /** In TLS 1.3 the refusal comes after the client's handshake: with its first read. */
    private static void assertRefused(RunningGateway gateway, SSLContext context)
            throws IOException {
        assertThatThrownBy(() -> ask(gateway, context)).isInstanceOf(IOException.class);
        assertThat(gateway.metric("http_server_active_requests")).isZero();
    }

    @Test
    void aCertificateOfTheAuthorityLetsIn() throws Exception {
        try (RunningGateway gateway = start(", client-ca: ca.pem")) {
            assertThat(ask(gateway, known)).isEqualTo("let in");
        }
    }

    @Test
    void aClientWithoutACertificateIsRefused() throws Exception {
        try (RunningGateway gateway = start(", client-ca: ca.pem")) {
            assertRefused(gateway, nobody);
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefusedEvenIfNoneIsRequired() throws Exception {
        try (RunningGateway gateway = start(", client-ca: ca.pem")) {
            assertRefused(gateway, stranger);
        }
        copyFiles();
        try (RunningGateway gateway = start(", client-ca: ca.pem, client-auth: optional")) {
            assertRefused(gateway, stranger);
            assertThat(ask(gateway, nobody)).isEqualTo("let in");
            assertThat(ask(gateway, known)).isEqualTo("let in");
        }
    }

    /** Also a client that could resume its session has to show a certificate that is good now. */
    @Test
    void anAuthorityThatIsReplacedCountsForNewConnectionsOnly() throws Exception {
        try (RunningGateway gateway = start(", client-ca: ca.pem")) {
            assertRefused(gateway, stranger);
            try (SSLSocket open = TlsClient.connect(known, gateway.port(), A)) {
                assertThat(ask(open)).isEqualTo("let in");
                Files.copy(theirs, folder.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
                assertThat(gateway.gateway().reload().problems()).isEmpty();
                assertThat(ask(gateway, stranger)).isEqualTo("let in");
                assertRefused(gateway, known);
                assertThat(ask(open)).isEqualTo("let in");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a.example.com, CN=a",
        "b.example.com, CN=b",
        "x.b.example.com, CN=b",
    })
    void eachNameHasItsCertificateWhichIsGoodForIt(String name, String subject) throws Exception {
        try (RunningGateway gateway = start("");
                SSLSocket socket = TlsClient.connect(nobody, gateway.port(), name)) {
            assertThat(TlsClient.shown(socket)).isEqualTo(subject);
            assertThat(ask(socket)).isEqualTo("let in");
        }
    }

    @Test
    void aNameOfNobodyGetsTheFirstCertificateWhichTheClientRefuses() throws Exception {
        try (RunningGateway gateway = start("")) {
            assertThatThrownBy(() ->
                            TlsClient.connect(nobody, gateway.port(), "c.example.com").close())
                    .hasMessageContaining("c.example.com");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "h2 http/1.1, h2",
        "http/1.1 h2, h2",
        "http/1.1, http/1.1",
        "'', ''",
    })
    void theProtocolIsAgreedOnByAlpn(String offered, String agreed) throws Exception {
        String[] protocols = offered.isEmpty() ? new String[0] : offered.split(" ", -1);
        try (RunningGateway gateway = start("");
                SSLSocket socket = TlsClient.connect(nobody, gateway.port(), A, protocols)) {
            assertThat(socket.getApplicationProtocol()).isEqualTo(agreed);
            if (!agreed.equals("h2")) {
                assertThat(ask(socket)).isEqualTo("let in");
            }
        }
    }

    @Test
    void aClientThatSpeaksNothingWeDoIsRefused() throws Exception {
        try (RunningGateway gateway = start("")) {
            assertThatThrownBy(() -> TlsClient.connect(nobody, gateway.port(), A, "spdy/3").close())
                    .hasMessageContaining("no_application_protocol");
        }
    }
}
