// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.core.Body;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.io.Watchdog;
import dev.martlet.server.tls.PemException;
import dev.martlet.server.upstream.ClientTls;
import dev.martlet.server.upstream.EndpointAddress;
import dev.martlet.server.upstream.TransportSettings;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.http.Method;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http2.Http2Route;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 by ALPN, to a real server that asks for a client certificate. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2TlsTest {
    private static final String NAME = "orders.internal";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Watchdog watchdog = new Watchdog(System::nanoTime, threads);
    private TestCertificates certificates;
    private WebServer server;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        certificates = new TestCertificates(folder);
        certificates.make("server", "dns:" + NAME);
        certificates.make("client", "dns:client");
        SSLContext context = certificates.server("server", "client");
        server =
                WebServer.builder()
                        .port(0)
                        .tls(tls -> tls.sslContext(context).clientAuth(TlsClientAuth.REQUIRED))
                        .routing(routing ->
                                routing.route(
                                        Http2Route.route(
                                                Method.POST,
                                                "/echo",
                                                (req, res) ->
                                                        res.send(req.content().as(byte[].class)))))
                        .build()
                        .start();
    }

    @AfterAll
    void stop() {
        server.stop();
        watchdog.close();
        threads.shutdownNow();
    }

    private TransportSettings.Tls settings(String ca, @Nullable String sni, boolean verify) {
        return new TransportSettings.Tls(
                certificates.file(ca + ".pem"),
                sni,
                certificates.file("client.pem"),
                certificates.file("client.key"),
                verify);
    }

    private Http2Transport transport(TransportSettings.Tls tls, int port) throws PemException {
        return new Http2Transport(
                "orders",
                new EndpointAddress(true, "127.0.0.1", port, null),
                Rig.settings(8, Duration.ofSeconds(1), Calls.LONG),
                ClientTls.load(tls),
                watchdog);
    }

    private String echo(TransportSettings.Tls tls, String text) throws Exception {
        try (Http2Transport transport = transport(tls, server.port())) {
            var reply = (StreamedReply) transport.send(Calls.post("/echo", text));
            try (Body body = reply.body()) {
                return new String(body.readAllBytes(), UTF_8);
            }
        }
    }

    private Failure failure(TransportSettings.Tls tls) {
        GatewayException thrown =
                catchThrowableOfType(GatewayException.class, () -> echo(tls, "secret"));
        assertThat(thrown).isNotNull();
        return thrown.failure();
    }

    @Test
    void theConfiguredNameIsCheckedAndTheCertificateShown() throws Exception {
        assertThat(echo(settings("server", NAME, true), "hello")).isEqualTo("hello");
    }

    @Test
    void aLargeBodyPassesThroughTls() throws Exception {
        String text = "0123456789".repeat(100_000);

        assertThat(echo(settings("server", NAME, true), text)).isEqualTo(text);
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        assertThat(failure(settings("server", null, true)))
                .isEqualTo(new UpstreamFailure.Connect("orders"));
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        assertThat(failure(settings("client", NAME, true)))
                .isEqualTo(new UpstreamFailure.Connect("orders"));
    }

    @Test
    void withoutVerificationAnyCertificateWillDo() throws Exception {
        assertThat(echo(settings("client", null, false), "hello")).isEqualTo("hello");
    }

    @Test
    void withoutItsOwnCertificateTheServerRefusesUs() {
        var tls =
                new TransportSettings.Tls(certificates.file("server.pem"), NAME, null, null, true);

        assertThat(failure(tls)).isEqualTo(new UpstreamFailure.Connect("orders"));
    }

    @Test
    void aServerThatAgreesToNoHttp2IsRefused() throws Exception {
        var factory = certificates.server("server", "client").getServerSocketFactory();
        try (var listener =
                (SSLServerSocket)
                        factory.createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> handshake(listener));
            try (var transport =
                    transport(settings("server", NAME, true), listener.getLocalPort())) {
                assertThatThrownBy(() ->
                                transport.send(Calls.post("/", new Payload.Buffered(new byte[1]))))
                        .isInstanceOfSatisfying(
                                GatewayException.class,
                                e ->
                                        assertThat(e.failure())
                                                .isEqualTo(new UpstreamFailure.Connect("orders")))
                        .hasRootCauseMessage("upstream agreed to no HTTP/2 by ALPN");
            }
        }
    }

    private static void handshake(SSLServerSocket listener) {
        try (var socket = (SSLSocket) listener.accept()) {
            socket.startHandshake();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (IOException e) {
            // The client cuts the connection: that is what the test sees, from the other side.
        }
    }
}
