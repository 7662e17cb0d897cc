// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients notice when a part of a service fails: as little as possible. */
class ResilienceTest {

    @Test
    void aRequestThatIsSafeToRepeatIsTriedAgainAfterA503() throws Exception {
        var count = new AtomicInteger();
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                count.incrementAndGet() % 2 == 1
                                        ? RawUpstream.status(503)
                                        : RawUpstream.ok("second try"));
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            Message reply = gateway.exchange("DELETE /7 HTTP/1.1\r\nHost: a\r\nX-Kept: 1\r\n\r\n");
            assertThat(reply.text()).isEqualTo("second try");
            Message first = upstream.next();
            Message second = upstream.next();
            assertThat(second.start()).isEqualTo(first.start()).startsWith("DELETE /7 ");
            assertThat(second.fields()).isEqualTo(first.fields());
            assertThat(gateway.service("up").get("retries").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aRequestThatIsSafeToRepeatIsTriedAgainAfterAReset() throws Exception {
        var count = new AtomicInteger();
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            if (connection.request() != null && count.incrementAndGet() == 1) {
                                connection.reset();
                            } else {
                                connection.send(RawUpstream.ok("second try"));
                                connection.awaitEnd();
                            }
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            assertThat(gateway.get("/").text()).isEqualTo("second try");
        }
    }

    @Test
    void aPostIsNeverSentTwice() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(request -> RawUpstream.status(503));
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            assertThat(
                            gateway.exchange(
                                            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                                    .status())
                    .isEqualTo(503);
            assertThat(upstream.waiting()).isEqualTo(1);
        }
    }

    /** Above the budget, a failing service would get twice the load from everyone. */
    @Test
    void retriesStayWithinTheirBudget() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(request -> RawUpstream.status(503));
                RunningGateway gateway =
                        RunningGateway.start(
                                RunningGateway.to(
                                        upstream,
                                        ", retry: { attempts: 3, on: [ 503 ], backoff: 1ms, budget: 20%% }"
                                                .formatted()));
                RawConnection client = gateway.connect()) {
            int requests = 400;
            for (int i = 0; i < requests; i++) {
                assertThat(client.get("/").reply().status()).isEqualTo(503);
            }
            assertThat(upstream.waiting() - requests)
                    .isGreaterThan(0)
                    .isLessThanOrEqualTo(requests / 5 + 20);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"round-robin", "least-requests"})
    void allEndpointsAreUsed(String balance) throws Exception {
        try (RawUpstream a = RawUpstream.saying("a");
                RawUpstream b = RawUpstream.saying("b");
                RawUpstream c = RawUpstream.saying("c");
                RunningGateway gateway =
                        RunningGateway.start(three(a, b, c, ", balance: " + balance));
                RawConnection client = gateway.connect()) {
            Set<String> seen = new TreeSet<>();
            for (int i = 0; i < 60; i++) {
                seen.add(client.get("/").reply().text());
            }
            assertThat(seen).containsExactly("a", "b", "c");
        }
    }

    @Test
    void aStickyClientStaysAtItsEndpoint() throws Exception {
        try (RawUpstream a = RawUpstream.saying("a");
                RawUpstream b = RawUpstream.saying("b");
                RawUpstream c = RawUpstream.saying("c");
                RunningGateway gateway =
                        RunningGateway.start(three(a, b, c, ", sticky: { cookie: stick }"))) {
            Message first = gateway.get("/");
            String cookie = first.field("Set-Cookie").split(";", 2)[0];
            assertThat(cookie).startsWith("stick=");
            for (int i = 0; i < 10; i++) {
                Message again =
                        gateway.exchange(
                                "GET / HTTP/1.1\r\nHost: a\r\nCookie: " + cookie + "\r\n\r\n");
                assertThat(again.text()).isEqualTo(first.text());
            }
        }
    }

    /** The check finds out; no request had to fail for it, and after it none goes there. */
    @Test
    void anEndpointThatFailsItsCheckGetsNoRequests() throws Exception {
        var healthy = new AtomicBoolean(true);
        try (RawUpstream sick =
                        RawUpstream.answering(request ->
                                request.target().equals("/healthz") && !healthy.get()
                                        ? RawUpstream.status(500)
                                        : RawUpstream.ok("sick"));
                RawUpstream b = RawUpstream.saying("b");
                RawUpstream c = RawUpstream.saying("c");
                RunningGateway gateway =
                        RunningGateway.start(
                                three(
                                        sick,
                                        b,
                                        c,
                                        ", health: { path: /healthz, interval: 200ms, timeout: 200ms, healthy: 1, unhealthy: 1 }"));
                RawConnection client = gateway.connect()) {
            healthy.set(false);
            await().untilAsserted(() ->
                    assertThat(
                                    gateway.service("up")
                                            .get("endpoints")
                                            .get(0)
                                            .get("healthy")
                                            .asBoolean())
                            .isFalse());
            for (int i = 0; i < 12; i++) {
                assertThat(client.get("/").reply().text()).isIn("b", "c");
            }
            healthy.set(true);
            await().until(() -> client.get("/").reply().text().equals("sick"));
        }
    }

    private static String three(RawUpstream a, RawUpstream b, RawUpstream c, String extra) {
        return """
        services:
          - { name: up, endpoints: [ "http://127.0.0.1:%d", "http://127.0.0.1:%d", "http://127.0.0.1:%d" ]%s }
        routes: [ { name: all, match: { path: "/**" }, to: { service: up } } ]
        """
                .formatted(a.port(), b.port(), c.port(), extra);
    }

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong failedGets = new AtomicLong();
    private final AtomicLong failedPosts = new AtomicLong();

    /** Each second client sends what is not safe to repeat. */
    private void load(RunningGateway gateway, boolean posting) {
        String request =
                posting
                        ? "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"
                        : "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        try (RawConnection client = gateway.connect()) {
            while (!stop.get()) {
                if (client.send(request).reply().status() != 200) {
                    (posting ? failedPosts : failedGets).incrementAndGet();
                }
                served.incrementAndGet();
            }
        } catch (Exception e) {
            (posting ? failedPosts : failedGets).addAndGet(1000);
        }
    }

    private void serveSome(int more) {
        long target = served.get() + more;
        await().pollInterval(Duration.ofMillis(5)).until(() -> served.get() >= target);
    }

    @Test
    void whenOneOfThreeIsKilledUnderLoadOnlyUnsafeRequestsInFlightToItMayFail() throws Exception {
        int clients = 16;
        try (RawUpstream a = RawUpstream.saying("a");
                RawUpstream b = RawUpstream.saying("b");
                RawUpstream c = RawUpstream.saying("c");
                RunningGateway gateway =
                        RunningGateway.start(
                                three(a, b, c, ", outlier: { consecutive: 3, eject: 30s }"))) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                boolean posting = i % 2 == 0;
                threads.add(Thread.startVirtualThread(() -> load(gateway, posting)));
            }
            serveSome(500);
            b.kill();
            serveSome(2000);
            stop.set(true);
            for (Thread thread : threads) {
                thread.join(Duration.ofSeconds(10));
            }
            assertThat(failedGets).hasValue(0);
            assertThat(failedPosts).hasValueLessThanOrEqualTo(clients / 2);
        }
    }
}
