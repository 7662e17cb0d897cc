// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Upgraded connections are tunnels: bytes both ways until one side ends. */
class WebSocketTest {
    private static final String UPGRADE =
            """
            GET /tunnel HTTP/1.1\r
            Host: a\r
            Connection: Upgrade\r
            Upgrade: test-protocol\r
            \r
            """;

    /** Puts whole messages into a queue: text as it is, the rest as bytes. */
    private static final class Heard implements WebSocket.Listener {
        final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] part = new byte[data.remaining()];
            data.get(part);
            bytes.writeBytes(part);
            if (last) {
                messages.add(bytes.toByteArray());
                bytes.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
            messages.add("pong of " + data.remaining());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            messages.add("closed " + status + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            messages.add(error);
        }

        Object next() throws InterruptedException {
            return messages.poll(10, TimeUnit.SECONDS);
        }
    }

    private static WebSocket open(HttpClient http, RunningGateway gateway, Heard heard)
            throws Exception {
        return http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + "/chat"), heard)
                .get(10, TimeUnit.SECONDS);
    }

    @Test
    void aWebSocketWorksThroughTheGateway() throws Exception {
        var heard = new Heard();
        byte[] large = new byte[3 << 20];
        new Random(1).nextBytes(large);
        try (RawUpstream upstream = RawUpstream.scripted(WebSocketEcho::serve);
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                HttpClient http = HttpClient.newHttpClient()) {
            WebSocket socket = open(http, gateway, heard);
            socket.sendText("hello ", false).get(10, TimeUnit.SECONDS);
            socket.sendText("you", true).get(10, TimeUnit.SECONDS);
            assertThat(heard.next()).isEqualTo("hello you");
            socket.sendBinary(ByteBuffer.wrap(large), true).get(10, TimeUnit.SECONDS);
            assertThat((byte[]) heard.next()).isEqualTo(large);
            socket.sendPing(ByteBuffer.wrap(new byte[7])).get(10, TimeUnit.SECONDS);
            assertThat(heard.next()).isEqualTo("pong of 7");
            assertThat(gateway.metric("http_server_active_requests")).isEqualTo(1);
            socket.sendClose(4001, "bye").get(10, TimeUnit.SECONDS);
            assertThat(heard.next()).isEqualTo("closed 4001 bye");
            gateway.awaitIdle();
        }
    }

    @Test
    void aServiceThatRefusesTheUpgradeIsHeard() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                "HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno!");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                HttpClient http = HttpClient.newHttpClient();
                RawConnection client = gateway.connect()) {
            assertThatThrownBy(() -> open(http, gateway, new Heard()))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            e -> assertThat(e.getResponse().statusCode()).isEqualTo(403));
            Message reply = client.send(UPGRADE).reply();
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.text()).isEqualTo("no!");
        }
    }

    @Test
    void whatFollowsTheHeadsInTheSamePacketIsNotLost() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            Message head = connection.head();
                            assertThat(head.field("Upgrade")).isEqualTo("test-protocol");
                            connection.send(
                                    "HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: test-protocol\r\n\r\nfrom the service\r\n");
                            connection.send(connection.line() + "\r\n");
                            connection.awaitEnd();
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.send(UPGRADE + "from the client\r\n");
            Message head = client.head();
            assertThat(head.status()).isEqualTo(101);
            assertThat(head.field("Upgrade")).isEqualTo("test-protocol");
            assertThat(head.field("Connection")).isEqualToIgnoringCase("upgrade");
            assertThat(client.line()).isEqualTo("from the service");
            assertThat(client.line()).isEqualTo("from the client");
        }
    }

    /** The client has said all it wants to say; the answer still comes. */
    @Test
    void aHalfClosedTunnelStillCarriesTheOtherDirection() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.head();
                            connection.send(
                                    "HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: test-protocol\r\n\r\n");
                            assertThat(connection.line()).isEqualTo("question");
                            assertThat(connection.awaitEnd()).isEqualTo(RawConnection.End.CLOSED);
                            connection.send("answer\r\n");
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.send(UPGRADE);
            assertThat(client.head().status()).isEqualTo(101);
            client.send("question\r\n").endOutput();
            assertThat(client.line()).isEqualTo("answer");
            assertThat(client.awaitEnd()).isEqualTo(RawConnection.End.CLOSED);
            gateway.awaitIdle();
        }
    }

    @Test
    void aTunnelEndsForTheClientWhenTheServiceGoesAway() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.head();
                            connection.send(
                                    "HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: test-protocol\r\n\r\n");
                            connection.line();
                            connection.reset();
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.send(UPGRADE);
            assertThat(client.head().status()).isEqualTo(101);
            client.send("go\r\n");
            client.awaitEnd();
            gateway.awaitIdle();
        }
    }
}
