// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.martlet.core.Call;
import io.helidon.http.HeaderNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class BalancerTest {
    private static final Call CALL = Calls.get();

    private final Chance chance = new Chance(Services.seeded(7));

    @RepeatedTest(50)
    void oneRoundGivesEachEndpointExactlyItsWeight(RepetitionInfo repetition) {
        int[] weights = randomWeights(repetition.getCurrentRepetition());
        List<ServiceEndpoint> endpoints = endpoints(weights);
        Picker picker = new RoundRobinBalancer(chance).over(endpoints, endpoints);
        int total = sum(weights);

        // From any place on, and over several rounds.
        Map<ServiceEndpoint, Integer> picks = count(picker, total * 3);

        for (int i = 0; i < weights.length; i++) {
            assertThat(picks.get(endpoints.get(i))).isEqualTo(weights[i] * 3);
        }
    }

    @RepeatedTest(50)
    void everyPrefixOfARoundIsCloseToTheWeights(RepetitionInfo repetition) {
        int[] weights = randomWeights(repetition.getCurrentRepetition());
        int[] round = Rounds.of(weights);
        double total = sum(weights);
        int[] seen = new int[weights.length];

        for (int taken = 1; taken <= round.length; taken++) {
            seen[round[taken - 1]]++;
            for (int i = 0; i < weights.length; i++) {
                double share = taken * weights[i] / total;
                assertThat(seen[i]).isCloseTo((int) Math.round(share), within(weights.length));
            }
        }
    }

    @Test
    void equalWeightsTakeTurns() {
        assertThat(Rounds.of(new int[] {300, 300, 300})).containsExactly(0, 1, 2);
    }

    @Test
    void hugeWeightsMakeNoHugeRound() {
        int[] round = Rounds.of(new int[] {1_000_003, 999_983, 1});

        assertThat(round.length).isBetween(Rounds.LONGEST - 3, Rounds.LONGEST + 3);
        assertThat(round).contains(0, 1, 2);
    }

    @Test
    void randomFollowsTheWeights() {
        List<ServiceEndpoint> endpoints = endpoints(1, 3, 6);
        Picker picker = new RandomBalancer(chance).over(endpoints, endpoints);

        Map<ServiceEndpoint, Integer> picks = count(picker, 100_000);

        assertThat(picks.get(endpoints.get(0))).isCloseTo(10_000, within(700));
        assertThat(picks.get(endpoints.get(1))).isCloseTo(30_000, within(700));
        assertThat(picks.get(endpoints.get(2))).isCloseTo(60_000, within(700));
    }

    @Test
    void leastRequestsOfAFewIsExact() {
        List<ServiceEndpoint> endpoints = endpoints(1, 1, 2);
        hold(endpoints.get(0), 3);
        hold(endpoints.get(1), 2);
        hold(endpoints.get(2), 3);
        Picker picker = new LeastRequestsBalancer(chance).over(endpoints, endpoints);

        // 3/2 is less than 2 and 3.
        assertThat(count(picker, 50)).containsOnlyKeys(endpoints.get(2));
    }

    @Test
    void leastRequestsUsesIdleEndpointsByWeight() {
        List<ServiceEndpoint> endpoints = endpoints(1, 3);
        Picker picker = new LeastRequestsBalancer(chance).over(endpoints, endpoints);

        Map<ServiceEndpoint, Integer> picks = count(picker, 400);

        assertThat(picks).containsEntry(endpoints.get(0), 100).containsEntry(endpoints.get(1), 300);
    }

    @Test
    void leastRequestsOfManyAvoidsTheBusy() {
        List<ServiceEndpoint> endpoints = endpoints(ones(20));
        endpoints.subList(0, 10).forEach(each -> hold(each, 100));
        Picker picker = new LeastRequestsBalancer(chance).over(endpoints, endpoints);

        Map<ServiceEndpoint, Integer> picks = count(picker, 10_000);

        int busy = endpoints.subList(0, 10).stream().mapToInt(e -> picks.getOrDefault(e, 0)).sum();
        // Two draws are both busy in a quarter of the cases; one draw would be in a half.
        assertThat(busy).isBetween(1_500, 3_000);
    }

    @Test
    void everyBalancerPrefersAnEndpointThatWasNotTried() {
        for (Balancer balancer : all()) {
            for (int size : new int[] {2, 3, 20}) {
                List<ServiceEndpoint> endpoints = endpoints(ones(size));
                Picker picker = balancer.over(endpoints, endpoints);
                Tried tried = null;
                for (int i = 0; i < size; i++) {
                    ServiceEndpoint next = picker.pick(Calls.withKey("k"), tried);
                    assertThat(Tried.has(tried, next)).as("%s %s", balancer, size).isFalse();
                    tried = new Tried(next, tried);
                }
                assertThat(picker.pick(Calls.withKey("k"), tried)).isIn(endpoints);
            }
        }
    }

    @Test
    void onlyTheKeysOfAnEndpointThatLeavesMove() {
        List<ServiceEndpoint> before = endpoints(ones(10));
        List<ServiceEndpoint> after = new ArrayList<>(before);
        ServiceEndpoint gone = after.remove(4);
        Picker old = ring(before, before);
        Picker now = ring(after, after);

        int moved = 0;
        for (int i = 0; i < 2_000; i++) {
            Call call = Calls.withKey("user-" + i);
            ServiceEndpoint was = old.pick(call, null);
            ServiceEndpoint is = now.pick(call, null);
            if (was != gone) {
                assertThat(is).isSameAs(was);
            } else {
                moved++;
            }
        }
        assertThat(moved).isCloseTo(200, within(100));
    }

    @Test
    void keysOfAnEndpointThatIsOutComeBackToIt() {
        List<ServiceEndpoint> all = endpoints(ones(5));
        Picker healthy = ring(all, all);
        Picker without = ring(all, all.subList(1, 5));

        for (int i = 0; i < 1_000; i++) {
            Call call = Calls.withKey("user-" + i);
            ServiceEndpoint was = healthy.pick(call, null);
            ServiceEndpoint is = without.pick(call, null);
            assertThat(is).isNotSameAs(all.get(0));
            if (was != all.get(0)) {
                assertThat(is).isSameAs(was);
            }
        }
    }

    @Test
    void theRingFollowsTheWeights() {
        List<ServiceEndpoint> endpoints = endpoints(1, 3);
        Picker picker = ring(endpoints, endpoints);
        int heavy = 0;
        for (int i = 0; i < 4_000; i++) {
            heavy += picker.pick(Calls.withKey("k" + i), null) == endpoints.get(1) ? 1 : 0;
        }

        assertThat(heavy).isCloseTo(3_000, within(400));
    }

    @RepeatedTest(10)
    void noEndpointHasMoreThanItsBoundedShare(RepetitionInfo repetition) {
        var random = new SplittableRandom(repetition.getCurrentRepetition());
        List<ServiceEndpoint> endpoints = endpoints(1, 2, 3, 4);
        Picker picker = ring(endpoints, endpoints);

        for (int held = 1; held <= 500; held++) {
            // Two keys only, so that without the bound two endpoints would take everything.
            ServiceEndpoint endpoint = picker.pick(Calls.withKey("k" + random.nextInt(2)), null);
            hold(endpoint, 1);
            double most = Math.ceil(RingHashBalancer.BOUND * held * endpoint.weight() / 10);
            assertThat(endpoint.inFlight()).isLessThanOrEqualTo(Math.max(4, (int) most));
        }
    }

    @Test
    void requestsWithoutAKeyDoNotAllGoToOneEndpoint() {
        List<ServiceEndpoint> endpoints = endpoints(1, 1);

        assertThat(count(ring(endpoints, endpoints), 10)).hasSize(2);
    }

    private List<Balancer> all() {
        return List.of(
                new RoundRobinBalancer(chance),
                new LeastRequestsBalancer(chance),
                new RandomBalancer(chance),
                byKey());
    }

    private Balancer byKey() {
        return new RingHashBalancer(
                exchange -> exchange.headers().first(HeaderNames.create("x-key")).orElse(""),
                true,
                new RoundRobinBalancer(chance));
    }

    private Picker ring(List<ServiceEndpoint> all, List<ServiceEndpoint> usable) {
        return byKey().over(all, usable);
    }

    private static List<ServiceEndpoint> endpoints(int... weights) {
        var transports = new ScriptedTransports();
        List<ServiceEndpoint> endpoints = new ArrayList<>();
        for (int weight : weights) {
            var address = Services.address(endpoints.size() + 1);
            var transport = transports.create("s", address, TransportSettings.DEFAULTS);
            var endpoint = new ServiceEndpoint(address, transport, "");
            endpoint.place(weight, 0);
            endpoints.add(endpoint);
        }
        return endpoints;
    }

    private static int[] ones(int count) {
        int[] ones = new int[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static int[] randomWeights(int seed) {
        return new SplittableRandom(seed).ints(1 + seed % 7, 1, 40).toArray();
    }

    private static int sum(int[] weights) {
        int sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        return sum;
    }

    private static Map<ServiceEndpoint, Integer> count(Picker picker, int picks) {
        Map<ServiceEndpoint, Integer> counts = new HashMap<>();
        for (int i = 0; i < picks; i++) {
            counts.merge(picker.pick(CALL, null), 1, Integer::sum);
        }
        return counts;
    }

    private static void hold(ServiceEndpoint endpoint, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(endpoint.tryHold()).isTrue();
        }
    }
}
