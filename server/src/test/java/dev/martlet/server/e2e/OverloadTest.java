// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More than a service can take, and an end that is announced. */
@Timeout(30)
class OverloadTest {
    private static final String NOBODY_WAITS = "overload: { queue: { size: 0 } }\n";

    private final CountDownLatch finish = new CountDownLatch(1);

    private String slow(Message request) {
        try {
            finish.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return RawUpstream.ok("done");
    }

    @Test
    void whatIsAboveTheLimitIsToldSoAtOnceAndLaterServed() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(this::slow);
                RunningGateway gateway =
                        RunningGateway.start(
                                NOBODY_WAITS
                                        + RunningGateway.to(
                                                upstream, ", concurrency: { min: 2, max: 3 }"))) {
            List<RawConnection> taken = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                taken.add(gateway.connect().get("/"));
            }
            await().until(() -> gateway.service("up").get("inFlight").asInt() == 3);
            // None of those in flight can end: this answer waits for nobody.
            Message refused = gateway.get("/");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("Retry-After")).isEqualTo("1");
            assertThat(gateway.service("up").get("overloaded").asInt()).isEqualTo(1);
            finish.countDown();
            for (RawConnection connection : taken) {
                assertThat(connection.reply().text()).isEqualTo("done");
                connection.close();
            }
            gateway.awaitIdle();
            assertThat(gateway.get("/").text()).isEqualTo("done");
        }
    }

    /** A permit of a client that has gone is free again. */
    @Test
    void clientsThatGiveUpHoldNoPlace() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(this::slow);
                RunningGateway gateway =
                        RunningGateway.start(
                                NOBODY_WAITS
                                        + RunningGateway.to(
                                                upstream, ", concurrency: { min: 1, max: 1 }"))) {
            try (RawConnection client = gateway.connect().get("/")) {
                await().until(() -> gateway.service("up").get("inFlight").asInt() == 1);
                assertThat(gateway.get("/").status()).isEqualTo(503);
                client.reset();
            }
            gateway.awaitIdle();
            finish.countDown();
            assertThat(gateway.get("/").text()).isEqualTo("done");
        }
    }

    /** Balancers look at readiness now and then; until they have, requests still come. */
    @Test
    void duringTheShutdownsDelayItIsNotReadyAndStillServes() throws Exception {
        String yaml = "shutdown: { delay: 2s, grace: 5s }\n";
        try (RawUpstream upstream = RawUpstream.saying("served");
                RunningGateway gateway =
                        RunningGateway.start(yaml + RunningGateway.to(upstream, ""))) {
            assertThat(gateway.admin("GET", "/health/ready").status()).isEqualTo(200);
            int port = gateway.port();
            try (RawConnection kept = gateway.connect()) {
                assertThat(kept.get("/").reply().text()).isEqualTo("served");
                Thread stopping = Thread.startVirtualThread(gateway::shutdown);
                await().until(() -> gateway.admin("GET", "/health/ready").status() == 503);
                assertThat(gateway.admin("GET", "/health/live").status()).isEqualTo(200);
                assertThat(kept.get("/").reply().text()).isEqualTo("served");
                try (RawConnection fresh = RawConnection.to(port)) {
                    assertThat(fresh.get("/").reply().text()).isEqualTo("served");
                }
                assertThat(kept.awaitEnd()).isEqualTo(RawConnection.End.CLOSED);
                stopping.join();
            }
        }
    }
}
