// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a reply reaches the client, and in which form. */
class ReplyForwardingTest {

    @Test
    void statusFieldsAndBodyReachTheClient() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                """
                                HTTP/1.1 418 I'm a teapot\r
                                Content-Type: text/tea\r
                                Set-Cookie: a=1\r
                                Set-Cookie: b=2\r
                                Content-Length: 5\r
                                \r
                                green\
                                """);
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            Message reply = gateway.get("/");
            assertThat(reply.status()).isEqualTo(418);
            assertThat(reply.field("Content-Type")).isEqualTo("text/tea");
            assertThat(reply.values("Set-Cookie")).containsExactly("a=1", "b=2");
            assertThat(reply.text()).isEqualTo("green");
            assertThat(reply.field("Content-Length")).isEqualTo("5");
            assertThat(reply.field("Via")).isEqualTo("1.1 martlet");
        }
    }

    @Test
    void fieldsOfOneHopStayBehind() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                """
                                HTTP/1.1 200 OK\r
                                Connection: X-Hop\r
                                X-Hop: 1\r
                                Keep-Alive: timeout=9\r
                                Proxy-Connection: x\r
                                X-Kept: 1\r
                                Content-Length: 0\r
                                \r
                                """);
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            assertThat(gateway.get("/").names())
                    .contains("x-kept")
                    .doesNotContain("x-hop", "keep-alive", "proxy-connection", "connection");
        }
    }

    @Test
    void aReplyToHeadHasTheLengthAndNoBody() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(
                                request -> "HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            for (int i = 0; i < 2; i++) {
                Message head = client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n").head();
                assertThat(head.status()).isEqualTo(200);
                assertThat(head.field("Content-Length")).isEqualTo("12345");
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content\r\n", "304 Not Modified\r\nContent-Length: 99\r\n"})
    void aReplyWithoutABodyByItsStatusLeavesTheConnectionUsable(String start) throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(
                                request -> "HTTP/1.1 " + start + "ETag: \"x\"\r\n\r\n");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            for (int i = 0; i < 2; i++) {
                Message reply = client.get("/").head();
                assertThat(reply.start()).endsWith(start.substring(0, start.indexOf('\r')));
                assertThat(reply.field("ETag")).isEqualTo("\"x\"");
                assertThat(reply.has("Transfer-Encoding")).isFalse();
            }
        }
    }

    @Test
    void interimRepliesOfTheServiceDoNotReplaceTheFinalOne() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                                        + "HTTP/1.1 100 Continue\r\n\r\n"
                                        + RawUpstream.ok("final"));
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            Message reply = client.get("/").reply();
            while (reply.status() < 200) {
                reply = client.reply();
            }
            assertThat(reply.text()).isEqualTo("final");
        }
    }

    @Test
    void aChunkedReplyArrivesChunkedWithItsTrailers() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                """
                                HTTP/1.1 200 OK\r
                                Transfer-Encoding: chunked\r
                                Trailer: X-Sum\r
                                \r
                                3\r
                                abc\r
                                2\r
                                de\r
                                0\r
                                X-Sum: 7\r
                                \r
                                """);
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            Message reply =
                    gateway.exchange(
                            "GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: TE\r\n\r\n");
            assertThat(reply.text()).isEqualTo("abcde");
            assertThat(reply.field("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(reply.trailer("X-Sum")).isEqualTo("7");
        }
    }

    @Test
    void aClientOfHttp10GetsAChunkedReplyUpToTheClose() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            Message reply = gateway.exchange("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
            assertThat(reply.has("Transfer-Encoding")).isFalse();
            assertThat(reply.text()).isEqualTo("abc");
        }
    }

    @Test
    void aReplyThatEndsWithTheServicesConnectionEndsForTheClientToo() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.send("HTTP/1.0 200 OK\r\n\r\nold but good");
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            assertThat(client.get("/").reply().text()).isEqualTo("old but good");
        }
    }

    @Test
    void compressedBytesPassUntouched() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("some text ".repeat(500).getBytes(ISO_8859_1));
        }
        String bytes = packed.toString(ISO_8859_1);
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                                        + bytes.length()
                                        + "\r\n\r\n"
                                        + bytes);
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            Message reply = gateway.get("/");
            assertThat(reply.field("Content-Encoding")).isEqualTo("gzip");
            assertThat(reply.body()).isEqualTo(packed.toByteArray());
        }
    }

    /** The service sends an event only when the client has the one before. */
    @Test
    void eventsArriveOneByOneAsTheyAreSent() throws Exception {
        var received = new SynchronousQueue<Integer>();
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                            for (int i = 0; i < 5; i++) {
                                connection.sendChunk("data: " + i + "\n\n");
                                received.poll(10, TimeUnit.SECONDS);
                            }
                            connection.send("0\r\n\r\n");
                            connection.awaitEnd();
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            assertThat(client.get("/events").head().field("Content-Type"))
                    .isEqualTo("text/event-stream");
            for (int i = 0; i < 5; i++) {
                assertThat(client.chunk()).isEqualTo("data: " + i + "\n\n");
                assertThat(received.offer(i, 10, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(client.chunk()).isEmpty();
        }
    }

    /** Where the length is not known, the head may be news by itself: a stream has opened. */
    @Test
    void theHeadOfAStreamArrivesBeforeItsFirstByte() throws Exception {
        var headSeen = new SynchronousQueue<Boolean>();
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                            headSeen.poll(10, TimeUnit.SECONDS);
                            connection.send("4\r\nbody\r\n0\r\n\r\n");
                            connection.awaitEnd();
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            Message head = client.get("/").head();
            assertThat(headSeen.offer(true, 10, TimeUnit.SECONDS)).isTrue();
            assertThat(client.body(head).text()).isEqualTo("body");
        }
    }
}
