// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.upstream.Resolver.SrvRecord;
import dev.martlet.server.upstream.ServiceSettings.Dns;
import dev.martlet.server.upstream.ServiceSettings.Srv;
import dev.martlet.server.upstream.ServiceStatus.EndpointStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DiscoveryTest {
    private static final Duration OFTEN = Duration.ofMillis(10);

    private final Names names = new Names();
    private final ScriptedTransports transports = new ScriptedTransports();
    private final Services services =
            new Services(transports, new Dns("billing.internal", 9000, false, OFTEN));
    private Service service;

    @AfterEach
    void close() {
        service.close();
        services.tasks.close();
    }

    @Test
    void eachAddressOfANameIsAnEndpoint() {
        names.put("billing.internal", "10.0.0.2", "10.0.0.1", "::1");
        start();

        send(3);

        assertThat(ids())
                .containsExactlyInAnyOrder(
                        "http://10.0.0.1:9000",
                        "http://10.0.0.2:9000",
                        "http://[0:0:0:0:0:0:0:1]:9000");
        assertThat(transports.asked).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void anEndpointThatDisappearsFinishesWhatItHasAndTheOthersKeepTheirState() {
        names.put("billing.internal", "10.0.0.1", "10.0.0.2");
        start();
        Reply first = service.send(Calls.get(), Deadline.NONE);
        Reply second = service.send(Calls.get(), Deadline.NONE);

        names.put("billing.internal", "10.0.0.2", "10.0.0.3");
        await().until(() -> ids().contains("http://10.0.0.3:9000"));

        assertThat(ids()).containsExactly("http://10.0.0.2:9000", "http://10.0.0.3:9000");
        assertThat(status("http://10.0.0.2:9000").requests()).isEqualTo(1);
        assertThat(status("http://10.0.0.2:9000").inFlight()).isEqualTo(1);
        assertThat(transport("10.0.0.1").closed).isFalse();
        first.close();
        second.close();
        assertThat(transport("10.0.0.1").closed).isTrue();
        assertThat(transport("10.0.0.2").closed).isFalse();
        transports.asked.clear();
        send(4);
        assertThat(transports.asked).doesNotContain("http://10.0.0.1:9000");
    }

    @Test
    void whileEndpointsComeAndGoNoCallMeetsAClosedTransport() throws Exception {
        names.put("billing.internal", "10.0.0.1");
        start();
        var stop = new AtomicBoolean();
        List<FutureTask<Integer>> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            var sender = new FutureTask<>(() -> sendUntil(stop));
            senders.add(sender);
            Thread.ofVirtual().start(sender);
        }

        for (int round = 2; round < 60; round++) {
            String next = "10.0.0." + round;
            names.put("billing.internal", next);
            await().pollInterval(Duration.ofMillis(2))
                    .until(() -> ids().equals(List.of("http://" + next + ":9000")));
        }

        stop.set(true);
        for (FutureTask<Integer> sender : senders) {
            // A transport that was closed under a call would have thrown.
            assertThat(sender.get(10, TimeUnit.SECONDS)).isPositive();
        }
        assertThat(transport("10.0.0.58").closed).isTrue();
        assertThat(transports.openReplies).hasValue(0);
    }

    private int sendUntil(AtomicBoolean stop) {
        int sent = 0;
        while (!stop.get()) {
            send(1);
            sent++;
            LockSupport.parkNanos(200_000);
        }
        return sent;
    }

    @Test
    void aServiceThatClosesFinishesWhatItHas() {
        names.put("billing.internal", "10.0.0.1");
        start();
        Reply reply = service.send(Calls.get(), Deadline.NONE);

        service.close();

        assertThat(transport("10.0.0.1").closed).isFalse();
        reply.close();
        assertThat(transport("10.0.0.1").closed).isTrue();
    }

    @Test
    void theLastGoodAnswerIsKeptWhileLookUpsFailAndTheStatusSaysSo() {
        names.put("billing.internal", "10.0.0.1");
        start();
        send(1);

        names.broken = true;
        await().until(() -> service.status().discoveryError() != null);

        assertThat(service.status().discoveryError()).contains("broken");
        send(1);
        names.put("billing.internal", "10.0.0.9");
        names.broken = false;
        await().until(() -> ids().equals(List.of("http://10.0.0.9:9000")));
        assertThat(service.status().discoveryError()).isNull();
    }

    @Test
    void aCallThatComesBeforeTheFirstAnswerWaitsForIt() throws Exception {
        names.put("billing.internal", "10.0.0.1");
        names.gate = new CountDownLatch(1);
        start();
        var status =
                new FutureTask<>(() -> {
                    try (Reply reply = service.send(Calls.get(), Deadline.NONE)) {
                        return reply.status().code();
                    }
                });
        Thread.ofVirtual().start(status);

        names.gate.countDown();

        assertThat(status.get(10, TimeUnit.SECONDS)).isEqualTo(200);
    }

    @Test
    void aCallThatWaitsForTheFirstAnswerEndsWithItsClient() throws Exception {
        names.gate = new CountDownLatch(1);
        start();
        Call call = Calls.get();
        var thrown =
                new FutureTask<>(() ->
                        catchThrowableOfType(
                                GatewayException.class, () -> service.send(call, Deadline.NONE)));
        Thread.ofVirtual().start(thrown);

        call.exchange().cancellation().cancel(new Failure.ClientGone());

        assertThat(thrown.get(10, TimeUnit.SECONDS).failure()).isEqualTo(new Failure.ClientGone());
    }

    @Test
    void aNameThatWasNeverFoundIsNoEndpoint() {
        names.broken = true;
        start();

        assertThatThrownBy(() -> send(1))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e ->
                                assertThat(e.failure())
                                        .isEqualTo(new UpstreamFailure.NoEndpoint("orders")));
    }

    @Test
    void lookUpsEndWithTheService() {
        names.put("billing.internal", "10.0.0.1");
        start();
        send(1);

        service.close();

        await().until(() -> services.tasks.size() == 0);
        assertThat(transport("10.0.0.1").closed).isTrue();
        assertThatThrownBy(() -> send(1))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.failure()).isEqualTo(new Failure.Draining()));
    }

    @Test
    void srvRecordsBringPortsWeightsAndPriorities() throws Exception {
        try (var dns = new TinyDns();
                var resolver = new SystemResolver(dns.url(), Duration.ofSeconds(5))) {
            dns.records =
                    List.of(
                            new SrvRecord(1, 3, 9001, "127.0.0.1"),
                            new SrvRecord(1, 1, 9002, "127.0.0.1"),
                            new SrvRecord(2, 1, 9003, "127.0.0.1"));
            services.source = new Srv("_http._tcp.billing.internal", false, OFTEN);
            services.resolver = resolver;
            service = services.make();

            send(40);

            assertThat(transports.asked)
                    .hasSize(40)
                    .doesNotContain("http://127.0.0.1:9003")
                    .filteredOn("http://127.0.0.1:9001"::equals)
                    .hasSize(30);
        }
    }

    @Test
    void aHigherPriorityIsUsedWhenTheFirstIsOut() throws Exception {
        try (var dns = new TinyDns();
                var resolver = new SystemResolver(dns.url(), Duration.ofSeconds(5))) {
            dns.records =
                    List.of(
                            new SrvRecord(1, 1, 9001, "127.0.0.1"),
                            new SrvRecord(2, 1, 9002, "127.0.0.1"));
            services.source = new Srv("_http._tcp.billing.internal", false, Duration.ofHours(1));
            services.resolver = resolver;
            services.outlier = new ServiceSettings.Outlier(1, Duration.ofHours(1), 0.5);
            transports.script(address(9001), _ -> ScriptedTransports.reply(500));
            service = services.make();

            send(3);

            assertThat(transports.asked)
                    .containsExactly(
                            "http://127.0.0.1:9001",
                            "http://127.0.0.1:9002",
                            "http://127.0.0.1:9002");
        }
    }

    @Test
    void aDnsServerThatIsSilentIsAFailureInTime() throws Exception {
        try (var dns = new TinyDns();
                var resolver = new SystemResolver(dns.url(), Duration.ofMillis(300))) {
            dns.silent = true;
            start();

            assertThatThrownBy(() -> resolver.services("_http._tcp.billing.internal"))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aNameWithoutSrvRecordsIsAFailure() throws Exception {
        try (var dns = new TinyDns();
                var resolver = new SystemResolver(dns.url(), Duration.ofSeconds(5))) {
            start();

            assertThatThrownBy(() -> resolver.services("_http._tcp.billing.internal"))
                    .isInstanceOf(IOException.class);
        }
    }

    private void start() {
        services.resolver = names;
        service = services.make();
    }

    private void send(int times) {
        for (int i = 0; i < times; i++) {
            service.send(Calls.get(), Deadline.NONE).close();
        }
    }

    private List<String> ids() {
        return service.status().endpoints().stream().map(EndpointStatus::id).toList();
    }

    private EndpointStatus status(String id) {
        return service.status().endpoints().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private ScriptedTransports.Scripted transport(String host) {
        return transports.of(new EndpointAddress(false, host, 9000, null));
    }

    private static EndpointAddress address(int port) {
        return new EndpointAddress(false, "127.0.0.1", port, null);
    }

    /** Names that a test changes while the service looks them up. */
    private static final class Names implements Resolver {
        private final Map<String, List<InetAddress>> addresses = new ConcurrentHashMap<>();
        volatile boolean broken;
        volatile CountDownLatch gate = new CountDownLatch(0);

        void put(String name, String... literals) {
            addresses.put(name, Arrays.stream(literals).map(Names::literal).toList());
        }

        private static InetAddress literal(String text) {
            return InetAddress.ofLiteral(text);
        }

        @Override
        public List<InetAddress> addresses(String host) throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (broken || !addresses.containsKey(host)) {
                throw new IOException("broken");
            }
            return addresses.get(host);
        }

        @Override
        public List<SrvRecord> services(String name) throws IOException {
            throw new IOException("not used");
        }
    }
}
