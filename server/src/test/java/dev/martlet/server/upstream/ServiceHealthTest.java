// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import static dev.martlet.server.upstream.ScriptedTransports.fails;
import static dev.martlet.server.upstream.ScriptedTransports.reply;
import static dev.martlet.server.upstream.Services.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.upstream.FakeUpstream.Answer;
import dev.martlet.server.upstream.ServiceSettings.Health;
import dev.martlet.server.upstream.ServiceSettings.Outlier;
import dev.martlet.server.upstream.ServiceSettings.Retry;
import dev.martlet.server.upstream.ServiceSettings.StatusRange;
import dev.martlet.server.upstream.ServiceStatus.EndpointStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceHealthTest {
    private static final EndpointAddress A = address(1);
    private static final EndpointAddress B = address(2);
    private static final EndpointAddress C = address(3);
    private static final Failure CONNECT = new UpstreamFailure.Connect("orders");
    private static final long SECOND = 1_000_000_000L;

    private final ScriptedTransports transports = new ScriptedTransports();
    private final AtomicLong now = new AtomicLong(5);
    private Services services = Services.of(transports, A, B, C);
    private Service service;

    @AfterEach
    void close() {
        if (service != null) {
            service.close();
        }
        services.tasks.close();
    }

    @Test
    void repeatedFailuresEjectAnEndpoint() {
        start(new Outlier(3, Duration.ofSeconds(30), 0.5));
        transports.script(B, _ -> reply(500));

        send(9);

        assertThat(status(B).healthy()).isFalse();
        assertThat(status(B).ejectedBecause()).isEqualTo("status 500");
        assertThat(status(B).ejectedFor()).isEqualTo(Duration.ofSeconds(30));
        transports.asked.clear();
        send(10);
        assertThat(transports.asked).doesNotContain(B.id());
    }

    @Test
    void aSuccessStartsTheCountAnew() {
        start(new Outlier(3, Duration.ofSeconds(30), 0.5));
        int[] asked = {0};
        transports.script(B, _ -> reply(++asked[0] % 3 == 0 ? 200 : 500));

        send(60);

        assertThat(status(B).healthy()).isTrue();
    }

    @Test
    void anEjectedEndpointComesBackAndIsOnProbation() {
        start(new Outlier(3, Duration.ofSeconds(30), 0.5));
        transports.script(B, _ -> reply(500));
        send(9);

        now.addAndGet(30 * SECOND);
        assertThat(status(B).healthy()).isTrue();

        // One failure is enough now, and it costs twice the time.
        send(3);
        assertThat(status(B).ejectedFor()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void ejectionsGrowUpToTenTimesAndShrinkWithGoodBehaviour() {
        var health = new EndpointHealth();
        long at = 0;
        for (int i = 1; i <= 12; i++) {
            long time = health.eject("x", 10, at);
            assertThat(time).isEqualTo(10L * Math.min(i, 10));
            at += time;
            assertThat(health.comeBack(at - 1, 3)).isFalse();
            assertThat(health.comeBack(at, 3)).isTrue();
        }
        assertThat(health.eject("x", 10, at + 80)).isEqualTo(30);
    }

    @Test
    void noMoreThanTheAllowedShareIsEjected() {
        services = Services.of(transports, A, B, C, address(4));
        start(new Outlier(1, Duration.ofSeconds(30), 0.5));
        for (int i = 1; i <= 4; i++) {
            transports.script(address(i), _ -> reply(500));
        }

        send(20);

        assertThat(service.status().endpoints().stream().filter(each -> !each.healthy()))
                .hasSize(2);
    }

    @Test
    void theOnlyEndpointIsNeverEjected() {
        services = Services.of(transports, A);
        start(new Outlier(1, Duration.ofSeconds(30), 1));
        transports.script(A, _ -> reply(500));

        send(5);

        assertThat(status(A).healthy()).isTrue();
    }

    @Test
    void anEndpointThatCannotBeReachedIsPassedOverEvenWithoutSettings() {
        start(null);
        transports.script(B, fails(CONNECT));

        send(9);
        assertThat(status(B).ejectedBecause()).isEqualTo("connect");
        assertThat(status(B).ejectedFor()).isEqualTo(Duration.ofSeconds(1));

        transports.script(B, _ -> reply(200));
        now.addAndGet(SECOND);
        transports.asked.clear();
        send(3);
        assertThat(transports.asked).contains(B.id());
    }

    @Test
    void withoutSettingsStatusesEjectNobody() {
        start(null);
        transports.script(B, _ -> reply(500));

        send(60);

        assertThat(status(B).healthy()).isTrue();
        assertThat(status(B).failures()).isEqualTo(20);
    }

    @Test
    void belowThePanicThresholdAllAreUsed() {
        services.panic = 0.5;
        start(new Outlier(1, Duration.ofHours(1), 1));
        transports.script(A, _ -> reply(500));
        transports.script(B, _ -> reply(500));

        send(6);
        assertThat(service.status().panic()).isTrue();
        transports.asked.clear();
        send(6);

        assertThat(transports.asked).contains(A.id(), B.id(), C.id());
    }

    @Test
    void withoutAPanicThresholdNoEndpointMeansAFailure() {
        services.panic = 0;
        start(new Outlier(1, Duration.ofHours(1), 1));
        for (EndpointAddress each : List.of(A, B, C)) {
            transports.script(each, _ -> reply(500));
        }
        send(3);

        assertThatThrownBy(() -> send(1))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e ->
                                assertThat(e.failure())
                                        .isEqualTo(new UpstreamFailure.NoEndpoint("orders")));
    }

    @Test
    void anEndpointThatFailsItsChecksGetsNoRequestsUntilItIsWellAgain() throws Exception {
        try (var good = new FakeUpstream();
                var sick = new FakeUpstream()) {
            sick.script(path -> new Answer(path.equals("/healthz?deep=1") ? 503 : 200, 0));
            checked(good, sick);

            await().until(() -> !status(sick.address()).healthy());
            assertThat(status(sick.address()).checkFailure()).isEqualTo("status 503");
            long before = status(sick.address()).requests();
            send(10);
            assertThat(status(sick.address()).requests()).isEqualTo(before);
            assertThat(status(good.address()).healthy()).isTrue();

            sick.script(_ -> new Answer(204, 0));
            await().until(() -> status(sick.address()).healthy());
        }
    }

    @Test
    void aCheckThatTakesTooLongHasFailed() throws Exception {
        try (var good = new FakeUpstream();
                var slow = new FakeUpstream()) {
            slow.script(_ -> new Answer(200, 60_000));
            checked(good, slow);

            await().until(() -> !status(slow.address()).healthy());
            assertThat(status(slow.address()).checkFailure()).isEqualTo("upstream_timeout");
        }
    }

    @Test
    void aDeadEndpointIsFoundWithoutTrafficAndChecksEndWithTheService() throws Exception {
        try (var good = new FakeUpstream();
                var dead = new FakeUpstream()) {
            checked(good, dead);
            await().until(() -> good.requests() > 2 && dead.requests() > 2);
            assertThat(service.status().endpoints()).allMatch(EndpointStatus::healthy);

            dead.kill();
            await().until(() -> !status(dead.address()).healthy());

            service.close();
            await().until(() -> services.tasks.size() == 0);
            await().until(() -> good.connections() == 0);
        }
    }

    private void checked(FakeUpstream... upstreams) {
        services =
                Services.of(
                        (_, address, _) -> new SocketTransport(address),
                        upstreams[0].address(),
                        upstreams[1].address());
        services.health =
                new Health(
                        "/healthz?deep=1",
                        Duration.ofMillis(20),
                        Duration.ofMillis(500),
                        2,
                        3,
                        List.of(new StatusRange(200, 299)));
        service = services.make();
    }

    private void start(Outlier outlier) {
        services.nanoTime = now::get;
        services.outlier = outlier;
        services.retry = Retry.NEVER;
        service = services.make();
    }

    private void send(int times) {
        for (int i = 0; i < times; i++) {
            try {
                service.send(Calls.of("POST", Payload.NONE), Deadline.NONE).close();
            } catch (GatewayException e) {
                if (e.failure() instanceof UpstreamFailure.NoEndpoint) {
                    throw e;
                }
            }
        }
    }

    private EndpointStatus status(EndpointAddress address) {
        return service.status().endpoints().stream()
                .filter(each -> each.id().equals(address.id()))
                .findFirst()
                .orElseThrow();
    }
}
