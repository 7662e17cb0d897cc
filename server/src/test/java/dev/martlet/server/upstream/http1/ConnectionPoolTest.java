// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.Failure;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.upstream.Transport.Stats;
import dev.martlet.server.upstream.TransportSettings.Pool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ConnectionPoolTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static ScriptedUpstream answering() throws IOException {
        return new ScriptedUpstream(talk -> {
            while (true) {
                talk.head();
                talk.send(OK);
            }
        });
    }

    @Test
    void whoFindsNoConnectionWaitsAndIsTurnedAwayInTime() throws Exception {
        try (var upstream = answering();
                var rig = new Rig(upstream.port(), Rig.pool(1, Rig.SHORT), Rig.LONG);
                Reply held = rig.get()) {
            assertThat(held.status().code()).isEqualTo(200);
            assertThat(rig.failure("GET", Payload.NONE)).isInstanceOf(Failure.Overloaded.class);
            assertThat(rig.failure(Rig.exchange("GET", Payload.NONE), Duration.ofMillis(1)))
                    .isInstanceOf(Failure.Overloaded.class);
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void withoutAWaitNobodyWaits() throws Exception {
        try (var upstream = answering();
                var rig = new Rig(upstream.port(), Rig.pool(1, Duration.ZERO), Rig.LONG);
                Reply held = rig.get()) {
            assertThat(held.status().code()).isEqualTo(200);
            assertThat(rig.failure("GET", Payload.NONE)).isInstanceOf(Failure.Overloaded.class);
        }
    }

    @Test
    void aFreedConnectionGoesToWhoeverWaitsLongest() throws Exception {
        var order = new CopyOnWriteArrayList<Integer>();
        try (var upstream = answering();
                var rig = new Rig(upstream.port(), Rig.pool(1, Rig.LONG), Rig.LONG)) {
            Reply held = rig.get();
            List<Future<String>> waiting = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int number = i;
                var thread = new CountDownLatch(1);
                var who = new Thread[1];
                waiting.add(
                        rig.start(() -> {
                            who[0] = Thread.currentThread();
                            thread.countDown();
                            Reply reply = rig.get();
                            order.add(number);
                            return Rig.text(reply);
                        }));
                ScriptedUpstream.await(thread);
                await().until(() -> who[0].getState() == Thread.State.TIMED_WAITING);
            }
            assertThat(Rig.text(held)).isEqualTo("ok");
            for (Future<String> each : waiting) {
                assertThat(Rig.result(each)).isEqualTo("ok");
            }
            assertThat(order).containsExactly(0, 1, 2, 3, 4);
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aDroppedConnectionMakesRoomForANewOne() throws Exception {
        try (var upstream = answering();
                var rig = new Rig(upstream.port(), Rig.pool(1, Rig.LONG), Rig.LONG)) {
            Reply held = rig.get();
            var waiting = rig.start(rig::text);
            held.close();

            assertThat(Rig.result(waiting)).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(2);
            assertThat(rig.transport.stats()).isEqualTo(new Stats(1, 1, 0));
        }
    }

    @Test
    void cancellingEndsTheWait() throws Exception {
        try (var upstream = answering();
                var rig = new Rig(upstream.port(), Rig.pool(1, Rig.LONG), Rig.LONG);
                Reply held = rig.get()) {
            var exchange = Rig.exchange("GET", Payload.NONE);
            var waiting = rig.start(() -> rig.failure(exchange, Rig.LONG));
            exchange.cancellation().cancel(new Failure.ClientGone());

            assertThat(Rig.result(waiting)).isEqualTo(new Failure.ClientGone());
            assertThat(held.status().code()).isEqualTo(200);
        }
    }

    @Test
    void noMoreThanTheLimitAreKept() throws Exception {
        var limits = new Pool(8, 2, Duration.ofSeconds(60), Rig.LONG);
        try (var upstream = answering();
                var rig = new Rig(upstream.port(), limits, Rig.LONG)) {
            List<Reply> replies = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                replies.add(rig.get());
            }
            for (Reply reply : replies) {
                assertThat(Rig.text(reply)).isEqualTo("ok");
            }
            assertThat(rig.transport.stats()).isEqualTo(new Stats(2, 2, 0));
        }
    }

    @Test
    void anUnusedConnectionIsClosedWhenItsTimeIsUp() throws Exception {
        var hungUp = new CountDownLatch(1);
        var limits = new Pool(8, 8, Rig.SHORT, Rig.LONG);
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send(OK);
                            talk.awaitHangUp();
                            hungUp.countDown();
                        });
                var rig = new Rig(upstream.port(), limits, Rig.LONG)) {
            assertThat(rig.text()).isEqualTo("ok");
            ScriptedUpstream.await(hungUp);
            await().until(() -> rig.transport.stats().equals(new Stats(0, 0, 0)));
        }
    }

    @Test
    void aClosedTransportLetsCallsFinishAndTakesNoNewOnes() throws Exception {
        try (var upstream = answering();
                var rig = new Rig(upstream.port())) {
            Reply held = rig.get();
            assertThat(rig.text()).isEqualTo("ok");
            rig.transport.close();

            assertThat(rig.transport.stats()).isEqualTo(new Stats(1, 0, 1));
            assertThat(rig.failure("GET", Payload.NONE))
                    .isInstanceOf(UpstreamFailure.Connect.class);
            assertThat(Rig.text(held)).isEqualTo("ok");
            assertThat(rig.transport.stats()).isEqualTo(new Stats(0, 0, 0));
        }
    }

    @Test
    void manyCallersShareFewConnections() throws Exception {
        try (var upstream = answering();
                var rig = new Rig(upstream.port(), Rig.pool(4, Rig.LONG), Rig.LONG)) {
            List<Future<Void>> callers = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                callers.add(
                        rig.start(() -> {
                            for (int call = 0; call < 20; call++) {
                                assertThat(rig.text()).isEqualTo("ok");
                            }
                            return null;
                        }));
            }
            for (Future<Void> caller : callers) {
                Rig.result(caller);
            }
            assertThat(upstream.accepted()).isLessThanOrEqualTo(4);
            assertThat(rig.transport.stats().inFlight()).isZero();
        }
    }
}
