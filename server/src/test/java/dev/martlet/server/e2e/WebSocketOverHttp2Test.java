// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WebSockets of clients that speak HTTP/2: extended CONNECT (RFC 8441). */
@Timeout(30)
class WebSocketOverHttp2Test {
    /** "hello", masked with zeros, and a close; what a client sends in frames of RFC 6455. */
    private static final String HELLO = "\u0081\u0085\0\0\0\0hello";

    private static final String CLOSE = "\u0088\u0080\0\0\0\0";

    /** What the window of the stream lets the client send. */
    private final Semaphore room = new Semaphore(65_535);

    private static Http2Peer connect(RunningGateway gateway) throws IOException {
        Http2Peer client = Http2Peer.client(gateway.port());
        assertThat(client.next(Http2Peer.SETTINGS).setting(Http2Peer.EXTENDED_CONNECT))
                .isEqualTo(1);
        return client;
    }

    private static Http2Peer open(RunningGateway gateway) throws IOException {
        return connect(gateway).headers(1, false, connectTo("websocket"));
    }

    private static String[] connectTo(String protocol) {
        return new String[] {
            ":method: CONNECT",
            ":protocol: " + protocol,
            ":scheme: http",
            ":authority: chat.example.com",
            ":path: /chat?room=1",
            "sec-websocket-version: 13",
            "sec-websocket-protocol: talk",
            "origin: http://example.com"
        };
    }

    private static String read(Http2Peer client, int count) throws IOException {
        var text = new StringBuilder();
        while (text.length() < count) {
            text.append(client.next(Http2Peer.DATA).text());
        }
        return text.toString();
    }

    @Test
    void aServiceOfHttp1HearsAnOrdinaryWebSocket() throws Exception {
        try (RawUpstream upstream = RawUpstream.scripted(WebSocketEcho::serve);
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                Http2Peer client = open(gateway)) {
            Http2Peer.Head head = client.head();
            assertThat(head.fields()).contains(":status: 200").doesNotContain("upgrade: websocket");
            assertThat(head.fields().toString()).doesNotContain("sec-websocket-accept");
            assertThat(head.ends()).isFalse();
            client.data(1, false, HELLO);
            assertThat(read(client, 7)).isEqualTo("\u0081\u0005hello");
            client.data(1, true, CLOSE);
            assertThat(read(client, 2)).isEqualTo("\u0088\0");
            assertThat(client.next(Http2Peer.DATA).ends()).isTrue();
            gateway.awaitIdle();
        }
    }

