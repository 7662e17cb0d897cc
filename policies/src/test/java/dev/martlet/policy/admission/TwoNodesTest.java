// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Consumption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 64 threads on two nodes, with reports and lost answers in between. */
class TwoNodesTest {
    private static final int THREADS = 64;
    private static final int REQUESTS = 300;
    private static final long BUDGET = 400_000;

    private final Rig rig = new Rig();

    /** What happened to all requests. */
    private record Sums(AtomicLong used, AtomicLong requests, AtomicLong in) {}

    @ParameterizedTest
    @CsvSource({"false, 1", "false, 2", "true, 3", "true, 4"})
    void whatIsSettledIsWhatIsUsedToTheToken(boolean faults, long seed) throws Exception {
        SharedCounters.Node a = rig.store.node("a");
        SharedCounters.Node b = rig.store.node("b");
        Admission one = rig.node(a);
        Admission two = rig.node(b);
        Rule budget = Rig.budget("b", Measure.TOKENS, BUDGET);
        Rule requests = Rig.budget("n", Measure.REQUESTS, Integer.MAX_VALUE);
        var sums = new Sums(new AtomicLong(), new AtomicLong(), new AtomicLong());
        var over = new AtomicBoolean();
        var root = new SplittableRandom(seed);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            var begin = new CountDownLatch(1);
            for (int i = 0; i < THREADS; i++) {
                Admission node = i % 2 == 0 ? one : two;
                SplittableRandom random = root.split();
                Meter[] meters = Rig.meters(budget, requests);
                all.add(
                        pool.submit(() -> {
                            begin.await();
                            run(node, meters, random, sums);
                            return null;
                        }));
            }
            SplittableRandom chaos = root.split();
            Future<?> reports =
                    pool.submit(() -> {
                        while (!over.get()) {
                            if (faults && chaos.nextInt(4) == 0) {
                                (chaos.nextBoolean() ? a : b).losesAnswer = true;
                            }
                            one.reporter().round();
                            two.reporter().round();
                        }
                    });
            begin.countDown();
            for (Future<?> one64th : all) {
                one64th.get();
            }
            over.set(true);
            reports.get();
        }
        a.losesAnswer = false;
        b.losesAnswer = false;
        one.reporter().round();
        two.reporter().round();
        one.close();
        two.close();

        assertThat(rig.store.used("b/b")).isEqualTo(sums.used.get());
        assertThat(rig.store.used("b/n")).isEqualTo(sums.in.get());
        assertThat(rig.store.held("b/b")).isZero();
        assertThat(sums.in.get()).isLessThan(sums.requests.get()).isPositive();
        if (!faults) {
            // Nobody uses more than it has reserved: not a token too many, and none stranded but
            // for less than one request may reserve.
            assertThat(sums.used.get()).isLessThanOrEqualTo(BUDGET);
        } else {
            // While answers are lost, each node goes on by what it knew to be left.
            assertThat(sums.used.get()).isLessThanOrEqualTo(2 * BUDGET);
        }
    }

    private static void run(Admission node, Meter[] meters, SplittableRandom random, Sums sums) {
        for (int i = 0; i < REQUESTS; i++) {
            long input = random.nextLong(1, 40);
            long output = random.nextLong(1, 100);
            sums.requests.incrementAndGet();
            Reservation reservation = Rig.enter(node, meters, Rig.tokens(node, input, output));
            if (reservation == null) {
                continue;
            }
            sums.in.incrementAndGet();
            long said = random.nextLong(output + 1);
            boolean aborted = random.nextInt(10) == 0;
            if (!aborted) {
                reservation.settle(new Consumption(input, said, 0));
                sums.used.addAndGet(input + said);
            }
            reservation.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void strictIsExactAndSpendsAllThatThereIs(long seed) throws Exception {
        Admission one = rig.node(rig.store.node("a"));
        Admission two = rig.node(rig.store.node("b"));
        Rule budget = Rig.strict(Rig.budget("b", Measure.REQUESTS, 5_000));
        var in = new AtomicLong();
        var root = new SplittableRandom(seed);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < THREADS; i++) {
                Admission node = root.nextBoolean() ? one : two;
                Meter[] meters = Rig.meters(budget);
                pool.execute(() -> in.addAndGet(Rig.many(node, meters, 200, 1, 1)));
            }
        }
        one.close();
        two.close();

        assertThat(in.get()).isEqualTo(5_000);
        assertThat(rig.store.used("b/b")).isEqualTo(5_000);
    }

    /** Slices of other nodes can keep requests out near the end, but never let more in. */
    @ParameterizedTest
    @CsvSource({"0.01", "0.05", "0.5"})
    void whatIsStrandedInSlicesIsLessThanNodesTimesSlice(double slice) {
        Admission one = rig.node(rig.store.node("a"), false, slice);
        Admission two = rig.node(rig.store.node("b"), false, slice);
        Meter[] meters = Rig.meters(Rig.budget("b", Measure.REQUESTS, 10_000));
        int in = 0;
        for (int i = 0; i < 6_000; i++) {
            in += Rig.many(two, meters, 1, 1, 1);
            rig.pass(Duration.ofMillis(1));
        }
        Meter[] same = Rig.meters(Rig.budget("b", Measure.REQUESTS, 10_000));
        in += Rig.many(one, same, 10_000, 1, 1);

        assertThat(in).isBetween((int) (10_000 - 10_000 * slice), 10_000);
    }
}
