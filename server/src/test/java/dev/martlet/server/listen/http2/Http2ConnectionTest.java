// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Body;
import dev.martlet.core.Exchange;
import dev.martlet.core.FullReply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.connection.ListenerLimits;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.RawFrames;
import dev.martlet.server.http2.RawFrames.Got;
import dev.martlet.server.listen.Pieces;
import dev.martlet.server.listen.TestHandler;
import dev.martlet.server.listen.TestServer;
import dev.martlet.server.listen.http2.RawHttp2Client.Whole;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class Http2ConnectionTest {
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
    void requestsAreServedWithPriorKnowledge() throws Exception {
        Whole reply = client.get(1, "/a?b=c").reply(1);

        assertThat(reply.status()).isEqualTo("200");
        assertThat(reply.body()).isEqualTo("/a?b=c");
        assertThat(reply.fields()).anyMatch(field -> field.startsWith("date: "));
        assertThat(reply.fields()).contains("content-length: 6");
        assertThat(client.get(3, "/next").reply(3).body()).isEqualTo("/next");
        assertThat(taken().peer().protocol()).isEqualTo("2");
    }

    @Test
    void aBodyAndTrailersGoBothWays() throws Exception {
        server.handler.script(exchange -> {
            Body body = exchange.payload().open();
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            String sum = body.trailers().get(HeaderNames.create("x-sum")).get();
            return TestHandler.stream(new Pieces(text).trailers("x-back", sum));
        });
        client.post(1, "/").data(1, "one", false).data(1, "two", false);
        client.frame(
                Frame.HEADERS,
                Frame.END_HEADERS | Frame.END_STREAM,
                1,
                RawFrames.block("x-sum", "6", "authorization", "late"));
        Whole reply = client.reply(1);

        assertThat(reply.body()).isEqualTo("onetwo");
        assertThat(reply.trailers()).containsExactly("x-back: 6");
    }

    @Test
    void paddingAndPriorityAreSkipped() throws Exception {
        server.handler.script(TestHandler::echo);
        byte[] block = RawFrames.block(RawHttp2Client.request("POST", "/"));
        byte[] padded = new byte[1 + 5 + block.length + 3];
        padded[0] = 3;
        System.arraycopy(block, 0, padded, 6, block.length);
        client.frame(
                Frame.HEADERS, Frame.END_HEADERS | Frame.PADDED | Frame.WITH_PRIORITY, 1, padded);
        client.frame(
                Frame.DATA,
                Frame.END_STREAM | Frame.PADDED,
                1,
                (byte) 2,
                (byte) 'h',
                (byte) 'i',
                (byte) 0,
                (byte) 0);

        assertThat(client.reply(1).body()).isEqualTo("hi");
    }

    @Test
    void aHeadOfSeveralFramesIsPutTogether() throws Exception {
        byte[] block = RawFrames.block(RawHttp2Client.request("GET", "/parts"));
        for (int i = 0; i < block.length; i++) {
            int type = i == 0 ? Frame.HEADERS : Frame.CONTINUATION;
            int flags =
                    (i == 0 ? Frame.END_STREAM : 0)
                            | (i == block.length - 1 ? Frame.END_HEADERS : 0);
            client.frame(type, flags, 1, block[i]);
        }
        assertThat(client.reply(1).body()).isEqualTo("/parts");
    }

    @Test
    void aReplyToHeadHasNoBody() throws Exception {
        client.frame(
                Frame.HEADERS,
                Frame.END_HEADERS | Frame.END_STREAM,
                1,
                RawFrames.block(RawHttp2Client.request("HEAD", "/abc")));
        Got head = client.next(Frame.HEADERS);
        assertThat(head.ends()).isTrue();
        assertThat(client.fields(head)).contains("content-length: 4");
    }

    @Test
    void aReplyWithoutContentIsOneFrame() throws Exception {
        server.handler.script(exchange -> FullReply.empty(Status.NO_CONTENT_204));
        client.get(1, "/");
        assertThat(client.next(Frame.HEADERS).ends()).isTrue();
    }

    @Test
    void fieldsOfAConnectionAreNotSent() throws Exception {
        server.handler.script(exchange ->
                StreamedReply.of(
                        Status.OK_200,
                        WritableHeaders.create()
                                .set(HeaderNames.CONNECTION, "keep-alive")
                                .set(HeaderNames.TRANSFER_ENCODING, "chunked"),
                        Body.empty()));
        assertThat(client.get(1, "/").reply(1).fields())
                .noneMatch(field -> field.startsWith("connection"))
                .noneMatch(field -> field.startsWith("transfer-encoding"));
    }

    @Test
    void cookiesThatWereSplitAreOneFieldAgain() throws Exception {
        client.get(1, "/", "cookie", "a=1", "cookie", "b=2").reply(1);
        assertThat(taken().headers().get(HeaderNames.COOKIE).get()).isEqualTo("a=1; b=2");
    }

    @ParameterizedTest
    @CsvSource({
        "X-Upper,a,400",
        "connection,close,400",
        "transfer-encoding,chunked,400",
        "upgrade,websocket,400",
        "te,gzip,400",
        "host,other,400",
        "x y,a,400",
        "x,' a',400",
        "x,'a\tb\u0001',400",
        ":path,/again,400",
        ":unknown,a,400",
        "content-length,5,400",
        "content-length,x,400",
        "content-length,99999999,413",
    })
    void aMalformedRequestIsRefusedAndTheOthersGoOn(String name, String value, String status)
            throws Exception {
        assertThat(client.get(1, "/", name, value).reply(1).status()).isEqualTo(status);
        assertThat(client.get(3, "/fine").reply(3).body()).isEqualTo("/fine");
    }

    @ParameterizedTest
    @CsvSource({"GET,a,400", "GET,http://y/,400", "GET,*,400", "CONNECT,/,501", "get,/,501"})
    void aTargetFollowsTheSameRulesAsInHttp1(String method, String path, String status)
            throws Exception {
        client.frame(
                Frame.HEADERS,
                Frame.END_HEADERS | Frame.END_STREAM,
                1,
                RawFrames.block(RawHttp2Client.request(method, path)));
        assertThat(client.reply(1).status()).isEqualTo(status);
    }

    @Test
    void dotSegmentsAreResolvedBeforeRouting() throws Exception {
        client.get(1, "/public/%2e%2E/admin").reply(1);
        assertThat(taken().request().path()).isEqualTo("/admin");
    }

    @Test
    void whatIsTooLargeIsRefusedWithItsOwnStatus() throws Exception {
        assertThat(client.get(1, "/" + "a".repeat(300)).reply(1).status()).isEqualTo("414");
        assertThat(client.get(3, "/", "x", "a".repeat(1500)).reply(3).status()).isEqualTo("431");
        server.handler.script(exchange -> TestHandler.text("" + exchange.buffer(9 << 20).length));
        client.post(5, "/");
        String chunk = "a".repeat(16_000);
        int window = Frame.DEFAULT_WINDOW;
        String status = null;
        while (status == null) {
            if (window >= chunk.length()) {
                client.data(5, chunk, false);
                window -= chunk.length();
                continue;
            }
            Got got = client.next();
            if (got.type() == Frame.WINDOW_UPDATE && got.streamId() == 5) {
                window += Frame.int32(got.payload(), 0);
            } else if (got.type() == Frame.HEADERS) {
                status = client.fields(got).getFirst();
            }
        }
        assertThat(status).isEqualTo("413");
    }

    @Test
    void aBodyOfAnotherLengthThanAnnouncedIsReset() throws Exception {
        server.handler.script(exchange -> TestHandler.text("" + exchange.buffer(100).length));
        client.post(1, "/", "content-length", "3").data(1, "four", true);
        assertThatThrownBy(() -> client.reply(1)).hasMessage("reset: 1");
        client.post(3, "/", "content-length", "3").data(3, "2b", true);
        assertThatThrownBy(() -> client.reply(3)).hasMessage("reset: 1");
    }

    @Test
    void aBodyThatBreaksResetsTheStream() throws Exception {
        server.handler.script(exchange ->
                TestHandler.stream(new Pieces("half").fail(new UpstreamFailure.Reset("o", false))));
        assertThatThrownBy(() -> client.get(1, "/").reply(1)).hasMessage("reset: 2");
        TestHandler.Ended ended = ended();
        assertThat(ended.failure()).isEqualTo(new UpstreamFailure.Reset("o", false));
        assertThat(ended.sent()).isEqualTo(4);
    }

    @Test
    void continueIsSentWhenTheBodyIsFirstRead() throws Exception {
        server.handler.script(exchange -> TestHandler.text("" + exchange.buffer(100).length));
        client.post(1, "/", "expect", "100-continue");
        assertThat(client.fields(client.next(Frame.HEADERS))).containsExactly("100");
        client.data(1, "body", true);
        assertThat(client.reply(1).body()).isEqualTo("4");
    }

    @Test
    void aDrainLetsStreamsFinishAndTellsTheClient() throws Exception {
        var go = new CountDownLatch(1);
        server.handler.script(exchange -> {
            go.await();
            return TestHandler.text("done");
        });
        client.get(1, "/");
        taken();
        var cut = new CompletableFuture<Integer>();
        Thread.ofVirtual().start(() -> cut.complete(server.listener.drain(Duration.ofSeconds(20))));
        Got notice = client.next(Frame.GOAWAY);
        assertThat(Frame.int32(notice.payload(), 0)).isEqualTo(Integer.MAX_VALUE);
        // Sent before the client could know.
        client.get(3, "/");
        Got ping = client.next(Frame.PING);
        client.frame(Frame.PING, Frame.ACK, 0, ping.payload());
        Got last = client.next(Frame.GOAWAY);
        assertThat(Frame.int32(last.payload(), 0)).isEqualTo(3);
        assertThat(last.code()).isEqualTo(ErrorCode.NO_ERROR);
        go.countDown();
        assertThat(client.next(Frame.DATA).text()).isEqualTo("done");
        assertThat(client.next(Frame.DATA).text()).isEqualTo("done");
        assertThat(client.ended()).isTrue();
        assertThat(cut.get(10, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void aDrainEndsIdleConnectionsAlsoOfClientsThatDoNotAnswer() throws Exception {
        client.get(1, "/").reply(1);
        assertThat(server.listener.drain(Duration.ofSeconds(20))).isZero();
        assertThat(client.ended()).isTrue();
    }
}
