// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import dev.martlet.provider.catalogue.Prices;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.config.ModelBalance;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Brings the candidates of one priority into the order in which they are asked. */
final class Ranking {
    /** Two drawn, the better one asked: no herd runs to the one that was best a moment ago. */
    private static final int DRAWN = 2;

    /** What an answer is taken to cost beside its prompt, where the client sets no limit. */
    private static final long USUAL_ANSWER = 500;

    private final ModelBalance balance;
    private final RandomGenerator random;
    private final Prices prices;

    Ranking(ModelBalance balance, RandomGenerator random, Prices prices) {
        this.balance = balance;
        this.random = random;
        this.prices = prices;
    }

    List<Candidate> rank(List<Candidate> group, Needs needs, long now) {
        if (group.size() < 2) {
            return group;
        }
        List<Candidate> drawn = byWeight(group, needs);
        return switch (balance) {
            case WEIGHTED -> drawn;
            case LEAST_BUSY -> sorted(drawn, Ranking::busy);
            case LEAST_LATENCY -> betterOfTwo(drawn, candidate -> slow(candidate, now));
            case CHEAPEST -> sorted(drawn, candidate -> cost(candidate, needs));
        };
    }

    /**
     * A draw without putting back, each time by weight. With a session the chance is a hash of it:
     * the same session gets the same order, and one target less moves only the sessions it had.
     */
    private List<Candidate> byWeight(List<Candidate> group, Needs needs) {
        return sorted(group, candidate -> -Math.log(chance(candidate, needs)) / candidate.weight());
    }

    private double chance(Candidate candidate, Needs needs) {
        @Nullable Long session = needs.session();
        if (session == null || balance != ModelBalance.WEIGHTED) {
            return 1 - random.nextDouble();
        }
        long hash = mix(session ^ mix(candidate.toString().hashCode()));
        return ((hash >>> 11) + 1) * 0x1p-53;
    }

    /** The finalizer of SplitMix64: each bit of the input changes half of the output. */
    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static double busy(Candidate candidate) {
        return (candidate.state().inFlight() + 1.0) / candidate.weight();
    }

    /** What a request has to expect: each one in flight is in its way. */
    private static double slow(Candidate candidate, long now) {
        return candidate.state().latency(now) * (candidate.state().inFlight() + 1);
    }

    private double cost(Candidate candidate, Needs needs) {
        long output = needs.maxOutput() == 0 ? USUAL_ANSWER : needs.maxOutput();
        @Nullable BigDecimal cost =
                prices.cost(
                        candidate.provider().name(),
                        candidate.modelFor(needs.model()),
                        new Usage(needs.tokens(), output));
        return cost == null ? Double.MAX_VALUE : cost.doubleValue();
    }

    /** Each value is taken once: others change it while we sort. Stable, so ties stay drawn. */
    private static List<Candidate> sorted(List<Candidate> group, ToDoubleFunction<Candidate> by) {
        Map<Candidate, Double> values = HashMap.newHashMap(group.size());
        group.forEach(candidate -> values.put(candidate, by.applyAsDouble(candidate)));
        return group.stream().sorted(Comparator.comparing(values::get)).toList();
    }

    private static List<Candidate> betterOfTwo(
            List<Candidate> drawn, ToDoubleFunction<Candidate> by) {
        List<Candidate> order = new ArrayList<>(sorted(drawn.subList(0, DRAWN), by));
        order.addAll(drawn.subList(DRAWN, drawn.size()));
        return order;
    }
}
