// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint with the fewest calls in flight for its weight. Up to {@value #EXACT} endpoints are
 * all looked at, from the next in turn on, so that idle ones are used evenly; of more, two are
 * drawn by weight and the better one is taken (the power of two choices), which costs the same for
 * any number and keeps many gateways from all running to the same one.
 */
final class LeastRequestsBalancer implements Balancer {
    static final int EXACT = 8;

    /** How often a second draw is repeated that gave the first endpoint again, or a tried one. */
    private static final int REDRAWS = 4;

    private final RoundRobinBalancer inTurn;
    private final RandomBalancer byChance;

    LeastRequestsBalancer(Chance chance) {
        this.inTurn = new RoundRobinBalancer(chance);
        this.byChance = new RandomBalancer(chance);
    }

    @Override
    public Picker over(List<ServiceEndpoint> all, List<ServiceEndpoint> usable) {
        if (usable.size() > EXACT) {
            return new BestOfTwo(byChance.over(all, usable));
        }
        ServiceEndpoint[] endpoints = usable.toArray(ServiceEndpoint[]::new);
        return new BestOfAll(inTurn.over(all, usable), endpoints);
    }

    /** Whether one has strictly fewer calls for its weight; multiplied out, so exact. */
    private static boolean less(ServiceEndpoint one, ServiceEndpoint other) {
        return (long) one.inFlight() * other.weight() < (long) other.inFlight() * one.weight();
    }

    @SuppressWarnings(
            "ArrayRecordComponent") // Never compared; an array is the cheapest to pick from.
    private record BestOfAll(Picker inTurn, ServiceEndpoint[] endpoints) implements Picker {
        @Override
        public ServiceEndpoint pick(Call call, @Nullable Tried tried) {
            ServiceEndpoint best = inTurn.pick(call, tried);
            for (ServiceEndpoint each : endpoints) {
                if (less(each, best) && !Tried.has(tried, each)) {
                    best = each;
                }
            }
            return best;
        }
    }

    private record BestOfTwo(Picker byChance) implements Picker {
        @Override
        public ServiceEndpoint pick(Call call, @Nullable Tried tried) {
            ServiceEndpoint first = byChance.pick(call, tried);
            ServiceEndpoint second = byChance.pick(call, tried);
            for (int i = 0; i < REDRAWS && second == first; i++) {
                second = byChance.pick(call, tried);
            }
            return less(second, first) && !Tried.has(tried, second) ? second : first;
        }
    }
}
