// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.Demand;
import org.jspecify.annotations.Nullable;

/** What a request may use, as far as it can be told beforehand. Confined to its thread. */
final class Expected {
    private final @Nullable Demand demand;
    private final long input;
    private final long output;
    private long nanoUsd = -1;

    /**
     * Of a request.
     *
     * @param demand what it asks of a model, or null if it uses no tokens
     * @param averages what answers usually have, where the client sets no limit
     */
    Expected(@Nullable Demand demand, Averages averages) {
        this.demand = demand;
        this.input = demand == null ? 0 : Math.clamp(demand.inputTokens(), 1, Averages.MOST);
        this.output = demand == null ? 0 : output(demand, averages);
    }

    private static long output(Demand demand, Averages averages) {
        long allowed = demand.outputTokens();
        return allowed == Demand.UNKNOWN
                ? averages.of(demand.model())
                : Math.clamp(allowed, 0, Averages.MOST);
    }

    /**
     * How much a rule has to set aside. At most all that there is: whoever allows an answer to be
     * larger than the whole limit gets all of it, or waits until it is there.
     *
     * @return 0 if the rule is not about this request
     */
    long of(Rule rule, long capacity) {
        if (demand == null
                ? rule.measure().ofModels() || !rule.concerns("")
                : !rule.concerns(demand.model())) {
            return 0;
        }
        long amount =
                switch (rule.measure()) {
                    case REQUESTS, CONCURRENT -> 1;
                    case TOKENS -> input + output;
                    case INPUT_TOKENS -> input;
                    case OUTPUT_TOKENS -> output;
                    case NANO_USD -> nanoUsd(demand);
                };
        return Math.clamp(amount, 1, Math.max(1, capacity));
    }

    /** Asked once, and only if there is a budget in dollars. What has no price costs nothing. */
    private long nanoUsd(@Nullable Demand priced) {
        if (nanoUsd < 0) {
            Long price = priced == null ? null : priced.nanoUsd(input, output);
            nanoUsd = price == null ? 0 : Math.max(0, price);
        }
        return nanoUsd;
    }
}
