// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.endpoint;

import dev.martlet.core.Demand;
import dev.martlet.core.Exchange;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Key;
import dev.martlet.core.Payload;
import dev.martlet.provider.catalogue.Prices;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.pool.Candidate;
import dev.martlet.provider.pool.ModelPool;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What requests ask for, told before they are answered. What was read for that is used for the
 * answer, unless a policy in between has changed the request.
 */
final class Demands {
    private static final Key<Prepared> PREPARED = Key.named("prepared-request");

    private static final int NANO = 9;

    private Demands() {}

    /** A request that has been read, and what it was read from. */
    private record Prepared(ApiCall call, @Nullable String query, Payload payload, Object request) {
        /** Whoever changes a body puts another one into the exchange: the very one is meant. */
        @SuppressWarnings("ReferenceEquality")
        boolean isStill(Exchange exchange, ApiCall asked) {
            return payload == exchange.payload()
                    && call.equals(asked)
                    && Objects.equals(query, exchange.request().query());
        }
    }

    /** Keeps what was read. */
    static void keep(Exchange exchange, ApiCall call, Object request) {
        exchange.set(
                PREPARED,
                new Prepared(call, exchange.request().query(), exchange.payload(), request));
    }

    /** What was read of this exchange, if it still is what would be read; null if not. */
    static <T> @Nullable T kept(Exchange exchange, ApiCall call, Class<T> type) {
        Prepared prepared = exchange.get(PREPARED);
        if (prepared == null || !prepared.isStill(exchange, call)) {
            return null;
        }
        return type.isInstance(prepared.request) ? type.cast(prepared.request) : null;
    }

    /**
     * What a request asks for.
     *
     * @param pool finds what would answer; asked only for a price
     */
    record Asked(
            String model,
            long inputTokens,
            long outputTokens,
            Supplier<ModelPool> pool,
            Prices prices)
            implements Demand {
        @Override
        public @Nullable Long nanoUsd(long input, long output) {
            var usage = new Usage(input, output);
            @Nullable BigDecimal dearest = null;
            try {
                for (Candidate candidate : pool.get().candidates()) {
                    String name = candidate.modelFor(model);
                    BigDecimal cost = prices.cost(candidate.provider().name(), name, usage);
                    if (cost != null && (dearest == null || cost.compareTo(dearest) > 0)) {
                        dearest = cost;
                    }
                }
            } catch (GatewayException e) {
                // There is no such model: the answer will say so.
                return null;
            }
            return dearest == null ? null : nano(dearest);
        }

        private static long nano(BigDecimal usd) {
            BigDecimal nano = usd.movePointRight(NANO).setScale(0, RoundingMode.UP);
            return nano.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
        }
    }
}
