// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Certificates: chosen by the name that the client asks for, replaced while the port is open. */
class CertificateReloadTest {
    private static final Path CERTS =
            Path.of("src/test/resources/dev/martlet/server/config/bad/whole/certs");
    private static final String YAML =
            """
            listeners:
              - name: public
                bind: "127.0.0.1:0"
                tls: { certificates: [ { cert: first.pem, key: first.key }, { cert: second.pem, key: second.key } ] }
            admin: { bind: "127.0.0.1:0" }
            routes: [ { name: all, match: { path: "/**" }, to: { respond: { body: "secure" } } } ]
            """;

    private Path folder;

    @BeforeEach
    void write() throws Exception {
        folder = Files.createTempDirectory("martlet-e2e");
        Files.writeString(folder.resolve("martlet.yaml"), YAML);
        put("one", "first");
        put("two", "second");
    }

    private void put(String from, String to) throws Exception {
        for (String kind : List.of(".key", ".pem")) {
            Path next = folder.resolve("next");
            Files.copy(CERTS.resolve(from + kind), next);
            Files.move(next, folder.resolve(to + kind), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private RunningGateway start() {
        return RunningGateway.start(folder, folder.resolve("martlet.yaml"), Map.of());
    }

    private static SSLSocket connect(RunningGateway gateway, String name) throws Exception {
        var plain = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        var socket =
                (SSLSocket)
                        TrustingAnyone.context()
                                .getSocketFactory()
                                .createSocket(plain, "127.0.0.1", gateway.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(RawConnection.PATIENCE_MILLIS);
        socket.startHandshake();
        return socket;
    }

    private static String shownTo(SSLSocket socket) throws Exception {
        var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName();
    }

    private static String shown(RunningGateway gateway, String name) throws Exception {
        try (SSLSocket socket = connect(gateway, name)) {
            return shownTo(socket);
        }
    }

    @Test
    void theCertificateIsTheOneOfTheNameThatIsAskedFor() throws Exception {
        try (RunningGateway gateway = start()) {
            assertThat(shown(gateway, "two.example.com")).isEqualTo("CN=two.example.com");
            assertThat(shown(gateway, "one.example.com")).isEqualTo("CN=one.example.com");
            assertThat(shown(gateway, "else.example.com")).isEqualTo("CN=one.example.com");
        }
    }

    @Test
    void certificatesThatChangeOnDiskAreTakenAndOpenConnectionsStay() throws Exception {
        try (RunningGateway gateway = start();
                SSLSocket open = connect(gateway, "one.example.com")) {
            var client = new RawConnection(open);
            assertThat(client.get("/").reply().text()).isEqualTo("secure");
            int port = gateway.port();
            put("rsa", "first");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> shown(gateway, "x.example.com").equals("CN=rsa.example.com"));
            assertThat(gateway.port()).isEqualTo(port);
            assertThat(client.get("/").reply().text()).isEqualTo("secure");
        }
    }

    @Test
    void aCertificateThatCannotBeReadLeavesTheOldOne() throws Exception {
        try (RunningGateway gateway = start()) {
            Files.writeString(folder.resolve("first.pem"), "not a certificate");
            assertThat(gateway.gateway().reload().problems().toString())
                    .contains("listeners[0].tls.certificates[0]");
            assertThat(shown(gateway, "one.example.com")).isEqualTo("CN=one.example.com");
        }
    }
}
