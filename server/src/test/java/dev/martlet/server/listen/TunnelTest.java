// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Exchange;
import dev.martlet.core.Tunnel;
import dev.martlet.core.TunnelReply;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TunnelTest {
    private static final String UPGRADE =
            "GET /chat HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

    private TestServer server;
    private ServerSocket far;
    private Socket farSide;

    @BeforeEach
    void start() throws IOException {
        start(new TestServer.Times());
    }

    private void start(TestServer.Times times) throws IOException {
        server = new TestServer(TestServer.settings(times.build()));
        far = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.handler.script(this::open);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        far.close();
    }

    private TunnelReply open(Exchange exchange) throws IOException {
        var socket = new Socket(far.getInetAddress(), far.getLocalPort());
        farSide = far.accept();
        farSide.setSoTimeout(20_000);
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.UPGRADE, "websocket");
        return new TunnelReply(headers, new SocketTunnel(socket));
    }

    private RawClient upgraded() throws IOException {
        RawClient client = server.client();
        assertThat(client.send(UPGRADE).readUntil("\r\n\r\n"))
                .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                .contains("Upgrade: websocket\r\n")
                .contains("Connection: Upgrade\r\n");
        return client;
    }

    @Test
    void bytesFlowBothWays() throws IOException {
        try (RawClient client = upgraded()) {
            farSide.getOutputStream().write("from afar".getBytes(StandardCharsets.UTF_8));
            assertThat(client.readUntil("afar")).isEqualTo("from afar");
            client.send("hello");
            assertThat(new String(farSide.getInputStream().readNBytes(5), StandardCharsets.UTF_8))
                    .isEqualTo("hello");
        }
    }

    @Test
    void bytesSentWithTheRequestAreNotLost() throws IOException {
        try (RawClient client = server.client()) {
            client.send(UPGRADE + "early").readUntil("\r\n\r\n");
            assertThat(new String(farSide.getInputStream().readNBytes(5), StandardCharsets.UTF_8))
                    .isEqualTo("early");
        }
    }

    @Test
    void bytesAreNotLostWhereTheSwitchTookLong() throws IOException {
        server.handler.script(exchange -> {
            Thread.sleep(200);
            return open(exchange);
        });
        try (RawClient client = upgraded()) {
            client.send("one").send("two");
            assertThat(new String(farSide.getInputStream().readNBytes(6), StandardCharsets.UTF_8))
                    .isEqualTo("onetwo");
        }
    }

    @Test
    void oneSideMayEndWhileTheOtherGoesOn() throws Exception {
        try (RawClient client = upgraded()) {
            client.send("last words");
            client.socket().shutdownOutput();
            assertThat(new String(farSide.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("last words");
            farSide.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
            farSide.close();
            assertThat(client.readAll()).isEqualTo("answer");
        }
        TestHandler.Ended ended = server.handler.ended.poll(10, TimeUnit.SECONDS);
        assertThat(ended.failure()).isNull();
        assertThat(ended.sent()).isEqualTo(6);
    }

    @Test
    void aFarSideThatBreaksEndsTheClientsSide() throws Exception {
        try (RawClient client = upgraded()) {
            farSide.setOption(java.net.StandardSocketOptions.SO_LINGER, 0);
            farSide.close();
            assertThat(client.ended()).isTrue();
            assertThat(server.handler.ended.poll(10, TimeUnit.SECONDS).failure()).isNotNull();
        }
    }

    @Test
    void aTunnelLivesOnWhileTheServerDrainsAndEndsWithTheGrace() throws Exception {
        try (RawClient client = upgraded()) {
            var drain = new java.util.concurrent.CompletableFuture<Integer>();
            Thread.ofVirtual()
                    .start(() -> drain.complete(server.listener.drain(Duration.ofMillis(500))));
            client.send("still here");
            assertThat(new String(farSide.getInputStream().readNBytes(10), StandardCharsets.UTF_8))
                    .isEqualTo("still here");
            assertThat(drain.get(10, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(client.ended()).isTrue();
            assertThat(farSide.getInputStream().read()).isNegative();
        }
    }

    @Test
    void aSilentTunnelEndsIfThatIsWanted() throws Exception {
        stop();
        start(new TestServer.Times().tunnelIdle(150));
        try (RawClient client = upgraded()) {
            assertThat(client.ended()).isTrue();
        }
    }

    private record SocketTunnel(Socket socket) implements Tunnel {
        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return socket.getInputStream().read(buffer, offset, length);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            socket.getOutputStream().write(buffer, offset, length);
        }

        @Override
        public void shutdownOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
