// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One of three upstreams is killed while 32 threads send. */
class KilledUpstreamTest {
    private static final int THREADS = 32;

    private final List<FakeUpstream> upstreams = new ArrayList<>();
    private final AtomicInteger good = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private Service service;

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < 3; i++) {
            var upstream = new FakeUpstream();
            upstream.script(_ -> new FakeUpstream.Answer(200, 5));
            upstreams.add(upstream);
        }
        var services =
                Services.of(
                        (_, address, _) -> new SocketTransport(address),
                        upstreams.get(0).address(),
                        upstreams.get(1).address(),
                        upstreams.get(2).address());
        service = services.make();
    }

    @AfterEach
    void end() throws IOException {
        service.close();
        for (FakeUpstream upstream : upstreams) {
            upstream.close();
        }
    }

    @Test
    void requestsThatAreSafeToRetryDoNotFail() throws Exception {
        load(Calls::get);
        await().until(() -> good.get() > 2_000);

        upstreams.get(1).kill();
        int atKill = good.get();
        await().until(() -> good.get() > atKill + 2_000);

        finish();
        assertThat(failed).hasValue(0);
        assertThat(service.status().retries()).isPositive();
    }

    @Test
    void ofRequestsThatAreNotOnlyThoseInFlightFail() throws Exception {
        load(() -> Calls.of("POST", Payload.NONE));
        await().until(() -> good.get() > 2_000);

        int atKill = good.get();
        upstreams.get(1).kill();
        await().until(() -> good.get() > atKill + 2_000);

        finish();
        // A thread has one request in flight, and no other fails after that one.
        assertThat(failed.get()).isBetween(1, THREADS);
    }

    private void load(Supplier<Call> calls) {
        for (int i = 0; i < THREADS; i++) {
            threads.add(Thread.ofVirtual().start(() -> send(calls)));
        }
    }

    private void send(Supplier<Call> calls) {
        while (!stop.get()) {
            Call call = calls.get();
            try (Reply reply = service.send(call, Deadline.NONE)) {
                (reply.status().code() == 200 ? good : failed).incrementAndGet();
            } catch (GatewayException e) {
                failed.incrementAndGet();
            } finally {
                call.exchange().close();
            }
        }
    }

    private void finish() throws InterruptedException {
        stop.set(true);
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }
        assertThat(service.status().inFlight()).isZero();
    }
}
