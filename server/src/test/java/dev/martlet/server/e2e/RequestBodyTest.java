// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies on their way up. */
class RequestBodyTest {
    private static final String CHUNKED =
            "POST /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n";

    @Test
    void aChunkedBodyArrivesChunkedWithItsTrailers() throws Exception {
        try (RawUpstream upstream = RawUpstream.saying("ok");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            Message reply =
                    gateway.exchange(
                            CHUNKED
                                    + "Trailer: X-Sum\r\n\r\n"
                                    + "5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nX-Sum: 42\r\n\r\n");
            assertThat(reply.status()).isEqualTo(200);
            Message request = upstream.next();
            assertThat(request.text()).isEqualTo("hello world");
            assertThat(request.field("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(request.has("Content-Length")).isFalse();
            assertThat(request.trailer("X-Sum")).isEqualTo("42");
        }
    }

    /** A body that is passed on only when it is whole would never get its second chunk here. */
    @Test
    void eachChunkReachesTheServiceBeforeTheNextIsSent() throws Exception {
        BlockingQueue<Character> arrived = new LinkedBlockingQueue<>();
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.head();
                            String chunk = connection.chunk();
                            while (!chunk.isEmpty()) {
                                chunk.chars().forEach(c -> arrived.add((char) c));
                                chunk = connection.chunk();
                            }
                            connection.fields();
                            connection.send(RawUpstream.ok("done"));
                            connection.awaitEnd();
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.send(CHUNKED + "\r\n");
            for (int i = 0; i < 3; i++) {
                // It may be cut in another way, but all of it comes.
                client.sendChunk(i + "abc");
                for (char c : (i + "abc").toCharArray()) {
                    assertThat(arrived.poll(10, TimeUnit.SECONDS)).isEqualTo(c);
                }
            }
            assertThat(client.send("0\r\n\r\n").reply().text()).isEqualTo("done");
        }
    }

    @Test
    void aClientThatExpectsAGoAheadGetsItWhenItsBodyIsWanted() throws Exception {
        try (RawUpstream upstream = RawUpstream.saying("stored");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.send(
                    "PUT /f HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(100);
            assertThat(client.send("data").reply().text()).isEqualTo("stored");
            Message request = upstream.next();
            assertThat(request.text()).isEqualTo("data");
            assertThat(request.has("Expect")).isFalse();
        }
    }

    @Test
    void aClientThatExpectsAGoAheadIsNotMadeToSendABodyThatNobodyReads() throws Exception {
        String yaml =
                """
                routes: [ { name: no, match: { path: "/**" }, to: { respond: { status: 403 } } } ]
                """;
        try (RunningGateway gateway = RunningGateway.start(yaml);
                RawConnection client = gateway.connect()) {
            client.send(
                    "PUT /f HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(403);
        }
    }

    /** The service answers before the upload has ended; the answer does not wait for the rest. */
    @Test
    void anEarlyReplyReachesTheClientInMidUpload() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.head();
                            connection.chunk();
                            connection.send(
                                    "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
                            connection.endOutput();
                            connection.awaitEnd();
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.send(CHUNKED + "\r\n").sendChunk("only the first");
            Message reply = client.reply();
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.text()).isEqualTo("big");
        }
    }

    /** Neither the body nor a byte of it is there when the service says that it wants none. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Expect: 100-continue\r\n"})
    void aReplyToTheHeadAloneReachesAClientWhoseBodyHasNotBegun(String more) throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.head();
                            connection.send(
                                    "HTTP/1.1 401 No\r\nContent-Length: 3\r\nConnection: close\r\n\r\nwho");
                            connection.endOutput();
                            connection.awaitEnd();
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.send("POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n" + more + "\r\n");
            Message head = client.head();
            if (head.status() == 100) {
                head = client.head();
            }
            assertThat(head.status()).isEqualTo(401);
        }
    }

    @Test
    void aSmallBodyThatComesLateArrivesWholeAndWithItsLength() throws Exception {
        var headSeen = new CountDownLatch(1);
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            Message head = connection.head();
                            headSeen.countDown();
                            Message whole = connection.body(head);
                            connection.send(
                                    RawUpstream.ok(whole.field("Content-Length") + whole.text()));
                            connection.awaitEnd();
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.send("POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n");
            assertThat(headSeen.await(10, TimeUnit.SECONDS)).as("the head goes ahead").isTrue();
            assertThat(client.send("late").reply().text()).isEqualTo("4late");
        }
    }

    /** Both directions at once: an echo that answers each chunk while the upload goes on. */
    @Test
    void aReplyStreamsBackWhileTheUploadGoesOn() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.head();
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                            String chunk = connection.chunk();
                            while (!chunk.isEmpty()) {
                                connection.sendChunk("echo " + chunk);
                                chunk = connection.chunk();
                            }
                            connection.fields();
                            connection.send("0\r\n\r\n");
                            connection.awaitEnd();
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.send(CHUNKED + "\r\n");
            assertThat(client.head().status()).isEqualTo(200);
            for (int i = 0; i < 3; i++) {
                client.sendChunk("n" + i);
                assertThat(client.chunk()).isEqualTo("echo n" + i);
            }
            client.send("0\r\n\r\n");
            assertThat(client.chunk()).isEmpty();
        }
    }

    @Test
    void aBodyThatTheClientBreaksOffNeverLooksComplete() throws Exception {
        var broken = new CountDownLatch(1);
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            try {
                                connection.request();
                            } catch (java.io.IOException e) {
                                broken.countDown();
                            }
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            try (RawConnection client = gateway.connect()) {
                client.send(CHUNKED + "\r\n").sendChunk("half of it");
                client.endOutput();
                client.awaitEnd();
            }
            assertThat(broken.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anEmptyBodyOfKnownLengthStaysOne() throws Exception {
        try (RawUpstream upstream = RawUpstream.saying("ok");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            gateway.exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            Message request = upstream.next();
            assertThat(request.field("Content-Length")).isEqualTo("0");
            assertThat(request.has("Transfer-Encoding")).isFalse();
        }
    }
}
