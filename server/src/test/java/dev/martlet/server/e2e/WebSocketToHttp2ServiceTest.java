// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.server.tls.Certs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets to services that are configured to speak HTTP/2. */
@Timeout(30)
class WebSocketToHttp2ServiceTest {
    static final String SWITCHED =
            "HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

    /** With the key, and what is to be made of it, of RFC 6455, section 1.3. */
    private static final String OPEN =
            """
            GET /chat?room=1 HTTP/1.1\r
            Host: chat.example.com\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Protocol: talk\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """;

    private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static RunningGateway h2c(RawUpstream upstream) throws IOException {
        return RunningGateway.start(RunningGateway.to(upstream, ", protocol: h2c"));
    }

    /** A service of HTTP/2 that takes extended CONNECT and sends back what it gets. */
    static void echo(RawConnection connection) throws IOException {
        Http2Peer peer = Http2Peer.server(connection, Http2Peer.EXTENDED_CONNECT, 1);
        Http2Peer.Head head = peer.head();
        assertThat(head.fields())
                .contains(
                        ":method: CONNECT",
                        ":protocol: websocket",
                        ":path: /chat?room=1",
                        ":authority: chat.example.com",
                        "sec-websocket-version: 13");
        assertThat(head.fields().toString()).doesNotContain("sec-websocket-key");
        peer.headers(head.stream(), false, ":status: 200", "sec-websocket-protocol: talk");
        Http2Peer.Got got = peer.next(Http2Peer.DATA);
        while (!got.ends()) {
            peer.credit(got);
            peer.data(head.stream(), false, got.payload());
            got = peer.next(Http2Peer.DATA);
        }
        peer.data(head.stream(), false, got.payload()).data(head.stream(), true, "");
        peer.awaitEnd();
    }

    @Test
    void overPlainHttp2ItIsAnExtendedConnect() throws Exception {
        try (RawUpstream upstream = RawUpstream.scripted(WebSocketToHttp2ServiceTest::echo);
                RunningGateway gateway = h2c(upstream);
                RawConnection client = gateway.connect()) {
            Message head = client.send(OPEN).head();
            assertThat(head.status()).isEqualTo(101);
            assertThat(head.field("Upgrade")).isEqualTo("websocket");
            assertThat(head.field("Connection")).isEqualToIgnoringCase("upgrade");
            assertThat(head.field("Sec-WebSocket-Accept")).isEqualTo(ACCEPT);
            assertThat(head.field("Sec-WebSocket-Protocol")).isEqualTo("talk");
            client.send("first\r\n");
            assertThat(client.line()).isEqualTo("first");
            client.send("x".repeat(40_000) + "\r\n");
            assertThat(client.line()).isEqualTo("x".repeat(40_000));
            client.send("last\r\n").endOutput();
            assertThat(client.line()).isEqualTo("last");
            assertThat(client.awaitEnd()).isEqualTo(RawConnection.End.CLOSED);
            gateway.awaitIdle();
        }
    }

