// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestFailure;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.upstream.Transport.Stats;
import dev.martlet.server.upstream.TransportSettings.Pool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

@SuppressWarnings("StringConcatToTextBlock") // A text block hides which line ends are there.
class Http1UploadTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** As many bytes as asked for; never blocks. */
    private static InputStream zeros(long length) {
        return new InputStream() {
            private long left = length;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int count) {
                if (left == 0) {
                    return -1;
                }
                int read = (int) Math.min(count, left);
                left -= read;
                return read;
            }

            @Override
            public int available() {
                return (int) Math.min(left, 1 << 20);
            }
        };
    }

    @Test
    void aLongBodyIsStreamedAndTheConnectionIsKept() throws Exception {
        int length = 5_000_000;
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            for (int i = 0; i < 2; i++) {
                                assertThat(talk.head())
                                        .contains("Content-Length: " + length + "\r\n");
                                assertThat(talk.body(length)).hasSize(length);
                                talk.send(OK);
                            }
                        });
                var rig = new Rig(upstream.port())) {
            for (int i = 0; i < 2; i++) {
                var exchange = Rig.exchange("POST", Rig.streaming(zeros(length), length));
                assertThat(Rig.text(rig.send(exchange))).isEqualTo("ok");
                await().until(() -> rig.transport.stats().idle() == 1);
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aBodyOfUnknownLengthIsSentInChunksAsItComes() throws Exception {
        var first = new CountDownLatch(1);
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            assertThat(talk.head()).contains("Transfer-Encoding: chunked\r\n");
                            assertThat(talk.body(9)).isEqualTo("0002\r\nab\r");
                            first.countDown();
                            assertThat(talk.body(14)).isEqualTo("\n0001\r\nc\r\n0\r\n\r");
                            talk.body(1);
                            talk.send(OK);
                        });
                var rig = new Rig(upstream.port());
                var client = new PipedOutputStream()) {
            var exchange = Rig.exchange("POST", Rig.streaming(new PipedInputStream(client), -1));
            var call = rig.start(() -> Rig.text(rig.send(exchange)));
            client.write(Rig.bytes("ab"));
            client.flush();
            ScriptedUpstream.await(first);
            client.write('c');
            client.close();

            assertThat(Rig.result(call)).isEqualTo("ok");
        }
    }

    @Test
    void aReplyThatComesEarlyIsSeenEarlyAndStopsTheUpload() throws Exception {
        var closed = new AtomicBoolean();
        var hungUp = new CountDownLatch(1);
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
                            talk.awaitHangUp();
                            hungUp.countDown();
                        });
                var rig = new Rig(upstream.port());
                var client =
                        new PipedInputStream() {
                            @Override
                            public void close() throws IOException {
                                closed.set(true);
                                super.close();
                            }
                        };
                var never = new PipedOutputStream(client)) {
            never.write(1);
            Reply reply = rig.send(Rig.exchange("POST", Rig.streaming(client, 1 << 30)));

            assertThat(reply.status().code()).isEqualTo(413);
            assertThat(Rig.text(reply)).isEqualTo("no");
            assertThat(closed).isTrue();
            // The connection still waits for bytes that will never come: it is of no use.
            ScriptedUpstream.await(hungUp);
            await().until(() -> rig.transport.stats().equals(new Stats(0, 0, 0)));
        }
    }

    @Test
    void theReplyStreamsWhileTheUploadGoesOn() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                            for (int i = 0; i < 3; i++) {
                                String chunk = talk.body(9);
                                talk.send("1\r\n" + chunk.charAt(6) + "\r\n");
                            }
                            assertThat(talk.body(5)).isEqualTo("0\r\n\r\n");
                            talk.send("0\r\n\r\n");
                            talk.awaitHangUp();
                        });
                var rig = new Rig(upstream.port());
                var client = new PipedOutputStream()) {
            Payload payload = Rig.streaming(new PipedInputStream(client), -1);
            Reply reply = rig.send(Rig.exchange("POST", payload));
            var body = ((StreamedReply) reply).body();
            for (byte b : Rig.bytes("xyz")) {
                client.write(b);
                client.flush();
                assertThat(body.read()).isEqualTo(b);
            }
            client.close();
            assertThat(body.read()).isEqualTo(-1);
            await().until(() -> rig.transport.stats().equals(new Stats(1, 1, 0)));
            reply.close();
        }
    }

    @Test
    void aClientThatBreaksOffEndsTheCallWithItsOwnFailure() throws Exception {
        var hungUp = new CountDownLatch(1);
        InputStream broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new BodyException(new RequestFailure.PayloadTooLarge(7), null);
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int count) throws IOException {
                        return read();
                    }
                };
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.awaitHangUp();
                            hungUp.countDown();
                        });
                var rig = new Rig(upstream.port())) {
            assertThat(rig.failure("POST", Rig.streaming(broken, -1)))
                    .isEqualTo(new RequestFailure.PayloadTooLarge(7));
            ScriptedUpstream.await(hungUp);
            assertThat(rig.transport.stats()).isEqualTo(new Stats(0, 0, 0));
        }
    }

    @Test
    void aClientThatBreaksOffInASmallBodyCostsNoConnection() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            while (true) {
                                assertThat(talk.head()).startsWith("GET");
                                talk.send(OK);
                            }
                        });
                var rig = new Rig(upstream.port())) {
            var half = Rig.streaming(new ByteArrayInputStream(Rig.bytes("half")), 8);

            assertThat(rig.failure("POST", half)).isEqualTo(new Failure.ClientGone());
            assertThat(rig.text()).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void anEndpointThatTakesNothingEndsTheCall() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            new CountDownLatch(1).await();
                        });
                var rig = new Rig(upstream.port(), Pool.DEFAULTS, Rig.SHORT)) {
            assertThat(rig.failure("POST", Rig.streaming(zeros(1L << 32), 1L << 32)))
                    .isEqualTo(new UpstreamFailure.Timeout("orders", "idle"));
        }
    }

    @Test
    void theTimeOfALongUploadIsTheClientsAndThenTheReplyIsDue() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.body(100_000);
                            talk.awaitHangUp();
                        });
                var rig = new Rig(upstream.port());
                var client = new PipedOutputStream()) {
            var exchange =
                    Rig.exchange("POST", Rig.streaming(new PipedInputStream(client), 100_000));
            var due = Duration.ofMillis(500);
            var call = rig.start(() -> rig.failure(exchange, due));
            client.write(new byte[50_000]);
            long slow = System.nanoTime() + due.toNanos() * 3 / 2;
            await().until(() -> System.nanoTime() - slow > 0);
            assertThat(call.isDone()).isFalse();
            client.write(new byte[50_000]);

            assertThat(Rig.result(call)).isEqualTo(new UpstreamFailure.Timeout("orders", "try"));
        }
    }

    @Test
    void cancellingStopsAnUpload() throws Exception {
        var started = new CountDownLatch(1);
        var hungUp = new CountDownLatch(1);
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            started.countDown();
                            talk.awaitHangUp();
                            hungUp.countDown();
                        });
                var rig = new Rig(upstream.port())) {
            var exchange = Rig.exchange("POST", Rig.streaming(zeros(1L << 40), 1L << 40));
            var call = rig.start(() -> rig.failure(exchange, Rig.LONG));
            ScriptedUpstream.await(started);
            exchange.cancellation().cancel(new Failure.ClientGone());

            assertThat(Rig.result(call)).isEqualTo(new Failure.ClientGone());
            ScriptedUpstream.await(hungUp);
        }
    }
}
