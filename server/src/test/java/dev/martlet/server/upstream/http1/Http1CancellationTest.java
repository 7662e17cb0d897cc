// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.server.upstream.Transport.Stats;
import dev.martlet.server.upstream.http1.ScriptedUpstream.Talk;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Nobody waits for the reply any more: the endpoint learns it at once, in whatever phase. */
class Http1CancellationTest {
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

    private static void answer(Talk talk) throws IOException {
        while (true) {
            talk.head();
            talk.send(OK);
        }
    }

    @Test
    void aCancelledExchangeIsNotSentAtAll() throws Exception {
        try (var upstream = new ScriptedUpstream(Http1CancellationTest::answer);
                var rig = new Rig(upstream.port())) {
            var exchange = Rig.exchange("GET", Payload.NONE);
            exchange.cancellation().cancel(new Failure.Draining());

            assertThatThrownBy(() -> rig.send(exchange))
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            e -> assertThat(e.failure()).isEqualTo(new Failure.Draining()));
            assertThat(upstream.accepted()).isZero();
        }
    }

    @Test
    void cancellingWhileTheReplyIsAwaitedHangsUp() throws Exception {
        var asked = new CountDownLatch(1);
        var hungUp = new CountDownLatch(1);
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            asked.countDown();
                            talk.awaitHangUp();
                            hungUp.countDown();
                        });
                var rig = new Rig(upstream.port())) {
            var exchange = Rig.exchange("GET", Payload.NONE);
            var call = rig.start(() -> rig.failure(exchange, Rig.LONG));
            ScriptedUpstream.await(asked);
            exchange.cancellation().cancel(new Failure.ClientGone());

            assertThat(Rig.result(call)).isEqualTo(new Failure.ClientGone());
            ScriptedUpstream.await(hungUp);
        }
    }

    @Test
    void cancellingWithinABodyHangsUp() throws Exception {
        var hungUp = new CountDownLatch(1);
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                            talk.awaitHangUp();
                            hungUp.countDown();
                        });
                var rig = new Rig(upstream.port())) {
            var exchange = Rig.exchange("GET", Payload.NONE);
            Reply reply = rig.send(exchange);
            var reading = rig.start(() -> bodyFailure(reply));
            exchange.cancellation().cancel(new Failure.ClientGone());

            assertThat(Rig.result(reading)).isEqualTo(new Failure.ClientGone());
            ScriptedUpstream.await(hungUp);
            assertThat(rig.transport.stats()).isEqualTo(new Stats(0, 0, 0));
        }
    }

    @Test
    void cancellingAfterTheEndHurtsNobody() throws Exception {
        try (var upstream = new ScriptedUpstream(Http1CancellationTest::answer);
                var rig = new Rig(upstream.port())) {
            var exchange = Rig.exchange("GET", Payload.NONE);
            assertThat(Rig.text(rig.send(exchange))).isEqualTo("ok");
            exchange.cancellation().cancel(new Failure.ClientGone());

            assertThat(rig.text()).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void closingAReplyWithinItsBodyHangsUp() throws Exception {
        var hungUp = new CountDownLatch(1);
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                            talk.awaitHangUp();
                            hungUp.countDown();
                        });
                var rig = new Rig(upstream.port())) {
            rig.get().close();

            ScriptedUpstream.await(hungUp);
            assertThat(rig.transport.stats()).isEqualTo(new Stats(0, 0, 0));
        }
    }
}
