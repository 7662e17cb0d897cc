// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.state;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ledger: what was used, added up by hour, tenant, key and model. Thread-safe. */
public interface UsageStore {
    /**
     * What is added up.
     *
     * @param hour beginning of an hour of UTC
     * @param tenant who pays; empty if nobody was known
     * @param key id of the credential; empty if there was none
     * @param model the alias that was asked for
     */
    record Slot(Instant hour, String tenant, String key, String model) {}

    /**
     * Sums.
     *
     * @param requests exchanges
     * @param errors of them, those without an answer
     * @param inputTokens of prompts
     * @param cachedTokens of them, those that a provider had in its cache
     * @param outputTokens of answers
     * @param reasoningTokens of them, those of reasoning
     * @param nanoUsd cost in 10⁻⁹ US dollars
     * @param estimated exchanges whose tokens are an estimate
     */
    record Sums(
            long requests,
            long errors,
            long inputTokens,
            long cachedTokens,
            long outputTokens,
            long reasoningTokens,
            long nanoUsd,
            long estimated) {
        /** Nothing. */
        public static final Sums ZERO = new Sums(0, 0, 0, 0, 0, 0, 0, 0);

        /**
         * Adds.
         *
         * @param other more
         * @return both together
         */
        public Sums plus(Sums other) {
            return new Sums(
                    requests + other.requests,
                    errors + other.errors,
                    inputTokens + other.inputTokens,
                    cachedTokens + other.cachedTokens,
                    outputTokens + other.outputTokens,
                    reasoningTokens + other.reasoningTokens,
                    nanoUsd + other.nanoUsd,
                    estimated + other.estimated);
        }
    }

    /**
     * A line of the ledger.
     *
     * @param slot where it belongs
     * @param sums what was used there
     */
    record Row(Slot slot, Sums sums) {}

    /**
     * What is asked for.
     *
     * @param tenant of one tenant, or null for all
     * @param model of one model, or null for all
     * @param from first hour
     * @param to first hour that is not asked for
     */
    record Query(@Nullable String tenant, @Nullable String model, Instant from, Instant to) {}

    /**
     * Adds.
     *
     * @param batch names the batch among all of all nodes; one that is handed in twice counts once
     * @param rows each slot once
     * @throws StateException if the store does not answer: the same batch must be handed in again
     */
    void add(String batch, List<Row> rows);

    /**
     * Reads.
     *
     * @param query what
     * @return one row for each slot, in the order of the hours
     * @throws StateException if the store does not answer
     */
    List<Row> read(Query query);
}
