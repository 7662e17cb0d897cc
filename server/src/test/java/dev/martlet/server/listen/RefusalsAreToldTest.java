// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.server.connection.ListenerLimits;
import dev.martlet.server.connection.ListenerTimeouts;
import dev.martlet.server.tls.Certs;
import dev.martlet.server.tls.TlsMaterial;
import dev.martlet.server.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What never becomes a request is told all the same: who, and why. */
@Timeout(30)
class RefusalsAreToldTest {
    private static String told(TestServer server) throws InterruptedException {
        return server.refused.poll(10, TimeUnit.SECONDS);
    }

    private static Socket send(TestServer server, String text) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return socket;
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1, bad_request",
        "GET / HTTP/3.0, version_not_supported",
        "GET /?LONG HTTP/1.1, request_line_too_long",
        "LONG: x, headers_too_large",
    })
    void aMalformedHeadIsTold(String line, String reason) throws Exception {
        String head =
                line.startsWith("LONG")
                        ? "GET / HTTP/1.1\r\nHost: x\r\n" + "a".repeat(40_000) + ": x\r\n\r\n"
                        : line.replace("LONG", "a".repeat(20_000)) + "\r\n\r\n";
        try (var server = new TestServer();
                var ignored = send(server, head)) {
            assertThat(told(server)).startsWith(reason + " 127.0.0.1 ");
        }
    }

    @Test
    void aHeadThatDoesNotComeInTimeIsTold() throws Exception {
        var times = new TestServer.Times().headerRead(100).build();
        try (var server = new TestServer(TestServer.settings(times));
                var ignored = send(server, "GET / HT")) {
            assertThat(told(server)).startsWith("request_timeout 127.0.0.1 ");
        }
    }

    @Test
    void aConnectionAboveTheLimitIsTold() throws Exception {
        var limits = new ListenerLimits(8192, 16_384, 100, -1, 1, 100);
        try (var server = new TestServer(TestServer.settings(limits));
                var first = send(server, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")) {
            assertThat(first.getInputStream().read()).isEqualTo('H');
            try (var ignored = send(server, "")) {
                assertThat(told(server)).startsWith("connection_limit 127.0.0.1 ");
            }
        }
    }

    @Test
    void whatIsNoTlsIsToldAndWhoLeavesIsNot(@TempDir Path folder) throws Exception {
        var tls =
                new TlsSettings(
                        List.of(new Certs(folder).make("server", "EC", "localhost")),
                        null,
                        TlsSettings.ClientAuth.OPTIONAL,
                        "TLSv1.2");
        var settings =
                TestServer.settings(
                        ListenerLimits.DEFAULT,
                        new TestServer.Times().handshake(300).build(),
                        false,
                        tls);
        try (var server = new TestServer(settings, new TlsMaterial(tls, InstantSource.system()))) {
            send(server, "").close();
            try (var ignored = send(server, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")) {
                assertThat(told(server)).startsWith("tls_handshake 127.0.0.1 ");
            }
            try (var ignored = send(server, "")) {
                assertThat(told(server)).startsWith("handshake_timeout 127.0.0.1 ");
            }
        }
    }

    @Test
    void aWrongProxyHeaderIsTold() throws Exception {
        var settings =
                TestServer.settings(ListenerLimits.DEFAULT, ListenerTimeouts.DEFAULT, true, null);
        try (var server = new TestServer(settings);
                var ignored = send(server, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")) {
            assertThat(told(server)).startsWith("proxy_header 127.0.0.1 ");
        }
    }

    @Test
    void aBrokenConnectionOfHttp2IsTold() throws Exception {
        try (var server = new TestServer();
                var ignored = send(server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "x".repeat(9))) {
            assertThat(told(server)).startsWith("http2_connection 127.0.0.1 ");
        }
    }
}