    @Test
    void theServiceGetsTheRequestAsAClientOfHttp1WouldHaveSentIt() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                "HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno!");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                Http2Peer client = open(gateway)) {
            Http2Peer.Whole reply = client.message();
            assertThat(reply.head().fields()).contains(":status: 403");
            assertThat(reply.body()).isEqualTo("no!");
            Message request = upstream.next();
            assertThat(request.start()).isEqualTo("GET /chat?room=1 HTTP/1.1");
            assertThat(request.field("Host")).isEqualTo("chat.example.com");
            assertThat(request.field("Upgrade")).isEqualTo("websocket");
            assertThat(request.field("Connection")).isEqualToIgnoringCase("upgrade");
            assertThat(request.field("Sec-WebSocket-Protocol")).isEqualTo("talk");
            assertThat(request.field("Sec-WebSocket-Key")).hasSize(24);
            assertThat(request.has("Content-Length") || request.has("Transfer-Encoding")).isFalse();
        }
    }

    /** A 200 would tell the client that it has a tunnel. */
    @Test
    void aServiceThatDoesNotSwitchIsNoTunnel() throws Exception {
        try (RawUpstream upstream = RawUpstream.saying("a page");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                Http2Peer client = open(gateway)) {
            assertThat(client.message().head().fields()).contains(":status: 501");
        }
    }

    @Test
    void aTunnelThatTheClientGivesUpEndsForTheService() throws Exception {
        var ended = new CountDownLatch(1);
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.head();
                            connection.send(WebSocketToHttp2ServiceTest.SWITCHED);
                            connection.awaitEnd();
                            ended.countDown();
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                Http2Peer client = open(gateway)) {
            assertThat(client.head().fields()).contains(":status: 200");
            client.reset(1, Http2Peer.CANCEL);
            assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
            gateway.awaitIdle();
        }
    }

    @Test
    void aTunnelThatBreaksIsResetAndOtherStreamsGoOn() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            Message head = connection.head();
                            if (!head.has("Upgrade")) {
                                connection.send(RawUpstream.ok("still here"));
                                return;
                            }
                            connection.send(WebSocketToHttp2ServiceTest.SWITCHED);
                            connection.line();
                            connection.reset();
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                Http2Peer client = open(gateway)) {
            assertThat(client.head().fields()).contains(":status: 200");
            client.data(1, false, "go\r\n");
            assertThat(client.next(Http2Peer.RST_STREAM).stream()).isEqualTo(1);
            client.headers(3, true, ":method: GET", ":scheme: http", ":authority: a", ":path: /");
            assertThat(client.message().body()).isEqualTo("still here");
        }
    }

    /** More than any window: who does not read stops who writes, and nothing is lost. */
    @Test
    void muchDataPassesBothWays() throws Exception {
        int size = 600_000;
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.head();
                            connection.send(WebSocketToHttp2ServiceTest.SWITCHED);
                            connection.send(connection.bytes(size));
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                Http2Peer client = open(gateway)) {
            assertThat(client.head().fields()).contains(":status: 200");
            Thread sender = Thread.startVirtualThread(() -> sendAll(client, size));
            int came = 0;
            while (came < size) {
                Http2Peer.Got got = client.next();
                if (got.type() == Http2Peer.DATA) {
                    came += got.payload().length;
                    client.credit(got);
                } else if (got.type() == Http2Peer.WINDOW_UPDATE) {
                    room.release(got.stream() == 1 ? got.code() : 0);
                }
            }
            sender.join();
            assertThat(came).isEqualTo(size);
        }
    }

    private void sendAll(Http2Peer client, int size) {
        byte[] piece = new byte[10_000];
        try {
            for (int sent = 0; sent < size; sent += piece.length) {
                room.acquire(piece.length);
                client.data(1, false, piece);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void onlyWebSocketsCanBeConnectedTo() throws Exception {
        try (RawUpstream upstream = RawUpstream.saying("never");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                Http2Peer client = connect(gateway)) {
            client.headers(1, false, connectTo("connect-udp"));
            assertThat(client.message().head().fields()).contains(":status: 501");
            client.headers(
                    3,
                    true,
                    ":method: GET",
                    ":protocol: websocket",
                    ":scheme: http",
                    ":authority: a",
                    ":path: /");
            assertThat(client.message().head().fields()).contains(":status: 400");
            client.headers(5, true, connectTo("websocket"));
            assertThat(client.message().head().fields()).contains(":status: 400");
            assertThat(upstream.accepted()).isZero();
        }
    }

    /** HTTP/2 on both sides: no key on either. */
    @Test
    void aServiceOfHttp2HearsAnExtendedConnect() throws Exception {
        try (RawUpstream upstream = RawUpstream.scripted(WebSocketToHttp2ServiceTest::echo);
                RunningGateway gateway =
                        RunningGateway.start(RunningGateway.to(upstream, ", protocol: h2c"));
                Http2Peer client = open(gateway)) {
            assertThat(client.head().fields()).contains(":status: 200");
            client.data(1, false, "any bytes");
            assertThat(read(client, 9)).isEqualTo("any bytes");
            client.data(1, true, new String(new byte[] {1, 2}, ISO_8859_1));
            assertThat(read(client, 2)).isEqualTo("\1\2");
            assertThat(client.next(Http2Peer.DATA).ends()).isTrue();
        }
    }
}
