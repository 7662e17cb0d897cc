// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.upstream.ServiceSettings.Concurrency;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {
    private static final long MILLI = 1_000_000L;

    private final AtomicLong now = new AtomicLong();
    private final AdaptiveLimit limit = new AdaptiveLimit(new Concurrency(10, 1_000), now::get);

    @Test
    void aBusyServiceWhoseLatencyStaysGetsAHigherLimit() {
        int before = limit.limit();

        windows(50, 10 * MILLI);

        assertThat(limit.limit()).isGreaterThan(before * 2).isLessThanOrEqualTo(1_000);
    }

    @Test
    void risingLatencyLowersTheLimitDownToItsMinimum() {
        windows(50, 10 * MILLI);
        int before = limit.limit();

        windows(5, 60 * MILLI);
        assertThat(limit.limit()).isLessThan(before * 3 / 4);

        windows(60, 10_000 * MILLI);
        assertThat(limit.limit()).isGreaterThanOrEqualTo(10).isLessThan(100);
    }

    @Test
    void timeOutsLowerTheLimit() {
        for (int i = 0; i < 100; i++) {
            now.addAndGet(100 * MILLI);
            for (int sample = 0; sample < AdaptiveLimit.MIN_SAMPLES; sample++) {
                limit.timedOut();
            }
        }

        assertThat(limit.limit()).isEqualTo(10);
    }

    @Test
    void anIdleServiceKeepsItsLimit() {
        int before = limit.limit();
        for (int i = 0; i < 100; i++) {
            now.addAndGet(100 * MILLI);
            for (int sample = 0; sample < AdaptiveLimit.MIN_SAMPLES; sample++) {
                limit.answered((i + 1) * MILLI);
            }
        }

        assertThat(limit.limit()).isEqualTo(before);
    }

    @Test
    void aCallHoldsItsPermitUntilItsReplyCloses() {
        var transports = new ScriptedTransports();
        var services = Services.of(transports, Services.address(1));
        services.concurrency = new Concurrency(2, 2);
        Service service = services.make();
        List<Reply> streams = new ArrayList<>();
        streams.add(service.send(Calls.get(), Deadline.NONE));
        streams.add(service.send(Calls.get(), Deadline.NONE));

        var refused =
                catchThrowableOfType(
                        GatewayException.class, () -> service.send(Calls.get(), Deadline.NONE));
        assertThat(refused.failure()).isInstanceOf(Failure.Overloaded.class);
        assertThat(refused.failure().retryAfter()).isPositive();
        assertThat(transports.asked).hasSize(2);
        assertThat(service.status().overloaded()).isEqualTo(1);

        streams.getFirst().close();
        service.send(Calls.get(), Deadline.NONE).close();
        streams.getLast().close();
        assertThat(service.status().inFlight()).isZero();
    }

    @Test
    void aCallThatFailsGivesItsPermitBack() {
        var transports = new ScriptedTransports();
        transports.script(
                Services.address(1),
                ScriptedTransports.fails(new UpstreamFailure.Protocol("orders")));
        var services = Services.of(transports, Services.address(1));
        services.concurrency = new Concurrency(1, 1);
        Service service = services.make();

        for (int i = 0; i < 3; i++) {
            var failed =
                    catchThrowableOfType(
                            GatewayException.class, () -> service.send(Calls.get(), Deadline.NONE));
            assertThat(failed.failure()).isInstanceOf(UpstreamFailure.Protocol.class);
        }
        assertThat(service.status().inFlight()).isZero();
    }

    /** Windows in which every permit is in use. */
    private void windows(int count, long latency) {
        for (int i = 0; i < count; i++) {
            int taken = 0;
            while (limit.tryAcquire()) {
                taken++;
            }
            now.addAndGet(100 * MILLI);
            for (int sample = 0; sample < AdaptiveLimit.MIN_SAMPLES; sample++) {
                limit.answered(latency);
            }
            for (; taken > 0; taken--) {
                limit.release().run();
            }
        }
    }
}
