// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which endpoint a request goes to, where that is not left to chance. */
@Timeout(30)
class BalancingTest {
    private final List<RawUpstream> upstreams = new ArrayList<>();
    private final CountDownLatch finish = new CountDownLatch(1);

    @AfterEach
    void stop() throws IOException {
        finish.countDown();
        for (RawUpstream upstream : upstreams) {
            upstream.close();
        }
    }

    /** Each says who it is; {@code /slow} says so when the test lets it. */
    private String endpoints(int count) throws IOException {
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "n" + i;
            RawUpstream upstream =
                    RawUpstream.answering(request -> {
                        if (request.target().equals("/slow")) {
                            awaitFinish();
                        }
                        return RawUpstream.ok(name);
                    });
            upstreams.add(upstream);
            urls.add("\"http://127.0.0.1:" + upstream.port() + "\"");
        }
        return "endpoints: " + urls;
    }

    private void awaitFinish() {
        try {
            finish.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String service(String endpoints, String more) {
        return """
        services: [ { name: up, %s%s } ]
        routes: [ { name: all, to: { service: up } } ]
        """
                .formatted(endpoints, more);
    }

    private static final String BY_USER = ", balance: \"ring-hash(request.headers['x-user'])\"";

    private static String of(String user, String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: a\r\nX-User: " + user + "\r\n\r\n";
    }

    private static Map<String, String> homes(RunningGateway gateway, int users) throws IOException {
        Map<String, String> homes = new HashMap<>();
        for (int i = 0; i < users; i++) {
            homes.put("u" + i, gateway.exchange(of("u" + i, "/")).text());
        }
        return homes;
    }

    @Test
    void aUserStaysAtHisEndpointAndMostOthersDoWhenOneLeaves() throws Exception {
        String four = endpoints(4);
        try (RunningGateway gateway = RunningGateway.start(service(four, BY_USER))) {
            Map<String, String> before = homes(gateway, 40);
            assertThat(new HashSet<>(before.values())).hasSize(4);
            assertThat(homes(gateway, 40)).isEqualTo(before);
            // The last endpoint leaves.
            gateway.reload(service(four.substring(0, four.lastIndexOf(',')) + "]", BY_USER));
            Map<String, String> after = homes(gateway, 40);
            before.forEach((user, home) -> {
                if (!home.equals("n3")) {
                    assertThat(after).containsEntry(user, home);
                }
            });
            assertThat(after.values()).doesNotContain("n3");
        }
    }

    @Test
    void aRequestWithoutWhatItsKeyNeedsIsToldSo() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(service(endpoints(2), BY_USER))) {
            Message refused = gateway.get("/");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains("lacks what it is to be grouped by");
        }
    }

    /** A user who floods must not bring his endpoint down with all the others that live there. */
    @Test
    void aUserWithMoreThanAFairShareIsSpread() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(service(endpoints(4), BY_USER))) {
            List<RawConnection> flood = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int sent = i + 1;
                flood.add(gateway.connect().send(of("one", "/slow")));
                await().until(() -> gateway.service("up").get("inFlight").asInt() == sent);
            }
            int most = 0;
            for (var endpoint : gateway.service("up").get("endpoints")) {
                most = Math.max(most, endpoint.get("inFlight").asInt());
            }
            // 1.25 times its share of 16, rounded up.
            assertThat(most).isLessThanOrEqualTo(5);
            finish.countDown();
            Set<String> served = new HashSet<>();
            for (RawConnection connection : flood) {
                served.add(connection.reply().text());
                connection.close();
            }
            assertThat(served.size()).isGreaterThan(2);
        }
    }

    @Test
    void aCookieLeadsToItsEndpointUntilThatIsGoneAndIsThenReplaced() throws Exception {
        try (RunningGateway gateway =
                RunningGateway.start(
                        service(endpoints(3), ", sticky: { cookie: stick, ttl: 1h }"))) {
            Message first = gateway.get("/");
            String cookie = first.field("Set-Cookie").split(";", 2)[0];
            assertThat(first.field("Set-Cookie")).contains("Max-Age=3600").contains("HttpOnly");
            String request = "GET / HTTP/1.1\r\nHost: a\r\nCookie: a=b; " + cookie + "\r\n\r\n";
            for (int i = 0; i < 6; i++) {
                Message again = gateway.exchange(request);
                assertThat(again.text()).isEqualTo(first.text());
                assertThat(again.has("Set-Cookie")).isFalse();
            }
            upstreams.get(first.text().charAt(1) - '0').kill();
            Message moved = gateway.exchange(request);
            assertThat(moved.status()).isEqualTo(200);
            assertThat(moved.text()).isNotEqualTo(first.text());
            assertThat(moved.field("Set-Cookie")).startsWith("stick=").doesNotContain(cookie);
        }
    }

    @Test
    void aKeyKeepsAClientToo() throws Exception {
        try (RunningGateway gateway =
                RunningGateway.start(
                        service(
                                endpoints(3),
                                ", sticky: { key: \"request.headers['x-user']\" }"))) {
            Map<String, String> homes = homes(gateway, 20);
            assertThat(new HashSet<>(homes.values())).hasSize(3);
            assertThat(homes(gateway, 20)).isEqualTo(homes);
        }
    }

    /** Most are out: perhaps it is the check that is broken, and one alone could not bear it. */
    @Test
    void whenTooFewAreHealthyAllAreUsed() throws Exception {
        String check =
                ", health: { path: /healthz, interval: 50ms, timeout: 50ms, healthy: 1, unhealthy: 1 }";
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String name = "n" + i;
            boolean fit = i == 0;
            RawUpstream upstream =
                    RawUpstream.answering(request ->
                            request.target().equals("/healthz") && !fit
                                    ? RawUpstream.status(500)
                                    : RawUpstream.ok(name));
            upstreams.add(upstream);
            urls.add("\"http://127.0.0.1:" + upstream.port() + "\"");
        }
        String endpoints = "endpoints: " + urls;
        try (RunningGateway gateway = RunningGateway.start(service(endpoints, check))) {
            await().until(() -> gateway.service("up").get("panic").asBoolean());
            assertThat(served(gateway)).containsExactlyInAnyOrder("n0", "n1", "n2");
            gateway.reload(service(endpoints, check + ", panic: 10%"));
            await().until(() -> served(gateway).equals(Set.of("n0")));
            assertThat(gateway.service("up").get("panic").asBoolean()).isFalse();
        }
    }

    private static Set<String> served(RunningGateway gateway) throws IOException {
        Set<String> served = new HashSet<>();
        for (int i = 0; i < 9; i++) {
            served.add(gateway.get("/").text());
        }
        return served;
    }
}
