// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.server.tls.Certs;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.http.Method;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http2.Http2Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 over TLS to a server that others have written and that asks for a certificate. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2TlsServiceTest {
    private static final String NAME = "orders.internal";

    private Path folder;
    private Certs certs;
    private WebServer server;

    @BeforeAll
    void start(@TempDir Path certificates, @TempDir Path others) throws Exception {
        folder = certificates;
        certs = new Certs(certificates);
        certs.make("server", "EC", NAME);
        certs.make("client", "EC");
        certs.ca();
        Files.copy(new Certs(others).ca(), certificates.resolve("other-ca.pem"));
        SSLContext context = certs.client("server");
        server =
                WebServer.builder()
                        .port(0)
                        .tls(tls -> tls.sslContext(context).clientAuth(TlsClientAuth.REQUIRED))
                        .routing(routing ->
                                routing.route(
                                        Http2Route.route(
                                                Method.POST,
                                                "/echo",
                                                (request, response) ->
                                                        response.send(
                                                                request.content()
                                                                        .as(byte[].class)))))
                        .build()
                        .start();
    }

    @AfterAll
    void stop() {
        server.stop();
    }

    private RunningGateway gateway(String tls) throws IOException {
        return RunningGateway.start(
                """
                services:
                  - { name: up, endpoints: [ "https://127.0.0.1:%d" ], protocol: h2, tls: { %s } }
                routes: [ { name: all, to: { service: up } } ]
                """
                        .formatted(server.port(), tls));
    }

    private String ca(String file) {
        return "ca: \"" + folder.resolve(file) + "\"";
    }

    private String shown() {
        return ", cert: \"%s\", key: \"%s\""
                .formatted(folder.resolve("client.pem"), folder.resolve("client.key"));
    }

    private static Message echo(RunningGateway gateway, String body) throws IOException {
        return gateway.exchange(
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body);
    }

    @Test
    void theNameIsCheckedAndTheCertificateShown() throws Exception {
        try (RunningGateway gateway = gateway(ca("ca.pem") + ", sni: " + NAME + shown())) {
            Message reply = echo(gateway, "hello");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).isEqualTo("hello");
        }
    }

    /** Helidon's server takes the one whole before it sends the other. */
    @Test
    void aLargeBodyPassesUpAndDown() throws Exception {
        String body = "0123456789".repeat(300_000);
        try (RunningGateway gateway = gateway(ca("ca.pem") + ", sni: " + NAME + shown())) {
            Message reply = echo(gateway, body);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).isEqualTo(body);
        }
    }

    @Test
    void aCertificateForAnotherNameIsABadGateway() throws Exception {
        try (RunningGateway gateway = gateway(ca("ca.pem") + shown())) {
            assertThat(echo(gateway, "secret").status()).isEqualTo(502);
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsABadGateway() throws Exception {
        try (RunningGateway gateway = gateway(ca("other-ca.pem") + ", sni: " + NAME + shown())) {
            assertThat(echo(gateway, "secret").status()).isEqualTo(502);
        }
    }

    @Test
    void withoutTheCertificateThatIsAskedForItIsABadGateway() throws Exception {
        try (RunningGateway gateway = gateway(ca("ca.pem") + ", sni: " + NAME)) {
            assertThat(echo(gateway, "secret").status()).isEqualTo(502);
        }
    }
}
