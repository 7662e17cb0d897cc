// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Body;
import dev.martlet.core.Failure;
import dev.martlet.core.FilterBody;
import dev.martlet.core.FullReply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.UpstreamFailure;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Http1ConnectionTest {
    private static final String GET = "GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String LAST = "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aConnectionServesOneRequestAfterAnother() throws IOException {
        try (RawClient client = server.client()) {
            assertThat(client.send(GET).readReply())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("\r\nDate: ")
                    .endsWith("\r\n\r\n/a?b=c");
            assertThat(client.send(LAST).readAll())
                    .contains("\r\nConnection: close\r\n")
                    .endsWith("/last");
        }
    }

    @Test
    void requestsSentTogetherAreAnsweredInOrder() throws IOException {
        try (RawClient client = server.client()) {
            String replies = client.send(GET + GET.replace("/a", "/second") + LAST).readAll();

            assertThat(replies).containsSubsequence("/a?b=c", "/second?b=c", "/last");
        }
    }

    @Test
    void anHttp10ConnectionEndsUnlessTheClientWantsItKept() throws IOException {
        try (RawClient client = server.client()) {
            assertThat(client.send("GET / HTTP/1.0\r\n\r\n").readAll())
                    .contains("Connection: close")
                    .endsWith("\r\n\r\n/");
        }
        try (RawClient client = server.client()) {
            String kept = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
            assertThat(client.send(kept).readReply()).contains("Connection: keep-alive");
            assertThat(client.send(LAST).readAll()).endsWith("/last");
        }
    }

    @Test
    void aBodyOfUnknownLengthIsChunkedForHttp11AndEndsTheConnectionOfHttp10() throws IOException {
        server.handler.script(exchange -> TestHandler.stream(new Pieces("one", "two")));
        try (RawClient client = server.client()) {
            assertThat(client.send(LAST).readAll())
                    .contains("Transfer-Encoding: chunked")
                    .matches("(?s).*\r\n0*3\r\none\r\n0*3\r\ntwo\r\n0+\r\n\r\n");
        }
        try (RawClient client = server.client()) {
            String kept = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
            assertThat(client.send(kept).readAll())
                    .contains("Connection: close")
                    .endsWith("\r\n\r\nonetwo");
        }
    }

    @Test
    void anErrorWhileAReplyIsWrittenEndsItsExchange() throws Exception {
        server.handler.script(exchange ->
                TestHandler.stream(
                        new FilterBody(Body.empty()) {
                            @Override
                            public long length() {
                                return 10;
                            }

                            @Override
                            public int read(byte[] buffer, int offset, int length) {
                                throw new StackOverflowError();
                            }
                        }));
        try (RawClient client = server.client()) {
            client.send(GET).readAll();

            TestHandler.Ended ended = server.handler.ended.poll(10, TimeUnit.SECONDS);
            assertThat(ended).as("finished").isNotNull();
            assertThat(ended.failure()).isEqualTo(new Failure.Internal());
            assertThat(ended.cause()).isInstanceOf(StackOverflowError.class);
        }
    }

    @Test
    void aReplyToHeadHasTheFieldsButNoBody() throws IOException {
        try (RawClient client = server.client()) {
            String reply =
                    client.send("HEAD /abc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .readAll();

            assertThat(reply).contains("Content-Length: 4\r\n").endsWith("\r\n\r\n");
        }
    }

    @Test
    void repliesWithoutContentSayNothingOfALength() throws IOException {
        server.handler.script(exchange ->
                new FullReply(
                        exchange.request().path().equals("/304")
                                ? Status.NOT_MODIFIED_304
                                : Status.NO_CONTENT_204,
                        WritableHeaders.create().set(HeaderNames.CONTENT_LENGTH, "17"),
                        new byte[0]));
        try (RawClient client = server.client()) {
            client.send("GET /204 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readUntil("\r\n\r\n"))
                    .startsWith("HTTP/1.1 204")
                    .doesNotContain("Content-Length");
            client.send("GET /304 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readUntil("\r\n\r\n"))
                    .startsWith("HTTP/1.1 304")
                    .contains("Content-Length: 17");
            assertThat(client.send(LAST).readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204");
        }
    }

    @Test
    void aChunkedRequestComesWithItsTrailers() throws IOException {
        server.handler.script(exchange -> {
            Body body = exchange.payload().open();
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return TestHandler.text(text + body.trailers().get(HeaderNames.create("x-sum")).get());
        });
        try (RawClient client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("3\r\nabc\r\n0\r\nX-Sum: 9\r\n\r\n");
            assertThat(client.readReply()).endsWith("abc9");
            assertThat(client.send(LAST.replace("GET", "GET")).readUntil("\r\n\r\n"))
                    .startsWith("HTTP/1.1 500");
        }
    }

    @Test
    void trailersOfAReplyAreSent() throws IOException {
        server.handler.script(
                exchange -> TestHandler.stream(new Pieces("a").trailers("x-sum", "7")));
        try (RawClient client = server.client()) {
            assertThat(client.send(LAST).readAll()).matches("(?s).*0+\r\n(?i:x-sum): 7\r\n\r\n");
        }
    }

    @Test
    void theFirstPiecesOfAStreamAreSentBeforeTheRestIsThere() throws Exception {
        var pieces = new Pieces("first");
        pieces.hold();
        server.handler.script(exchange -> TestHandler.stream(pieces));
        try (RawClient client = server.client()) {
            client.send(LAST);
            assertThat(client.readUntil("first")).startsWith("HTTP/1.1 200");
            pieces.release();
            assertThat(client.readAll()).matches("(?s)\r\n0+\r\n\r\n");
        }
    }

    @Test
    void continueIsSentWhenTheBodyIsFirstRead() throws IOException {
        server.handler.script(exchange ->
                TestHandler.text(new String(exchange.buffer(10), StandardCharsets.UTF_8)));
        try (RawClient client = server.client()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.readUntil("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(client.send("ok").readReply()).startsWith("HTTP/1.1 200").endsWith("ok");
            server.handler.script(exchange -> TestHandler.text("next"));
            assertThat(client.send(LAST).readAll()).endsWith("next");
        }
    }

    @Test
    void continueIsSentAlsoWhenTheBodyIsReadForTheReply() throws IOException {
        server.handler.script(TestHandler::echo);
        try (RawClient client = server.client()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.readUntil("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(client.send("ok").readAll()).startsWith("HTTP/1.1 200").endsWith("ok");
        }
    }

    @Test
    void withoutContinueTheConnectionEndsAsNobodyKnowsWhetherTheBodyWillCome() throws IOException {
        try (RawClient client = server.client()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.readAll()).startsWith("HTTP/1.1 200").contains("Connection: close");
        }
    }

    @Test
    void anotherExpectationFails() throws IOException {
        try (RawClient client = server.client()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\n\r\n");
            assertThat(client.readAll()).startsWith("HTTP/1.1 417").contains("Connection: close");
        }
    }

    @Test
    void aSmallBodyThatNobodyReadIsSkipped() throws IOException {
        try (RawClient client = server.client()) {
            client.send("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
            client.send("x".repeat(1000));
            assertThat(client.readReply()).endsWith("/1");
            assertThat(client.send(LAST).readAll()).endsWith("/last");
        }
    }

    @Test
    void aLargeBodyThatNobodyReadEndsTheConnectionAfterTheReply() throws IOException {
        try (RawClient client = server.client()) {
            client.send("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n");
            client.send(new byte[300_000]);
            assertThat(client.readAll()).contains("Connection: close").endsWith("/1");
        }
    }

    @Test
    void aBodyThatBreaksBeforeItsFirstByteGivesAFailureInItsPlace() throws Exception {
        server.handler.script(exchange ->
                TestHandler.stream(
                        new Pieces().length(10).fail(new UpstreamFailure.Reset("orders", false))));
        try (RawClient client = server.client()) {
            assertThat(client.send(GET).readAll())
                    .startsWith("HTTP/1.1 502")
                    .contains("upstream_reset");
            assertThat(server.handler.ended.poll(5, TimeUnit.SECONDS).failure())
                    .isEqualTo(new UpstreamFailure.Reset("orders", false));
        }
    }

    @Test
    void aBodyThatBreaksInTheMiddleNeverLooksComplete() throws Exception {
        server.handler.script(exchange ->
                TestHandler.stream(
                        new Pieces("half").fail(new UpstreamFailure.Reset("orders", false))));
        try (RawClient client = server.client()) {
            client.send(GET);
            client.readUntil("half\r\n");
            assertThat(client.ended()).isTrue();
            TestHandler.Ended ended = server.handler.ended.poll(5, TimeUnit.SECONDS);
            assertThat(ended.failure()).isEqualTo(new UpstreamFailure.Reset("orders", false));
            assertThat(ended.sent()).isEqualTo(4);
        }
    }

    @Test
    void aReplyWithALineEndInAFieldIsNotSent() throws IOException {
        server.handler.script(exchange ->
                StreamedReply.of(
                        Status.OK_200,
                        WritableHeaders.create()
                                .set(HeaderNames.create("x-evil"), "a\r\nx-more: b"),
                        Body.empty()));
        try (RawClient client = server.client()) {
            assertThat(client.send(GET).readAll())
                    .startsWith("HTTP/1.1 500")
                    .doesNotContain("x-more");
        }
    }

    @Test
    void aLargeReplyArrivesWhole() throws IOException {
        byte[] large = new byte[5 << 20];
        large[large.length - 1] = 'z';
        server.handler.script(
                exchange -> new FullReply(Status.OK_200, WritableHeaders.create(), large));
        try (RawClient client = server.client()) {
            client.send(LAST).readUntil("\r\n\r\n");
            InputStream in = client.socket().getInputStream();
            assertThat(in.readAllBytes()).isEqualTo(large);
        }
    }
}
