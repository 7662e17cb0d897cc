// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.Consumption;

/** What a limit or a budget counts. */
public enum Measure {
    /** Requests that were let in. */
    REQUESTS("requests"),
    /** Tokens of prompts and answers. */
    TOKENS("tokens"),
    /** Tokens of prompts. */
    INPUT_TOKENS("input tokens"),
    /** Tokens of answers. */
    OUTPUT_TOKENS("output tokens"),
    /** 10⁻⁹ US dollars. */
    NANO_USD("nano-USD"),
    /** Requests at the same time. */
    CONCURRENT("concurrent requests");

    private final String words;

    Measure(String words) {
        this.words = words;
    }

    /** For messages. */
    String words() {
        return words;
    }

    /** Whether it counts only requests that use tokens. */
    boolean ofModels() {
        return this != REQUESTS && this != CONCURRENT;
    }

    /** What stays counted of a request that has ended so; permits are given back whole. */
    long of(Consumption used) {
        return switch (this) {
            case REQUESTS -> 1;
            case TOKENS -> used.inputTokens() + used.outputTokens();
            case INPUT_TOKENS -> used.inputTokens();
            case OUTPUT_TOKENS -> used.outputTokens();
            case NANO_USD -> used.nanoUsd();
            case CONCURRENT -> 0;
        };
    }
}
