// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Failure;
import dev.martlet.server.connection.ListenerLimits;
import dev.martlet.server.connection.ListenerTimeouts;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.RawFrames;
import dev.martlet.server.http2.RawFrames.Got;
import dev.martlet.server.http2.Setting;
import dev.martlet.server.listen.TestHandler;
import dev.martlet.server.listen.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that cost more than they should, or take longer than they may. */
@Timeout(30)
class Http2AbuseTest {
    private TestServer server;

    private RawHttp2Client client(TestServer.Times times) throws IOException {
        ListenerTimeouts timeouts = times.build();
        server =
                new TestServer(
                        TestServer.settings(
                                new ListenerLimits(200, 1024, 20, -1, 100, 10),
                                timeouts,
                                false,
                                null));
        return new RawHttp2Client(server.port());
    }

    private RawHttp2Client client() throws IOException {
        return client(new TestServer.Times());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void keepSending(Sends sends) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        for (int i = 0; i < 100_000; i++) {
                            sends.send(i);
                        }
                    } catch (IOException e) {
                        // The server has had enough.
                    }
                });
    }

    private interface Sends {
        void send(int number) throws IOException;
    }

    @Test
    void streamsThatAreOpenedOnlyToBeResetEndTheConnection() throws IOException {
        try (RawHttp2Client client = client()) {
            keepSending(number ->
                    client.get(2 * number + 1, "/")
                            .ints(Frame.RST_STREAM, 0, 2 * number + 1, ErrorCode.CANCEL));
            assertThat(client.goAway()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void aFloodOfPingsEndsTheConnection() throws IOException {
        try (RawHttp2Client client = client()) {
            keepSending(number -> client.ints(Frame.PING, 0, 0, 1, number));
            assertThat(client.goAway()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void aFloodOfSettingsEndsTheConnection() throws IOException {
        try (RawHttp2Client client = client()) {
            keepSending(number -> client.frame(Frame.SETTINGS, 0, 0));
            assertThat(client.goAway()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void aFloodOfEmptyFramesEndsTheConnection() throws IOException {
        try (RawHttp2Client client = client()) {
            client.post(1, "/");
            server.handler.script(exchange -> TestHandler.text("" + exchange.buffer(9).length));
            keepSending(number -> client.data(1, "", false));
            assertThat(client.goAway()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void aHeadWithoutEndEndsTheConnection() throws IOException {
        try (RawHttp2Client client = client()) {
            byte[] field = RawFrames.block("x", "y".repeat(100));
            client.frame(Frame.HEADERS, 0, 1, field);
            keepSending(number -> client.frame(Frame.CONTINUATION, 0, 1, field));
            assertThat(client.goAway()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void aSmallBlockThatUnfoldsIntoALargeHeadIsRefused() throws IOException {
        try (RawHttp2Client client = client()) {
            // One field put into the table, then named a thousand times by one octet each.
            byte[] put = RawFrames.block("x", "y".repeat(500));
            put[0] = 0x40;
            byte[] head = RawFrames.block(RawHttp2Client.request("GET", "/"));
            byte[] block = new byte[head.length + put.length + 1000];
            System.arraycopy(head, 0, block, 0, head.length);
            System.arraycopy(put, 0, block, head.length, put.length);
            java.util.Arrays.fill(block, head.length + put.length, block.length, (byte) 0xbe);
            client.frame(Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, 1, block);
            assertThat(client.reply(1).status()).isEqualTo("431");
            assertThat(client.get(3, "/").reply(3).status()).isEqualTo("200");
        }
    }

    @Test
    void framesThatBreakTheProtocolEndTheConnection() throws IOException {
        ends(ErrorCode.PROTOCOL_ERROR, client -> client.data(1, "x", true));
        ends(ErrorCode.PROTOCOL_ERROR, client -> client.get(2, "/"));
        ends(ErrorCode.PROTOCOL_ERROR, client -> client.ints(Frame.RST_STREAM, 0, 1, 0));
        ends(ErrorCode.PROTOCOL_ERROR, client -> client.ints(Frame.WINDOW_UPDATE, 0, 0, 0));
        ends(ErrorCode.PROTOCOL_ERROR, client -> client.ints(Frame.WINDOW_UPDATE, 0, 5, 1));
        ends(ErrorCode.PROTOCOL_ERROR, client -> client.ints(Frame.PUSH_PROMISE, 0, 1, 2));
        ends(ErrorCode.PROTOCOL_ERROR, client -> client.frame(Frame.CONTINUATION, 4, 1));
        ends(
                ErrorCode.PROTOCOL_ERROR,
                client -> client.frame(Frame.HEADERS, 0, 1).ints(Frame.PING, 0, 0, 1, 2));
        ends(ErrorCode.FRAME_SIZE_ERROR, client -> client.ints(Frame.PING, 0, 0, 1));
        ends(
                ErrorCode.FRAME_SIZE_ERROR,
                client -> client.frame(Frame.DATA, 0, 1, new byte[16_385]));
        ends(
                ErrorCode.FLOW_CONTROL_ERROR,
                client -> client.ints(Frame.WINDOW_UPDATE, 0, 0, Integer.MAX_VALUE));
        ends(ErrorCode.COMPRESSION_ERROR, client -> client.frame(Frame.HEADERS, 5, 1, (byte) 0x80));
    }

    private interface Breaks {
        void run(RawHttp2Client client) throws IOException;
    }

    private void ends(int code, Breaks breaks) throws IOException {
        if (server != null) {
            server.close();
        }
        try (RawHttp2Client client = client()) {
            breaks.run(client);
            assertThat(client.goAway()).isEqualTo(code);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void anIdleConnectionEndsWithAGoodbye() throws IOException {
        try (RawHttp2Client client = client(new TestServer.Times().idle(200))) {
            client.get(1, "/").reply(1);
            assertThat(client.goAway()).isEqualTo(ErrorCode.NO_ERROR);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void pingsDoNotKeepAnIdleConnectionOpen() throws IOException {
        try (RawHttp2Client client = client(new TestServer.Times().idle(200))) {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            while (true) {
                                client.ints(Frame.PING, 0, 0, 1, 2);
                                Thread.sleep(30);
                            }
                        } catch (IOException | InterruptedException e) {
                            // The server has said goodbye.
                        }
                    });
            assertThat(client.goAway()).isEqualTo(ErrorCode.NO_ERROR);
        }
    }

    @Test
    void aStreamInFlightIsNotAnIdleConnection() throws IOException {
        try (RawHttp2Client client = client(new TestServer.Times().idle(100))) {
            server.handler.script(exchange -> {
                Thread.sleep(400);
                return TestHandler.text("slow");
            });
            assertThat(client.get(1, "/").reply(1).body()).isEqualTo("slow");
        }
    }

    @Test
    void halfAPrefaceOrHeadEndsInTime() throws IOException {
        client(new TestServer.Times().headerRead(200)).close();
        try (var preface =
                new RawHttp2Client(
                        new Socket(InetAddress.getLoopbackAddress(), server.port()), false)) {
            preface.send("PRI * HTTP/2.0\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(preface.ended()).isTrue();
        }
        try (var frame = new RawHttp2Client(server.port())) {
            frame.send(new byte[] {0, 0, 8, Frame.PING});
            assertThat(frame.ended()).isTrue();
        }
        try (var block = new RawHttp2Client(server.port())) {
            block.frame(Frame.HEADERS, 0, 1, RawFrames.block(":method", "GET"));
            assertThat(block.ended()).isTrue();
        }
    }

    @Test
    void aBodyThatDoesNotComeIsATimeout() throws IOException {
        try (RawHttp2Client client = client(new TestServer.Times().bodyIdle(150))) {
            server.handler.script(exchange -> TestHandler.text("" + exchange.buffer(9).length));
            client.post(1, "/").data(1, "x", false);
            assertThat(client.reply(1).status()).isEqualTo("408");
        }
    }

    @Test
    void aWindowThatStaysShutResetsTheStream() throws Exception {
        try (RawHttp2Client client = client(new TestServer.Times().writeIdle(200))) {
            server.handler.script(exchange -> TestHandler.text("a".repeat(100_000)));
            client.get(1, "/");
            int got = 0;
            Got next = client.next(Frame.DATA);
            while (next.type() == Frame.DATA) {
                got += next.payload().length;
                next = client.next();
            }
            assertThat(got).isEqualTo(Frame.DEFAULT_WINDOW);
            assertThat(next.type()).isEqualTo(Frame.RST_STREAM);
            assertThat(server.handler.ended.poll(10, TimeUnit.SECONDS).failure())
                    .isEqualTo(new Failure.ClientGone());
        }
    }

    @Test
    void aClientThatDoesNotReadItsSocketIsCutOff() throws Exception {
        try (RawHttp2Client client = client(new TestServer.Times().writeIdle(300))) {
            server.handler.script(
                    exchange -> TestHandler.stream(new dev.martlet.server.listen.Endless()));
            client.ints(Frame.WINDOW_UPDATE, 0, 0, 1 << 30);
            client.settings(Setting.INITIAL_WINDOW_SIZE, 1 << 30);
            client.get(1, "/");
            assertThat(server.handler.ended.poll(20, TimeUnit.SECONDS).failure())
                    .isEqualTo(new Failure.ClientGone());
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    client.next();
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
    }
}
