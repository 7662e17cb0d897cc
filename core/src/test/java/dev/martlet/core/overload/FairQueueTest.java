// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Priority;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FairQueueTest {
    private static final int ANY = Integer.MAX_VALUE;

    private final Flows flows = new Flows();
    private FairQueue queue = new FairQueue(100_000, Weights.DEFAULTS);

    private Waiter waiter(String tenant, Priority priority) {
        Lane lane = flows.of(tenant).lane(queue.level(priority));
        return new Waiter(lane, Thread.currentThread(), 0);
    }

    private Waiter add(String tenant, Priority priority) {
        Waiter waiter = waiter(tenant, priority);
        assertThat(queue.add(waiter)).isNull();
        return waiter;
    }

    private Waiter add(String tenant) {
        return add(tenant, Priority.NORMAL);
    }

    /** Whose turn it is; it then holds a place more. */
    private String take() {
        Waiter taken = queue.take(ANY);
        if (taken == null) {
            return "nobody";
        }
        queue.held(taken.lane.flow, 1);
        return taken.lane.flow.tenant;
    }

    @Test
    void ofOneTenantTheFirstComesFirst() {
        List<Waiter> waiters = List.of(add("a"), add("a"), add("a"));

        assertThat(List.of(queue.take(ANY), queue.take(ANY), queue.take(ANY))).isEqualTo(waiters);
        assertThat(queue.take(ANY)).isNull();
        assertThat(queue.size()).isZero();
    }

    @Test
    void whoWaitsForMuchDoesNotGoBeforeWhoWaitsForLittle() {
        for (int i = 0; i < 100; i++) {
            add("greedy");
        }
        add("modest");

        assertThat(List.of(take(), take())).containsExactlyInAnyOrder("greedy", "modest");
    }

    @Test
    void whoHoldsFewerPlacesGoesFirst() {
        flows.of("a").held = 3;
        flows.of("b").held = 1;
        add("a");
        add("b");
        add("b");
        add("b");
        add("a");

        assertThat(List.of(take(), take())).containsExactly("b", "b");
        // Now each holds three: it is the turn of the one that waits for it longer.
        assertThat(take()).isEqualTo("a");
        assertThat(List.of(take(), take())).containsExactly("b", "a");
    }

    /**
     * Whatever arrives and however long places are held: as long as tenants have somebody waiting,
     * none of them gets a place while it already has more than another of them.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 20})
    void tenantsThatWaitHoldTheSameNumberOfPlacesButForOne(int tenants) {
        int places = tenants * 5;
        var random = new SplittableRandom(tenants);
        List<Flow> held = new ArrayList<>();
        for (int round = 0; round < 3_000; round++) {
            for (int tenant = 0; tenant < tenants; tenant++) {
                // One of them floods, the others keep a few waiting.
                Flow flow = flows.of("t" + tenant);
                int wanted = tenant == 0 ? 200 : 2 + random.nextInt(3);
                while (flow.waiting < wanted) {
                    add(flow.tenant);
                }
            }
            while (held.size() < places) {
                Waiter next = queue.take(ANY);
                assertThat(next).isNotNull();
                queue.held(next.lane.flow, 1);
                held.add(next.lane.flow);
                assertThat(next.lane.flow.held - leastOfThoseWhoWait(tenants))
                        .isLessThanOrEqualTo(1);
            }
            for (int i = 1 + random.nextInt(places); i > 0; i--) {
                queue.held(held.remove(random.nextInt(held.size())), -1);
            }
        }
    }

    private int leastOfThoseWhoWait(int tenants) {
        int least = Integer.MAX_VALUE;
        for (int tenant = 0; tenant < tenants; tenant++) {
            Flow flow = flows.of("t" + tenant);
            least = flow.waiting > 0 ? Math.min(least, flow.held) : least;
        }
        return least;
    }

    /** With one place, which each gives back at once, turns go round. */
    @Test
    void amongEqualsNobodyHasTwoTurnsBeforeEachHasHadOne() {
        for (int i = 0; i < 50; i++) {
            add("a");
            add("b");
            add("c");
        }
        Map<String, Integer> turns = new HashMap<>();
        for (int i = 0; i < 150; i++) {
            Waiter taken = queue.take(ANY);
            assertThat(taken).isNotNull();
            turns.merge(taken.lane.flow.tenant, 1, Integer::sum);
            assertThat(turns.values().stream().mapToInt(n -> n).max().orElse(0))
                    .isLessThanOrEqualTo(i / 3 + 1);
        }
        assertThat(turns).containsOnlyKeys("a", "b", "c").containsEntry("a", 50);
    }

    /** Or whoever can make up tenants would never let the others have a turn. */
    @Test
    void newcomersGoBehindThoseWhoWait() {
        add("a");
        take();
        flows.of("a").held = 0;
        add("a");
        for (int i = 0; i < 10; i++) {
            add("new" + i);
        }

        assertThat(take()).isEqualTo("a");
    }

    @Test
    void prioritiesHaveTurnsByTheirWeights() {
        for (int i = 0; i < 2_100; i++) {
            add("a", Priority.BATCH);
            add("b", Priority.NORMAL);
            add("c", Priority.INTERACTIVE);
        }
        Map<Priority, Integer> turns = new HashMap<>();
        for (int i = 0; i < 2_100; i++) {
            Waiter taken = queue.take(ANY);
            assertThat(taken).isNotNull();
            turns.merge(taken.lane.level.priority, 1, Integer::sum);
        }

        assertThat(turns.get(Priority.INTERACTIVE)).isBetween(1_599, 1_601);
        assertThat(turns.get(Priority.NORMAL)).isBetween(399, 401);
        assertThat(turns.get(Priority.BATCH)).isBetween(99, 101);
    }

    /** Whatever the others do: one turn of so many is batch's while it waits. */
    @Test
    void batchIsNotStarved() {
        var random = new SplittableRandom(7);
        int others = 0;
        for (int i = 0; i < 10_000; i++) {
            while (queue.size(Priority.BATCH) < 3) {
                add("b" + random.nextInt(3), Priority.BATCH);
            }
            for (int n = random.nextInt(4); n > 0; n--) {
                add("i", random.nextBoolean() ? Priority.INTERACTIVE : Priority.NORMAL);
            }
            Waiter taken = queue.take(ANY);
            assertThat(taken).isNotNull();
            others = taken.lane.level.priority == Priority.BATCH ? 0 : others + 1;
            // 16 + 4, and one more of each for where the turns began.
            assertThat(others).isLessThanOrEqualTo(22);
        }
    }

    @Test
    void aWeightOfZeroHasATurnOnlyWhenNobodyElseWaits() {
        queue = new FairQueue(1_000, new Weights(1, 0, 0));
        for (int i = 0; i < 20; i++) {
            add("b", Priority.BATCH);
            add("n", Priority.NORMAL);
            add("i", Priority.INTERACTIVE);
        }
        List<Priority> order = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Waiter taken = queue.take(ANY);
            assertThat(taken).isNotNull();
            order.add(taken.lane.level.priority);
        }

        assertThat(order.subList(0, 20)).containsOnly(Priority.INTERACTIVE);
        assertThat(order.subList(20, 40)).containsOnly(Priority.NORMAL);
        assertThat(order.subList(40, 60)).containsOnly(Priority.BATCH);
    }

    @Test
    void nobodySavesUpTurnsWhileNotWaiting() {
        for (int i = 0; i < 1_000; i++) {
            add("i", Priority.INTERACTIVE);
        }
        for (int i = 0; i < 900; i++) {
            queue.take(ANY);
        }
        for (int i = 0; i < 10; i++) {
            add("b", Priority.BATCH);
        }
        int batch = 0;
        for (int i = 0; i < 34; i++) {
            Waiter taken = queue.take(ANY);
            assertThat(taken).isNotNull();
            batch += taken.lane.level.priority == Priority.BATCH ? 1 : 0;
        }

        assertThat(batch).isBetween(1, 3);
    }

    @Test
    void aFullQueueLosesBatchFirstThenNormal() {
        queue = new FairQueue(4, Weights.DEFAULTS);
        Waiter batch = add("a", Priority.BATCH);
        add("a", Priority.NORMAL);
        Waiter normal = add("a", Priority.NORMAL);
        add("a", Priority.INTERACTIVE);

        assertThat(queue.add(waiter("b", Priority.INTERACTIVE))).isSameAs(batch);
        assertThat(queue.add(waiter("b", Priority.INTERACTIVE))).isSameAs(normal);
        Waiter late = waiter("c", Priority.BATCH);
        assertThat(queue.add(late)).isSameAs(late);
        assertThat(queue.size()).isEqualTo(4);
    }

    @Test
    void ofEqualsTheOneThatWaitsForMostLosesItsLast() {
        queue = new FairQueue(10, Weights.DEFAULTS);
        Deque<Waiter> greedy = new ArrayDeque<>();
        for (int i = 0; i < 10; i++) {
            greedy.add(add("greedy"));
        }

        for (int i = 0; i < 5; i++) {
            assertThat(queue.add(waiter("modest", Priority.NORMAL))).isSameAs(greedy.removeLast());
        }
        Waiter tooMany = waiter("modest", Priority.NORMAL);
        assertThat(queue.add(tooMany)).isSameAs(tooMany);
        Waiter more = waiter("greedy", Priority.NORMAL);
        assertThat(queue.add(more)).isSameAs(more);
    }

    @Test
    void whoLeavesFromTheMiddleLeavesTheOthersInOrder() {
        Waiter first = add("a");
        Waiter second = add("a");
        Waiter third = add("a");

        queue.remove(second);

        assertThat(queue.take(ANY)).isSameAs(first);
        assertThat(queue.take(ANY)).isSameAs(third);
        assertThat(queue.size()).isZero();
        assertThat(flows.of("a").waiting).isZero();
    }

    @Test
    void onlyThoseAreTakenWhoHoldFewerThanAsked() {
        flows.of("a").held = 2;
        flows.of("b").held = 4;
        add("a");
        add("b");

        assertThat(queue.take(2)).isNull();
        assertThat(queue.take(3)).isNotNull();
        assertThat(queue.take(3)).isNull();
        assertThat(queue.size()).isEqualTo(1);
    }

    /** The same as a plain list that is searched from end to end. */
    @Test
    void itAgreesWithAListThatIsSearched() {
        queue = new FairQueue(60, new Weights(3, 2, 1));
        var random = new SplittableRandom(11);
        List<Waiter> in = new ArrayList<>();
        List<Flow> held = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    var priority = List.of(Priority.values()).get(random.nextInt(3));
                    Waiter one = waiter("t" + random.nextInt(6), priority);
                    Waiter out = queue.add(one);
                    in.add(one);
                    if (out != null) {
                        assertThat(out.lane.level.priority).isGreaterThanOrEqualTo(priority);
                        assertThat(in.remove(out)).isTrue();
                    }
                }
                case 2 -> {
                    if (!in.isEmpty()) {
                        queue.remove(in.remove(random.nextInt(in.size())));
                    }
                }
                default -> {
                    int below = 1 + random.nextInt(4);
                    Waiter taken = queue.take(below);
                    if (taken == null) {
                        assertThat(in).noneMatch(one -> one.lane.flow.held < below);
                        while (!held.isEmpty()) {
                            queue.held(held.removeLast(), -1);
                        }
                    } else {
                        assertThat(in.remove(taken)).isTrue();
                        assertThat(in)
                                .filteredOn(one -> one.lane.level == taken.lane.level)
                                .allMatch(one -> one.lane.flow.held >= taken.lane.flow.held);
                        queue.held(taken.lane.flow, 1);
                        held.add(taken.lane.flow);
                    }
                }
            }
            assertThat(queue.size()).isEqualTo(in.size()).isLessThanOrEqualTo(60);
        }
    }
}