    @Test
    void aServiceThatDoesNotTakeItIsNotAskedAndTheClientHearsWhy() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            Http2Peer peer = Http2Peer.server(connection);
                            Http2Peer.Head head = peer.head();
                            assertThat(head.fields()).contains(":method: GET", ":path: /after");
                            peer.headers(head.stream(), false, ":status: 200");
                            peer.data(head.stream(), true, "ordinary");
                            peer.awaitEnd();
                        });
                RunningGateway gateway = h2c(upstream);
                RawConnection client = gateway.connect()) {
            Message reply = client.send(OPEN).reply();
            assertThat(reply.status()).isEqualTo(501);
            assertThat(reply.text()).contains("WebSocket");
            assertThat(client.get("/after").reply().text()).isEqualTo("ordinary");
        }
    }

    @Test
    void aServiceThatRefusesIsHeard() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            Http2Peer peer =
                                    Http2Peer.server(connection, Http2Peer.EXTENDED_CONNECT, 1);
                            Http2Peer.Head head = peer.head();
                            peer.headers(head.stream(), false, ":status: 403");
                            peer.data(head.stream(), true, "no!");
                            peer.awaitEnd();
                        });
                RunningGateway gateway = h2c(upstream)) {
            Message reply = gateway.exchange(OPEN);
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.text()).isEqualTo("no!");
        }
    }

    @Test
    void whenTheClientGoesAwayTheStreamIsReset() throws Exception {
        var reset = new CountDownLatch(1);
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            Http2Peer peer =
                                    Http2Peer.server(connection, Http2Peer.EXTENDED_CONNECT, 1);
                            int stream = peer.head().stream();
                            peer.headers(stream, false, ":status: 200");
                            assertThat(peer.next(Http2Peer.RST_STREAM).stream()).isEqualTo(stream);
                            reset.countDown();
                            peer.awaitEnd();
                        });
                RunningGateway gateway = h2c(upstream);
                RawConnection client = gateway.connect()) {
            assertThat(client.send(OPEN).head().status()).isEqualTo(101);
            client.reset();
            assertThat(reset.await(5, TimeUnit.SECONDS)).isTrue();
            gateway.awaitIdle();
        }
    }

    @Test
    void whenTheServiceResetsTheStreamTheClientsConnectionEnds() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            Http2Peer peer =
                                    Http2Peer.server(connection, Http2Peer.EXTENDED_CONNECT, 1);
                            int stream = peer.head().stream();
                            peer.headers(stream, false, ":status: 200");
                            peer.next(Http2Peer.DATA);
                            peer.reset(stream, Http2Peer.CANCEL);
                            peer.awaitEnd();
                        });
                RunningGateway gateway = h2c(upstream);
                RawConnection client = gateway.connect()) {
            assertThat(client.send(OPEN).head().status()).isEqualTo(101);
            client.send("go");
            client.awaitEnd();
            gateway.awaitIdle();
        }
    }

    /** Over TLS both sides agree on a version for each connection: HTTP/1.1 for these. */
    @Test
    void overTlsItIsHttp1WhileRequestsAreHttp2(@TempDir Path folder) throws Exception {
        var certs = new Certs(folder);
        certs.make("server", "EC", "chat.internal");
        try (RawUpstream upstream =
                        RawUpstream.secure(
                                certs.client("server"),
                                false,
                                WebSocketToHttp2ServiceTest::eitherVersion);
                RunningGateway gateway =
                        RunningGateway.start(
                                """
                                services:
                                  - { name: up, endpoints: [ "https://127.0.0.1:%d" ], protocol: h2, tls: { ca: "%s", sni: chat.internal } }
                                routes: [ { name: all, to: { service: up } } ]
                                """
                                        .formatted(upstream.port(), certs.ca()));
                HttpClient http = HttpClient.newHttpClient()) {
            var heard = new CompletableFuture<String>();
            WebSocket socket =
                    http.newWebSocketBuilder()
                            .buildAsync(
                                    URI.create("ws://127.0.0.1:" + gateway.port() + "/chat"),
                                    new FirstText(heard))
                            .get(10, TimeUnit.SECONDS);
            try {
                socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
                assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
                assertThat(gateway.get("/").text()).isEqualTo("over h2");
            } finally {
                // Or the client would wait for it when it is closed.
                socket.abort();
            }
            gateway.awaitIdle();
        }
    }

    private static void eitherVersion(RawConnection connection) throws IOException {
        String agreed = ((SSLSocket) connection.socket()).getApplicationProtocol();
        if (agreed.equals("http/1.1")) {
            WebSocketEcho.serve(connection);
            return;
        }
        Http2Peer peer = Http2Peer.server(connection);
        int stream = peer.head().stream();
        peer.headers(stream, false, ":status: 200").data(stream, true, "over " + agreed);
        peer.awaitEnd();
    }

    private record FirstText(CompletableFuture<String> heard) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            heard.complete(data.toString());
            return null;
        }
    }
}
