// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.ScalarForm;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint is chosen.
 *
 * @param key the CEL expression whose value is hashed; only with {@link Algorithm#RING_HASH}
 */
@ScalarForm(
        expected = "one of: round-robin, least-requests, random, ring-hash(CEL expression)",
        pattern = "round-robin|least-requests|random|ring-hash\\(.{1,1000}\\)")
public record Balance(Algorithm algorithm, @Nullable String key) {

    /** The ways to choose. */
    public enum Algorithm {
        ROUND_ROBIN("round-robin"),
        LEAST_REQUESTS("least-requests"),
        RANDOM("random"),
        /** Consistent hashing with bounded load. */
        RING_HASH("ring-hash");

        private final String word;

        Algorithm(String word) {
            this.word = word;
        }
    }

    public Balance {
        if ((algorithm == Algorithm.RING_HASH) != (key != null)) {
            throw new IllegalArgumentException(
                    "key: a CEL expression belongs to ring-hash and to nothing else");
        }
    }

    public static Balance parse(String text) {
        if (text.matches("ring-hash\\(.{1,1000}\\)")) {
            return new Balance(
                    Algorithm.RING_HASH, text.substring("ring-hash(".length(), text.length() - 1));
        }
        for (Algorithm algorithm : Algorithm.values()) {
            if (algorithm.word.equals(text)) {
                return new Balance(algorithm, null);
            }
        }
        throw new IllegalArgumentException("unknown");
    }

    @Override
    public String toString() {
        return key == null ? algorithm.word : algorithm.word + "(" + key + ")";
    }
}
