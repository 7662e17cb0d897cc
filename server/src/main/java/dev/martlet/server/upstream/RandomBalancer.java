// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** By chance, in proportion to the weights. */
final class RandomBalancer implements Balancer {
    private final Chance chance;

    RandomBalancer(Chance chance) {
        this.chance = chance;
    }

    @Override
    public Picker over(List<ServiceEndpoint> all, List<ServiceEndpoint> usable) {
        ServiceEndpoint[] endpoints = usable.toArray(ServiceEndpoint[]::new);
        long[] ends = new long[endpoints.length];
        long total = 0;
        for (int i = 0; i < endpoints.length; i++) {
            total += endpoints[i].weight();
            ends[i] = total;
        }
        return new ByChance(chance, endpoints, ends);
    }

    /** Endpoint i owns the numbers from the end of the one before it to less than its own end. */
    @SuppressWarnings(
            "ArrayRecordComponent") // Never compared; an array is the cheapest to pick from.
    private record ByChance(Chance chance, ServiceEndpoint[] endpoints, long[] ends)
            implements Picker {
        @Override
        public ServiceEndpoint pick(Call call, @Nullable Tried tried) {
            int drawn = find(chance.upTo(ends[ends.length - 1] - 1));
            for (int i = 0; tried != null && i < endpoints.length; i++) {
                ServiceEndpoint each = endpoints[(drawn + i) % endpoints.length];
                if (!Tried.has(tried, each)) {
                    return each;
                }
            }
            return endpoints[drawn];
        }

        private int find(long number) {
            int low = 0;
            int high = ends.length - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (number < ends[middle]) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }
    }
}
