// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Call;
import dev.martlet.core.KeyExpression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same endpoint for the same key. With bounded load (Mirrokni, Thorup and Zadimoghaddam,
 * "Consistent Hashing with Bounded Loads", 2018) an endpoint that has more than {@value #BOUND}
 * times its share of the calls in flight passes new ones on to the next on the ring; the first
 * {@value #FREE} calls it always keeps, or a key's second call at a time would already go
 * elsewhere.
 */
final class RingHashBalancer implements Balancer {
    static final double BOUND = 1.25;
    static final int FREE = 4;

    private final KeyExpression key;
    private final boolean bounded;
    private final Balancer withoutKey;
    private List<ServiceEndpoint> ringOf = List.of();
    private @Nullable HashRing ring;

    /**
     * A balancer by key.
     *
     * @param key what is hashed
     * @param bounded whether load is bounded
     * @param withoutKey chooses for requests whose key is empty
     */
    RingHashBalancer(KeyExpression key, boolean bounded, Balancer withoutKey) {
        this.key = key;
        this.bounded = bounded;
        this.withoutKey = withoutKey;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // The same list means: only health has changed.
    public Picker over(List<ServiceEndpoint> all, List<ServiceEndpoint> usable) {
        HashRing places = ring;
        if (places == null || ringOf != all) {
            // Over all endpoints: one that is out keeps its places, so that its keys come back.
            places = new HashRing(all);
            ring = places;
            ringOf = all;
        }
        boolean[] isUsable = new boolean[all.size()];
        long weights = 0;
        for (int i = 0; i < isUsable.length; i++) {
            isUsable[i] = usable.contains(all.get(i));
            weights += isUsable[i] ? all.get(i).weight() : 0;
        }
        ServiceEndpoint[] endpoints = all.toArray(ServiceEndpoint[]::new);
        Picker other = withoutKey.over(all, usable);
        return new ByKey(key, bounded, other, places, endpoints, isUsable, weights);
    }

    @SuppressWarnings(
            "ArrayRecordComponent") // Never compared; an array is the cheapest to pick from.
    private record ByKey(
            KeyExpression key,
            boolean bounded,
            Picker withoutKey,
            HashRing ring,
            ServiceEndpoint[] endpoints,
            boolean[] usable,
            long weights)
            implements Picker {
        @Override
        public ServiceEndpoint pick(Call call, @Nullable Tried tried) {
            String value = key.of(call.exchange());
            if (value.isEmpty()) {
                return withoutKey.pick(call, tried);
            }
            long load = bounded ? load() : 0;
            int place = ring.seek(HashRing.hash(value));
            @Nullable ServiceEndpoint full = null;
            @Nullable ServiceEndpoint again = null;
            for (int steps = 0; steps < ring.size(); steps++) {
                int owner = ring.owner(place, steps);
                ServiceEndpoint endpoint = endpoints[owner];
                if (!usable[owner]) {
                    continue;
                }
                if (tried != null && Tried.has(tried, endpoint)) {
                    again = again == null ? endpoint : again;
                } else if (bounded && isFull(endpoint, load)) {
                    full = full == null ? endpoint : full;
                } else {
                    return endpoint;
                }
            }
            if (full != null) {
                return full;
            }
            return again != null ? again : withoutKey.pick(call, tried);
        }

        private long load() {
            long load = 0;
            for (int i = 0; i < endpoints.length; i++) {
                load += usable[i] ? endpoints[i].inFlight() : 0;
            }
            return load;
        }

        private boolean isFull(ServiceEndpoint endpoint, long load) {
            int own = endpoint.inFlight();
            return own >= FREE
                    && own + 1 > Math.ceil(BOUND * (load + 1) * endpoint.weight() / weights);
        }
    }
}
