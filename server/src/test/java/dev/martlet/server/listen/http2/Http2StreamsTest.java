// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.server.connection.ListenerLimits;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.RawFrames.Got;
import dev.martlet.server.http2.Setting;
import dev.martlet.server.listen.Endless;
import dev.martlet.server.listen.Pieces;
import dev.martlet.server.listen.TestHandler;
import dev.martlet.server.listen.TestServer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams beside each other: their limits, their windows, and their ends. */
@Timeout(30)
class Http2StreamsTest {
    private TestServer server;
    private RawHttp2Client client;

    @BeforeEach
    void start() throws IOException {
        server =
                new TestServer(
                        TestServer.settings(new ListenerLimits(200, 1024, 20, 1 << 20, 100, 4)));
        client = new RawHttp2Client(server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private TestHandler.Ended ended() throws InterruptedException {
        return server.handler.ended.poll(10, TimeUnit.SECONDS);
    }

    private Exchange taken() throws InterruptedException {
        return server.handler.taken.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void moreStreamsThanAllowedAreRefusedAndCanBeTriedAgain() throws Exception {
        var go = new CountDownLatch(1);
        server.handler.script(exchange -> {
            go.await();
            return TestHandler.text("ok");
        });
        for (int stream = 1; stream <= 9; stream += 2) {
            client.get(stream, "/");
        }
        Got refused = client.next(Frame.RST_STREAM);
        assertThat(refused.streamId()).isEqualTo(9);
        assertThat(refused.code()).isEqualTo(ErrorCode.REFUSED_STREAM);
        go.countDown();
        for (int i = 0; i < 4; i++) {
            assertThat(client.next(Frame.DATA).text()).isEqualTo("ok");
        }
        assertThat(client.get(11, "/").reply(11).body()).isEqualTo("ok");
    }

    @Test
    void aStreamThatNobodyReadsStallsOnlyItself() throws Exception {
        var go = new CountDownLatch(1);
        server.handler.script(exchange -> {
            if (exchange.request().path().equals("/stalled")) {
                go.await();
            }
            return TestHandler.echo(exchange);
        });
        client.post(1, "/stalled");
        String chunk = "a".repeat(13_107);
        for (int i = 0; i < 5; i++) {
            client.data(1, chunk, false);
        }
        client.post(3, "/").data(3, "through", true);
        assertThat(client.reply(3).body()).isEqualTo("through");
        go.countDown();
        client.data(1, "", true);
        assertThat(client.reply(1).body()).hasSize(5 * 13_107);
    }

    @Test
    void manyTinyFramesDoNotStallTheOthersEither() throws Exception {
        var go = new CountDownLatch(1);
        server.handler.script(exchange -> {
            if (exchange.request().path().equals("/stalled")) {
                go.await();
            }
            return TestHandler.echo(exchange);
        });
        client.post(1, "/stalled");
        for (int i = 0; i < 2000; i++) {
            client.data(1, "a", false);
        }
        client.post(3, "/").data(3, "through", true);
        assertThat(client.reply(3).body()).isEqualTo("through");
        go.countDown();
        client.data(1, "", true);
        assertThat(client.reply(1).body()).hasSize(2000);
    }

    @Test
    void moreDataThanTheWindowEndsTheConnection() throws Exception {
        var go = new CountDownLatch(1);
        server.handler.script(exchange -> {
            go.await();
            return TestHandler.text("");
        });
        client.post(1, "/");
        for (int i = 0; i < 5; i++) {
            client.data(1, "a".repeat(16_000), false);
        }
        assertThat(client.goAway()).isEqualTo(ErrorCode.FLOW_CONTROL_ERROR);
        go.countDown();
    }

    @Test
    void aClientThatOpensNoWindowStallsOnlyItsStream() throws Exception {
        server.handler.script(exchange ->
                exchange.request().path().equals("/large")
                        ? TestHandler.text("a".repeat(100_000))
                        : TestHandler.text(""));
        client.settings(Setting.INITIAL_WINDOW_SIZE, 10);
        client.get(1, "/large");
        assertThat(client.next(Frame.DATA).payload()).hasSize(10);
        client.get(3, "/empty");
        Got head = client.next(Frame.HEADERS);
        assertThat(head.streamId()).isEqualTo(3);
        assertThat(head.ends()).isTrue();
        client.ints(Frame.WINDOW_UPDATE, 0, 1, 50_000).ints(Frame.WINDOW_UPDATE, 0, 0, 50_000);
        assertThat(client.next(Frame.DATA).payload()).hasSize(Frame.MAX_PAYLOAD);
    }

    @Test
    void aClientThatResetsItsStreamCancelsTheExchange() throws Exception {
        var cancelled = new CompletableFuture<Failure>();
        server.handler.script(exchange -> {
            exchange.cancellation()
                    .onCancel(() -> cancelled.complete(exchange.cancellation().cause()));
            cancelled.get(10, TimeUnit.SECONDS);
            return TestHandler.text("");
        });
        client.get(1, "/");
        taken();
        client.ints(Frame.RST_STREAM, 0, 1, ErrorCode.CANCEL);
        assertThat(ended().failure()).isEqualTo(new Failure.ClientGone());
        server.handler.script(exchange -> TestHandler.text("next"));
        assertThat(client.get(3, "/").reply(3).body()).isEqualTo("next");
    }

    @Test
    void aClientThatGoesAwayCancelsWhatItAskedFor() throws Exception {
        Pieces body = new Pieces("first").hold();
        server.handler.script(exchange -> {
            exchange.cancellation().onCancel(body::release);
            body.fail(new Failure.ClientGone());
            return TestHandler.stream(body);
        });
        client.get(1, "/");
        assertThat(client.next(Frame.DATA).text()).isEqualTo("first");
        client.close();
        assertThat(ended().failure()).isEqualTo(new Failure.ClientGone());
        assertThat(body.closed().getCount()).isZero();
    }

    @Test
    void aReplyThatFlowsEndsWithItsReader() throws Exception {
        server.handler.script(exchange -> TestHandler.stream(new Endless()));
        client.get(1, "/");
        client.next(Frame.DATA);
        client.close();
        assertThat(ended().failure()).isEqualTo(new Failure.ClientGone());
    }

    @Test
    void anUploadThatIsBrokenOffFails() throws Exception {
        server.handler.script(exchange -> TestHandler.text("" + exchange.buffer(100).length));
        client.post(1, "/").data(1, "half", false);
        Exchange exchange = taken();
        client.ints(Frame.RST_STREAM, 0, 1, ErrorCode.CANCEL);
        ended();
        assertThat(exchange.cancellation().cause()).isEqualTo(new Failure.ClientGone());
    }

    @Test
    void anEarlyReplyTellsTheClientToStopSending() throws Exception {
        client.post(1, "/early").data(1, "unread", false);
        Got data = client.next(Frame.DATA);
        assertThat(data.ends()).isTrue();
        Got reset = client.next(Frame.RST_STREAM);
        assertThat(reset.code()).isEqualTo(ErrorCode.NO_ERROR);
        // What is under way may still arrive.
        client.data(1, "more", true);
        assertThat(client.get(3, "/next").reply(3).body()).isEqualTo("/next");
    }
}
