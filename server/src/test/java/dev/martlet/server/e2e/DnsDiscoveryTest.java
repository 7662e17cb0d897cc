// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.server.upstream.Resolver.SrvRecord;
import dev.martlet.server.upstream.TinyDns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Endpoints found by questions to a DNS server, which are asked again and again. */
@Timeout(30)
class DnsDiscoveryTest {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch finish = new CountDownLatch(1);
    private TinyDns dns;
    private RawUpstream a;
    private RawUpstream b;

    @BeforeEach
    void start() throws IOException {
        dns = new TinyDns();
        dns.addresses("127.0.0.1");
        a = RawUpstream.answering(request -> answer("a", request));
        b = RawUpstream.answering(request -> answer("b", request));
    }

    @AfterEach
    void stop() throws IOException {
        finish.countDown();
        dns.close();
        a.close();
        b.close();
    }

    private String answer(String name, Message request) {
        if (request.target().equals("/slow")) {
            arrived.countDown();
            try {
                finish.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return RawUpstream.ok(name);
    }

    private RunningGateway gateway(String discovery) throws IOException {
        return RunningGateway.start(
                """
                services: [ { name: up, discovery: { %s, refresh: 1s } } ]
                routes: [ { name: all, to: { service: up } } ]
                """
                        .formatted(discovery),
                dns);
    }

    private static SrvRecord at(RawUpstream upstream, int priority) {
        return new SrvRecord(priority, 1, upstream.port(), "host.test");
    }

    private static List<String> endpoints(RunningGateway gateway) throws IOException {
        List<String> ids = new ArrayList<>();
        for (JsonNode endpoint : gateway.service("up").get("endpoints")) {
            ids.add(endpoint.get("id").asString());
        }
        return ids;
    }

    private static Set<String> served(RunningGateway gateway) throws IOException {
        Set<String> served = new TreeSet<>();
        for (int i = 0; i < 6; i++) {
            served.add(gateway.get("/").text());
        }
        return served;
    }

    @Test
    void addressesAreTakenAndDroppedAsTheServerSays() throws Exception {
        try (RunningGateway gateway = gateway("dns: \"orders.test:" + a.port() + "\"")) {
            assertThat(gateway.get("/").text()).isEqualTo("a");
            dns.addresses("127.0.0.1", "127.0.0.2");
            await().until(() -> endpoints(gateway).size() == 2);
            dns.addresses("127.0.0.1");
            await().until(() -> endpoints(gateway).equals(List.of("http://127.0.0.1:" + a.port())));
            assertThat(served(gateway)).containsExactly("a");
        }
    }

    @Test
    void recordsBringPortsAndPriorities() throws Exception {
        dns.services(at(a, 0), at(b, 0));
        try (RunningGateway gateway = gateway("dns: _http._tcp.orders.test, srv: true")) {
            await().until(() -> served(gateway).equals(Set.of("a", "b")));
            // The second is for when the first are down.
            dns.services(at(a, 0), at(b, 1));
            await().until(() -> served(gateway).equals(Set.of("a")));
            assertThat(endpoints(gateway)).hasSize(2);
        }
    }

    @Test
    void anEndpointThatIsTakenOutFinishesWhatItHasAndGetsNoMore() throws Exception {
        dns.services(at(a, 0));
        try (RunningGateway gateway = gateway("dns: _http._tcp.orders.test, srv: true");
                RawConnection slow = gateway.connect()) {
            slow.get("/slow");
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            dns.services(at(b, 0));
            await().until(() -> gateway.get("/").text().equals("b"));
            assertThat(served(gateway)).containsExactly("b");
            finish.countDown();
            assertThat(slow.reply().text()).isEqualTo("a");
            await().until(() -> a.open() == 0);
        }
    }

    @Test
    void withoutAnAnswerTheLastGoodOneStaysAndTheStatusSaysSo() throws Exception {
        dns.services(at(a, 0));
        try (RunningGateway gateway = gateway("dns: _http._tcp.orders.test, srv: true")) {
            assertThat(gateway.get("/").text()).isEqualTo("a");
            dns.services();
            await().until(() -> gateway.service("up").toString().contains("orders.test: "));
            assertThat(served(gateway)).containsExactly("a");
            dns.silent(true);
            await().until(() -> gateway.service("up").toString().contains("no answer"));
            assertThat(served(gateway)).containsExactly("a");
            dns.silent(false);
            dns.services(at(b, 0));
            await().until(() -> served(gateway).equals(Set.of("b")));
            assertThat(gateway.service("up").toString()).doesNotContain("orders.test: ");
        }
    }

    @Test
    void aNameThatNobodyKnowsIsAServiceWithoutEndpoints() throws Exception {
        dns.addresses();
        try (RunningGateway gateway = gateway("dns: \"orders.test:80\"")) {
            assertThat(gateway.get("/").status()).isEqualTo(503);
            dns.addresses("127.0.0.1");
            await().until(() -> !endpoints(gateway).isEmpty());
        }
    }
}
