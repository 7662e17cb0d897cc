// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service that speaks HTTP/2 with prior knowledge, in front of clients of HTTP/1. */
@Timeout(30)
class Http2ServiceTest {
    private static final String PUT =
            "PUT /7 HTTP/1.1\r\nHost: shop.example.com\r\nContent-Length: 5\r\n\r\nhello";

    private final AtomicInteger tries = new AtomicInteger();

    /** What to do with one stream of a connection, whose requests are read as they come. */
    private interface Answer {
        void to(Http2Peer peer, Http2Peer.Whole request) throws IOException;
    }

    private static RawUpstream answering(Answer answer) throws IOException {
        return RawUpstream.scripted(connection -> {
            Http2Peer peer = Http2Peer.server(connection);
            while (true) {
                answer.to(peer, peer.message());
            }
        });
    }

    private static RunningGateway h2c(RawUpstream upstream) throws IOException {
        return h2c(upstream, "");
    }

    private static RunningGateway h2c(RawUpstream upstream, String extra) throws IOException {
        return RunningGateway.start(RunningGateway.to(upstream, ", protocol: h2c" + extra));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void say(Http2Peer peer, int stream, String text) throws IOException {
        peer.headers(stream, false, ":status: 200").data(stream, true, text);
    }

    @Test
    void aRequestAndItsReplyCrossTheVersions() throws Exception {
        var seen = new LinkedBlockingQueue<Http2Peer.Whole>();
        try (RawUpstream upstream =
                        answering((peer, request) -> {
                            seen.add(request);
                            int stream = request.head().stream();
                            peer.headers(stream, false, ":status: 201", "x-kept: 1", "x-kept: 2");
                            peer.data(stream, true, "made");
                        });
                RunningGateway gateway = h2c(upstream)) {
            Message reply =
                    gateway.exchange(
                            PUT.replace(
                                    "\r\n\r\n",
                                    "\r\nConnection: X-Hop\r\nX-Hop: 1\r\nX-Sent: yes\r\n\r\n"));
            assertThat(reply.status()).isEqualTo(201);
            assertThat(reply.text()).isEqualTo("made");
            assertThat(reply.field("Via")).isEqualTo("2 martlet");
            assertThat(reply.values("x-kept")).containsExactly("1", "2");
            Http2Peer.Whole request = seen.take();
            assertThat(request.body()).isEqualTo("hello");
            assertThat(request.head().fields())
                    .contains(
                            ":method: PUT",
                            ":path: /7",
                            ":scheme: http",
                            ":authority: shop.example.com",
                            "content-length: 5",
                            "x-sent: yes",
                            "via: 1.1 martlet",
                            "x-forwarded-for: 127.0.0.1");
            assertThat(request.head().fields().toString()).doesNotContain("x-hop", "connection:");
        }
    }

    @Test
    void trailersPassBothWays() throws Exception {
        try (RawUpstream upstream =
                        answering((peer, request) -> {
                            int stream = request.head().stream();
                            peer.headers(stream, false, ":status: 200");
                            peer.data(stream, false, request.body());
                            peer.headers(stream, true, "x-sum: " + request.trailers());
                        });
                RunningGateway gateway = h2c(upstream);
                RawConnection client = gateway.connect()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nTrailer: X-End\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.sendChunk("data").send("0\r\nX-End: 7\r\n\r\n");
            Message reply = client.reply();
            assertThat(reply.text()).isEqualTo("data");
            assertThat(reply.trailer("x-sum")).isEqualTo("[x-end: 7]");
        }
    }

    /** Many windows of it, in both directions at a time. */
    @Test
    void aLargeBodyIsSentBackWhileItComes() throws Exception {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        try (RawUpstream upstream = RawUpstream.scripted(Http2Echo::serve);
                RunningGateway gateway = h2c(upstream);
                RawConnection client = gateway.connect()) {
            Thread sender = Thread.startVirtualThread(() -> post(client, bytes));
            Message reply = client.reply();
            sender.join();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo(bytes);
        }
    }

    private static void post(RawConnection client, byte[] bytes) {
        try {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + bytes.length + "\r\n\r\n");
            client.send(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aReplyThatComesBeforeTheRequestHasEndedIsPassedOn() throws Exception {
        var stopped = new CountDownLatch(1);
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            Http2Peer peer = Http2Peer.server(connection);
                            int stream = peer.head().stream();
                            peer.headers(stream, false, ":status: 413").data(stream, true, "no");
                            peer.reset(stream, 0);
                            stopped.countDown();
                            peer.awaitEnd();
                        });
                RunningGateway gateway = h2c(upstream);
                RawConnection client = gateway.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nfirst");
            Message reply = client.reply();
            assertThat(stopped.getCount()).isZero();
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.text()).isEqualTo("no");
        }
    }

    /** The service says that it did nothing: even a POST is safe to send once more. */
    @Test
    void aStreamThatIsRefusedIsOpenedAgain() throws Exception {
        try (RawUpstream upstream =
                        answering((peer, request) -> {
                            int stream = request.head().stream();
                            if (tries.incrementAndGet() == 1) {
                                peer.reset(stream, Http2Peer.REFUSED_STREAM);
                            } else {
                                say(peer, stream, request.body());
                            }
                        });
                RunningGateway gateway = h2c(upstream)) {
            assertThat(gateway.exchange(PUT.replace("PUT", "POST")).text()).isEqualTo("hello");
            assertThat(tries).hasValue(2);
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aStreamThatIsResetIsTriedAgainOnlyIfThatIsSafe() throws Exception {
        try (RawUpstream upstream =
                        answering((peer, request) -> {
                            int stream = request.head().stream();
                            if (tries.incrementAndGet() % 2 == 1) {
                                peer.reset(stream, Http2Peer.CANCEL);
                            } else {
                                say(peer, stream, request.body());
                            }
                        });
                RunningGateway gateway = h2c(upstream)) {
            assertThat(gateway.exchange(PUT).text()).isEqualTo("hello");
            assertThat(tries).hasValue(2);
            assertThat(gateway.exchange(PUT.replace("PUT", "POST")).status()).isEqualTo(502);
            assertThat(tries).hasValue(3);
        }
    }

    @Test
    void aResetInTheMiddleOfABodyNeverLooksLikeItsEnd() throws Exception {
        var arrived = new CountDownLatch(1);
        try (RawUpstream upstream =
                        answering((peer, request) -> {
                            int stream = request.head().stream();
                            peer.headers(stream, false, ":status: 200");
                            peer.data(stream, false, "half");
                            await(arrived);
                            peer.reset(stream, Http2Peer.CANCEL);
                        });
                RunningGateway gateway = h2c(upstream);
                RawConnection client = gateway.connect()) {
            assertThat(client.get("/").head().status()).isEqualTo(200);
            assertThat(client.chunk()).isEqualTo("half");
            arrived.countDown();
            assertThatThrownBy(client::chunk).isInstanceOf(IOException.class);
        }
    }

    /** Those above the last stream were not touched; the others are answered to their end. */
    @Test
    void aServiceThatGoesAwayLosesNothing() throws Exception {
        var second = new CountDownLatch(1);
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            Http2Peer peer = Http2Peer.server(connection);
                            Http2Peer.Whole one = peer.message();
                            if (tries.incrementAndGet() > 1) {
                                say(peer, one.head().stream(), "elsewhere " + one.body());
                                peer.awaitEnd();
                                return;
                            }
                            second.countDown();
                            Http2Peer.Whole two = peer.message();
                            peer.goAway(one.head().stream());
                            assertThat(two.head().stream()).isGreaterThan(one.head().stream());
                            say(peer, one.head().stream(), "here " + one.body());
                            peer.awaitEnd();
                        });
                RunningGateway gateway = h2c(upstream);
                RawConnection a = gateway.connect();
                RawConnection b = gateway.connect()) {
            String post = PUT.replace("PUT", "POST");
            a.send(post);
            assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
            b.send(post);
            assertThat(a.reply().text()).isEqualTo("here hello");
            assertThat(b.reply().text()).isEqualTo("elsewhere hello");
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    @Test
    void aClientThatGoesAwayEndsItsStreamAndNoOther() throws Exception {
        var cancelled = new CountDownLatch(1);
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            Http2Peer peer = Http2Peer.server(connection);
                            int stream = peer.head().stream();
                            peer.headers(stream, false, ":status: 200")
                                    .data(stream, false, "first");
                            Http2Peer.Got reset = peer.next(Http2Peer.RST_STREAM);
                            assertThat(reset.stream()).isEqualTo(stream);
                            assertThat(reset.code()).isEqualTo(Http2Peer.CANCEL);
                            cancelled.countDown();
                            say(peer, peer.message().head().stream(), "next");
                            peer.awaitEnd();
                        });
                RunningGateway gateway = h2c(upstream)) {
            try (RawConnection client = gateway.connect()) {
                client.get("/").head();
                assertThat(client.chunk()).isEqualTo("first");
                client.reset();
            }
            assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
            gateway.awaitIdle();
            assertThat(gateway.get("/").text()).isEqualTo("next");
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aServiceThatSpeaksAnotherProtocolIsABadGateway() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(
                                connection -> connection.send("HTTP/1.1 400 Bad Request\r\n\r\n"));
                RunningGateway gateway = h2c(upstream)) {
            assertThat(gateway.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void aServiceThatNeverGreetsIsATimeOut() throws Exception {
        try (RawUpstream upstream = RawUpstream.scripted(RawConnection::awaitEnd);
                RunningGateway gateway = h2c(upstream, ", timeouts: { connect: 200ms }")) {
            assertThat(gateway.get("/").status()).isEqualTo(504);
        }
    }
}
