// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.Fixture;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Priority;
import dev.martlet.core.Standing;
import dev.martlet.core.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GateTest {
    private static final Sharing PATIENT =
            new Sharing(100, Duration.ofMinutes(1), 0, Weights.DEFAULTS);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong time = new AtomicLong(System.nanoTime());

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static Exchange of(String tenant, Priority priority) {
        Exchange exchange = Fixture.exchange("GET", "http://test/");
        exchange.set(Standing.KEY, new Standing(tenant, priority));
        return exchange;
    }

    private static Exchange of(String tenant) {
        return of(tenant, Priority.NORMAL);
    }

    private Gate gate(int limit, Sharing sharing) {
        return Gate.exact("test", Limit.fixed(limit), sharing, time::get);
    }

    private Future<Permit> enter(Gate gate, Exchange exchange) {
        int before = gate.status().waiting();
        Future<Permit> entering = threads.submit(() -> gate.enter(exchange, Deadline.NONE));
        await().until(() -> entering.isDone() || gate.status().waiting() > before);
        return entering;
    }

    private static Failure.Shed shed(Gate gate, Exchange exchange, Deadline deadline) {
        var thrown =
                catchThrowableOfType(GatewayException.class, () -> gate.enter(exchange, deadline));
        assertThat(thrown.failure()).isInstanceOf(Failure.Shed.class);
        return (Failure.Shed) thrown.failure();
    }

    @Test
    void thereAreAsManyPlacesAsTheLimitSays() {
        Gate gate = gate(2, Sharing.AT_ONCE);
        Permit first = gate.enter(of("a"), Deadline.NONE);
        gate.enter(of("a"), Deadline.NONE);

        assertThat(gate.tryEnter(of("a"))).isNull();
        assertThat(shed(gate, of("a"), Deadline.NONE).status().code()).isEqualTo(503);
        first.close();
        first.close();
        assertThat(gate.tryEnter(of("a"))).isNotNull();
        assertThat(gate.tryEnter(of("a"))).as("closing twice gives one place").isNull();
        assertThat(gate.status().inFlight()).isEqualTo(2);
    }

    @Test
    void whoWaitsGetsThePlaceThatComesBack() throws Exception {
        Gate gate = gate(1, PATIENT);
        Permit taken = gate.enter(of("a"), Deadline.NONE);
        Future<Permit> waiting = enter(gate, of("b"));

        assertThat(gate.tryEnter(of("c"))).as("nobody overtakes").isNull();
        assertThat(waiting.isDone()).isFalse();
        taken.close();

        waiting.get().close();
        assertThat(gate.status().inFlight()).isZero();
        GateStatus.OfPriority normal = gate.status().priorities().get(1);
        assertThat(normal.waited()).isEqualTo(1);
        assertThat(normal.within().getLast()).isEqualTo(1);
    }

    @Test
    void theLastPlacesAreForThoseWhoHaveLessThanTheirShare() {
        Gate gate = gate(10, new Sharing(0, Duration.ZERO, 0.1, Weights.DEFAULTS));
        gate.enter(of("calm"), Deadline.NONE).close();
        for (int i = 0; i < 9; i++) {
            assertThat(gate.tryEnter(of("greedy"))).isNotNull();
        }

        assertThat(gate.tryEnter(of("greedy"))).isNull();
        assertThat(shed(gate, of("greedy"), Deadline.NONE).status().code())
                .as("it is its own doing")
                .isEqualTo(429);
        Permit calm = gate.tryEnter(of("calm"));
        assertThat(calm).isNotNull();
        assertThat(shed(gate, of("calm"), Deadline.NONE).status().code()).isEqualTo(503);
        calm.close();
        time.addAndGet(Flows.LINGER + 1);
        assertThat(gate.tryEnter(of("greedy"))).as("alone, it may have all").isNotNull();
    }

    @Test
    void aQueueThatIsFullTurnsAwayAtOnceAndSaysWhenToComeBack() {
        Gate gate = gate(1, new Sharing(1, Duration.ofMinutes(1), 0, Weights.DEFAULTS));
        gate.enter(of("a"), Deadline.NONE);
        Future<Permit> waiting = enter(gate, of("a"));

        assertThat(waiting.isDone()).isFalse();
        Failure.Shed shed = shed(gate, of("a"), Deadline.NONE);

        assertThat(shed.retryAfter()).isPositive();
        assertThat(gate.status().shed()).isEqualTo(1);
    }

    @Test
    void batchThatWaitsLeavesForWhatIsMoreUrgent() {
        Gate gate = gate(1, new Sharing(1, Duration.ofMinutes(1), 0, Weights.DEFAULTS));
        gate.enter(of("a"), Deadline.NONE);
        Future<Permit> batch = enter(gate, of("a", Priority.BATCH));

        Future<Permit> urgent =
                threads.submit(() -> gate.enter(of("a", Priority.INTERACTIVE), Deadline.NONE));

        assertThatThrownBy(batch::get).hasRootCauseInstanceOf(GatewayException.class);
        assertThat(urgent.isDone()).isFalse();
        assertThat(gate.status().priorities().getLast().shed()).isEqualTo(1);
    }

    @Test
    void whoseTimeIsOverLeaves() {
        Gate gate = gate(1, new Sharing(9, Duration.ofMillis(20), 0, Weights.DEFAULTS));
        gate.enter(of("a"), Deadline.NONE);
        long now = time.get();

        shed(gate, of("a"), Deadline.NONE);
        shed(gate, of("a"), Deadline.after(Duration.ofMillis(1), now));
        shed(gate, of("a"), Deadline.after(Duration.ofMillis(-1), now));

        assertThat(gate.status().waiting()).isZero();
        assertThat(gate.status().shed()).isEqualTo(3);
    }

    @Test
    void whoIsCancelledLeavesAtOnce() throws Exception {
        Gate gate = gate(1, PATIENT);
        Permit taken = gate.enter(of("a"), Deadline.NONE);
        Exchange gone = of("b");
        Future<Permit> leaving = enter(gate, gone);
        Future<Permit> staying = enter(gate, of("c"));

        gone.cancellation().cancel(new Failure.ClientGone());

        assertThat(gate.status().waiting()).as("before its thread has run").isEqualTo(1);
        assertThatThrownBy(leaving::get).hasMessageContaining("client_gone");
        taken.close();
        staying.get().close();
        assertThat(gate.status().shed()).isZero();
    }

    @Test
    void whoWasCancelledBeforeDoesNotWait() {
        Gate gate = gate(1, PATIENT);
        gate.enter(of("a"), Deadline.NONE);
        Exchange gone = of("b");
        gone.cancellation().cancel(new Failure.ClientGone());

        assertThatThrownBy(() -> gate.enter(gone, Deadline.NONE))
                .hasMessageContaining("client_gone");
        assertThat(gate.status().waiting()).isZero();
    }

    @Test
    void workThatGoesOnIsLetInBeyondTheLimit() {
        Gate gate = gate(1, Sharing.AT_ONCE);
        gate.enter(of("a"), Deadline.NONE);

        Permit forced = gate.force(of("a"));

        assertThat(gate.status().inFlight()).isEqualTo(2);
        forced.close();
        assertThat(gate.tryEnter(of("a"))).isNull();
    }

    @Test
    void aWideGateAsksNobodyWhileItIsHalfEmpty() {
        Gate gate = Gate.wide("test", 4, Sharing.AT_ONCE, time::get);
        List<Permit> permits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            permits.add(gate.tryEnter(of("a")));
        }

        assertThat(permits).doesNotContainNull();
        assertThat(gate.tryEnter(of("a"))).isNull();
        permits.forEach(Permit::close);
        assertThat(gate.status().inFlight()).isZero();
    }

    @Test
    void placesOfAWideGateThatAreNobodysWakeThoseWhoWait() throws Exception {
        Gate gate = Gate.wide("test", 2, PATIENT, time::get);
        Permit nobodys = gate.enter(of("a"), Deadline.NONE);
        gate.enter(of("a"), Deadline.NONE);
        Future<Permit> waiting = enter(gate, of("b"));

        nobodys.close();

        assertThat(waiting.get()).isNotNull();
    }

    @Test
    void tenantsThatHaveNothingMoreAreForgotten() {
        Gate gate = gate(5, Sharing.AT_ONCE);
        for (int i = 0; i < 100; i++) {
            gate.enter(of("t" + i), Deadline.NONE).close();
        }

        assertThat(gate.status().tenants()).isEqualTo(100);
        time.addAndGet(Flows.LINGER + 1);
        assertThat(gate.status().tenants()).isZero();
    }

    /**
     * Threads that come, wait, give up, are cancelled and leave, all at once: there are never more
     * in than may be, and in the end nothing is lost.
     */
    @Test
    void nothingIsLostInATumult() {
        for (int limit : List.of(1, 3, 16)) {
            tumult(
                    gate(limit, new Sharing(40, Duration.ofMillis(3), 0.1, Weights.DEFAULTS)),
                    limit);
            tumult(
                    Gate.wide(
                            "test",
                            limit,
                            new Sharing(40, Duration.ofMillis(3), 0.1, Weights.DEFAULTS),
                            System::nanoTime),
                    limit);
        }
    }

    private void tumult(Gate gate, int limit) {
        var inside = new AtomicInteger();
        var served = new LongAdder();
        var refused = new LongAdder();
        Together.run(
                64,
                number -> {
                    var random = new SplittableRandom(number);
                    for (int i = 0; i < 300; i++) {
                        var priority = List.of(Priority.values()).get(random.nextInt(3));
                        Exchange exchange = of("t" + number % 5, priority);
                        CompletableFuture<Void> cancelling =
                                random.nextInt(4) == 0
                                        ? CompletableFuture.runAsync(
                                                () ->
                                                        exchange.cancellation()
                                                                .cancel(new Failure.ClientGone()),
                                                threads)
                                        : CompletableFuture.completedFuture(null);
                        try (Permit ignored = gate.enter(exchange, Deadline.NONE)) {
                            assertThat(inside.incrementAndGet()).isLessThanOrEqualTo(limit);
                            LockSupport.parkNanos(1_000);
                            inside.decrementAndGet();
                            served.increment();
                        } catch (GatewayException e) {
                            refused.increment();
                        }
                        cancelling.join();
                    }
                });
        GateStatus status = gate.status();
        assertThat(status.inFlight()).isZero();
        assertThat(status.waiting()).isZero();
        assertThat(served.sum() + refused.sum()).isEqualTo(64 * 300);
        assertThat(served.sum()).isPositive();
        assertThat(gate.tryEnter(of("after"))).isNotNull();
    }

    /** One with many requests, one with few: the few hardly notice. */
    @Test
    void aFloodDoesNotKeepOthersFromTheirPlaces() {
        Gate gate = gate(4, new Sharing(1_000, Duration.ofMinutes(1), 0.1, Weights.DEFAULTS));
        var calm = new LongAdder();
        var greedy = new LongAdder();
        Together.run(
                24,
                number -> {
                    String tenant = number < 2 ? "calm" : "greedy";
                    LongAdder count = number < 2 ? calm : greedy;
                    while (calm.sum() < 400) {
                        try (Permit ignored = gate.enter(of(tenant), Deadline.NONE)) {
                            count.increment();
                            LockSupport.parkNanos(1_000);
                        }
                    }
                });
        // 22 threads against 2: first come first served would give greedy eleven times as much.
        assertThat(greedy.sum()).isLessThan(4 * calm.sum());
    }
}
