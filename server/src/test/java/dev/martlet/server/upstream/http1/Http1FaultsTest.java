// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.upstream.Transport.Stats;
import dev.martlet.server.upstream.TransportSettings.Pool;
import dev.martlet.server.upstream.http1.ScriptedUpstream.Talk;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // A text block hides which line ends are there.
class Http1FaultsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static Failure bodyFailure(Reply reply) throws IOException {
        InputStream body = ((StreamedReply) reply).body();
        try (reply) {
            body.readAllBytes();
            return null;
        } catch (BodyException e) {
            return e.failure();
        }
    }

    @Test
    void nobodyListening() throws Exception {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        try (var rig = new Rig(port)) {
            assertThat(rig.failure("POST", Payload.NONE))
                    .isEqualTo(new UpstreamFailure.Connect("orders"));
            assertThat(rig.transport.stats()).isEqualTo(new Stats(0, 0, 0));
        }
    }

    @Test
    void anAddressThatSwallowsPackets() throws Exception {
        var clients = new ArrayList<Socket>();
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var rig = new Rig(server.getLocalPort(), Pool.DEFAULTS, Rig.SHORT, Rig.LONG)) {
            // Nobody accepts: once the queue is full, the kernel drops what else comes.
            for (int i = 0; i < 2; i++) {
                clients.add(new Socket(server.getInetAddress(), server.getLocalPort()));
            }

            assertThat(rig.failure("GET", Payload.NONE))
                    .isEqualTo(new UpstreamFailure.Timeout("orders", "connect"));
            assertThat(rig.failure(Rig.exchange("GET", Payload.NONE), Rig.SHORT.dividedBy(3)))
                    .isEqualTo(new UpstreamFailure.Timeout("orders", "try"));
            var exchange = Rig.exchange("GET", Payload.NONE);
            var call = rig.start(() -> rig.failure(exchange, Rig.LONG));
            exchange.cancellation().cancel(new Failure.ClientGone());
            assertThat(Rig.result(call)).isEqualTo(new Failure.ClientGone());
            assertThat(rig.transport.stats()).isEqualTo(new Stats(0, 0, 0));
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aReplyThatDoesNotComeInTime() throws Exception {
        var hungUp = new CountDownLatch(1);
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send("HTTP/1.1 200 O");
                            talk.awaitHangUp();
                            hungUp.countDown();
                        });
                var rig = new Rig(upstream.port())) {
            assertThat(rig.failure(Rig.exchange("GET", Payload.NONE), Rig.SHORT))
                    .isEqualTo(new UpstreamFailure.Timeout("orders", "try"));
            ScriptedUpstream.await(hungUp);
            assertThat(rig.transport.stats()).isEqualTo(new Stats(0, 0, 0));
        }
    }

    @Test
    void aResetBeforeTheReply() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.reset();
                        });
                var rig = new Rig(upstream.port())) {
            assertThat(rig.failure("GET", Payload.NONE))
                    .isEqualTo(new UpstreamFailure.Reset("orders", false));
            assertThat(upstream.accepted()).as("a new connection is not tried twice").isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Le"})
    void anEndBeforeTheHeadIsComplete(String part) throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send(part);
                        });
                var rig = new Rig(upstream.port())) {
            assertThat(rig.failure("GET", Payload.NONE))
                    .isEqualTo(new UpstreamFailure.Reset("orders", false));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
            })
    void aReplyThatIsNotHttp(String reply) throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send(reply);
                            talk.awaitHangUp();
                        });
                var rig = new Rig(upstream.port())) {
            assertThat(rig.failure("GET", Payload.NONE))
                    .isEqualTo(new UpstreamFailure.Protocol("orders"));
            assertThat(rig.transport.stats()).isEqualTo(new Stats(0, 0, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\n\r\n",
                "X-Endless: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n",
            })
    void anEndlessHeadIsCutOff(String again) throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            if (again.startsWith("X")) {
                                talk.send("HTTP/1.1 200 OK\r\n");
                            }
                            while (true) {
                                talk.send(again);
                            }
                        });
                var rig = new Rig(upstream.port())) {
            assertThat(rig.failure("GET", Payload.NONE))
                    .isEqualTo(new UpstreamFailure.Protocol("orders"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 10\r\n\r\nhalf",
                "Transfer-Encoding: chunked\r\n\r\nff\r\nhalf",
                "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
            })
    void aTruncatedBodyIsNeverTakenForAWholeOne(String rest) throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send("HTTP/1.1 200 OK\r\n" + rest);
                        });
                var rig = new Rig(upstream.port())) {
            assertThat(bodyFailure(rig.get()))
                    .isEqualTo(new UpstreamFailure.Reset("orders", false));
            assertThat(rig.transport.stats()).isEqualTo(new Stats(0, 0, 0));
        }
    }

    @Test
    void aResetTruncatesABodyThatWouldEndWithTheConnection() throws Exception {
        var read = new CountDownLatch(1);
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send("HTTP/1.1 200 OK\r\n\r\nhalf");
                            ScriptedUpstream.await(read);
                            talk.reset();
                        });
                var rig = new Rig(upstream.port());
                Reply reply = rig.get()) {
            var body = ((StreamedReply) reply).body();
            assertThat(body.readNBytes(4)).hasSize(4);
            read.countDown();
            assertThatThrownBy(body::read).isInstanceOf(BodyException.class);
        }
    }

    @Test
    void aBrokenChunkIsAFaultOfTheUpstream() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send(
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                            + "2\r\nok\r\nzz\r\n");
                            talk.awaitHangUp();
                        });
                var rig = new Rig(upstream.port())) {
            assertThat(bodyFailure(rig.get())).isEqualTo(new UpstreamFailure.Protocol("orders"));
        }
    }

    @Test
    void silenceInABodyEndsItAndAPauseBetweenReadsDoesNot() throws Exception {
        var idle = Duration.ofMillis(600);
        var more = new CountDownLatch(1);
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                            ScriptedUpstream.await(more);
                            talk.send("def");
                            talk.awaitHangUp();
                        });
                var rig = new Rig(upstream.port(), Pool.DEFAULTS, idle);
                Reply reply = rig.get()) {
            var body = ((StreamedReply) reply).body();
            assertThat(body.readNBytes(3)).hasSize(3);
            // A client that reads slowly is not the endpoint's silence.
            long pauseEnds = System.nanoTime() + idle.toNanos() * 3 / 2;
            await().until(() -> System.nanoTime() - pauseEnds > 0);
            more.countDown();
            assertThat(body.readNBytes(3)).hasSize(3);
            assertThatThrownBy(body::read)
                    .isInstanceOfSatisfying(
                            BodyException.class,
                            e ->
                                    assertThat(e.failure())
                                            .isEqualTo(
                                                    new UpstreamFailure.Timeout("orders", "idle")));
        }
    }

    /**
     * The endpoint hangs up as soon as it sees the second request, as one does that has just
     * closed.
     */
    private static void answerOnce(Talk talk) throws IOException {
        talk.head();
        talk.send(OK);
        talk.head();
    }

    private static void answer(Talk talk) throws IOException {
        while (true) {
            String head = talk.head();
            if (head.startsWith("PUT")) {
                talk.body(3);
            }
            talk.send(OK);
        }
    }

    @Test
    void aKeptConnectionThatDiesIsReplacedWhereThatIsSafe() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(
                                Http1FaultsTest::answerOnce,
                                Http1FaultsTest::answerOnce,
                                Http1FaultsTest::answer);
                var rig = new Rig(upstream.port())) {
            assertThat(rig.text()).isEqualTo("ok");
            assertThat(rig.text()).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(2);

            var small = Rig.streaming(new ByteArrayInputStream(Rig.bytes("abc")), 3);
            assertThat(Rig.text(rig.send(Rig.exchange("PUT", small)))).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(3);
            assertThat(rig.transport.stats()).isEqualTo(new Stats(1, 1, 0));
        }
    }

    @Test
    void aRequestThatMayHaveActedIsNotSentTwice() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(Http1FaultsTest::answerOnce, Http1FaultsTest::answer);
                var rig = new Rig(upstream.port())) {
            assertThat(rig.text()).isEqualTo("ok");

            assertThat(rig.failure("POST", new Payload.Buffered(Rig.bytes("abc"))))
                    .isEqualTo(new UpstreamFailure.Reset("orders", false));
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aRequestIsSentTwiceAtMost() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(
                                Http1FaultsTest::answerOnce, (Talk talk) -> talk.head());
                var rig = new Rig(upstream.port())) {
            assertThat(rig.text()).isEqualTo("ok");

            assertThat(rig.failure("GET", Payload.NONE))
                    .isEqualTo(new UpstreamFailure.Reset("orders", false));
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionThatWasClosedWhileUnusedIsNeverTaken() throws Exception {
        var closed = new CountDownLatch(1);
        try (var upstream =
                        new ScriptedUpstream(
                                talk -> {
                                    talk.head();
                                    talk.send(OK);
                                    talk.stopSending();
                                    closed.countDown();
                                    talk.awaitHangUp();
                                },
                                Http1FaultsTest::answer);
                var rig = new Rig(upstream.port())) {
            assertThat(rig.text()).isEqualTo("ok");
            ScriptedUpstream.await(closed);
            pause();

            assertThat(Rig.text(rig.send(Rig.exchange("POST", Payload.NONE)))).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    @Test
    void whatComesUnaskedIsNotTheNextReply() throws Exception {
        var sent = new CountDownLatch(1);
        try (var upstream =
                        new ScriptedUpstream(
                                talk -> {
                                    talk.head();
                                    talk.send(OK);
                                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                                    sent.countDown();
                                    talk.awaitHangUp();
                                },
                                Http1FaultsTest::answer);
                var rig = new Rig(upstream.port())) {
            assertThat(rig.text()).isEqualTo("ok");
            ScriptedUpstream.await(sent);
            pause();

            assertThat(rig.text()).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    /** Longer than a connection is trusted without a look, and than loopback needs. */
    private static void pause() {
        long end = System.nanoTime() + 20_000_000;
        await().until(() -> System.nanoTime() - end > 0);
    }

    @Test
    void aHeaderThatWouldSplitTheRequestIsNeverSent() throws Exception {
        var heads = new AtomicInteger();
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            while (true) {
                                assertThat(talk.head()).doesNotContain("Evil");
                                heads.incrementAndGet();
                                talk.send(OK);
                            }
                        });
                var rig = new Rig(upstream.port())) {
            WritableHeaders<?> headers = WritableHeaders.create();
            headers.set(HeaderNames.create("X-A"), "1\r\nEvil: 2");

            assertThat(rig.failure(Rig.exchange("GET", Payload.NONE, headers), Rig.LONG))
                    .isEqualTo(new Failure.Internal());
            assertThat(rig.text()).isEqualTo("ok");
            assertThat(heads).hasValue(1);
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }
}
