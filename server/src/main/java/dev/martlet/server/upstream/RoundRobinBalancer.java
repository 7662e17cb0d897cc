// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Call;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Smooth weighted round-robin. The order of one round is laid down beforehand, so that a pick is
 * one increment; the rounds of many gateways start at random places.
 */
final class RoundRobinBalancer implements Balancer {
    private final AtomicInteger turn;

    RoundRobinBalancer(Chance chance) {
        this.turn = new AtomicInteger(chance.below(Integer.MAX_VALUE));
    }

    @Override
    public Picker over(List<ServiceEndpoint> all, List<ServiceEndpoint> usable) {
        ServiceEndpoint[] endpoints = usable.toArray(ServiceEndpoint[]::new);
        int[] round = Rounds.of(usable.stream().mapToInt(ServiceEndpoint::weight).toArray());
        return new InTurn(turn, endpoints, round);
    }

    @SuppressWarnings(
            "ArrayRecordComponent") // Never compared; an array is the cheapest to pick from.
    private record InTurn(AtomicInteger turn, ServiceEndpoint[] endpoints, int[] round)
            implements Picker {
        @Override
        public ServiceEndpoint pick(Call call, @Nullable Tried tried) {
            ServiceEndpoint first = next();
            if (tried == null || !Tried.has(tried, first)) {
                return first;
            }
            for (int i = 1; i < round.length; i++) {
                ServiceEndpoint other = next();
                if (!Tried.has(tried, other)) {
                    return other;
                }
            }
            return first;
        }

        private ServiceEndpoint next() {
            return endpoints[
                    round[Integer.remainderUnsigned(turn.getAndIncrement(), round.length)]];
        }
    }
}
