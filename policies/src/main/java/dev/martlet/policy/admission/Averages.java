// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many tokens answers usually have, by what clients call the model: what is reserved for a
 * request that sets no limit. Thread-safe.
 */
final class Averages {
    /** What is reserved for one request at most, in tokens: ten times the largest window. */
    static final long MOST = 20_000_000;

    /** While nothing is known. */
    private static final long FIRST = 1_000;

    private static final long LEAST = 16;
    private static final long LARGEST = 32_768;

    /** An answer counts as one in so many. */
    private static final int WEIGHT = 16;

    /** Clients choose names of models where an alias is open; they must not fill the memory. */
    private static final int NAMES = 1_000;

    private final Map<String, AtomicLong> byModel = new ConcurrentHashMap<>();

    /** Tokens, {@value #LEAST} to {@value #LARGEST}. */
    long of(String model) {
        AtomicLong sum = byModel.get(model);
        if (sum == null) {
            return FIRST;
        }
        return Math.clamp(sum.get() / WEIGHT, LEAST, LARGEST);
    }

    /** An answer had so many tokens. */
    void learn(String model, long tokens) {
        AtomicLong sum = byModel.get(model);
        if (sum == null) {
            if (byModel.size() >= NAMES) {
                return;
            }
            sum = byModel.computeIfAbsent(model, _ -> new AtomicLong(FIRST * WEIGHT));
        }
        long bounded = Math.min(tokens, LARGEST);
        sum.updateAndGet(old -> old - old / WEIGHT + bounded);
    }
}
