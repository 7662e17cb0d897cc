// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import org.jspecify.annotations.Nullable;

/**
 * How much the model shall think before it answers. Dialects say it as an effort, as a budget of
 * tokens, or both; a writer whose dialect knows only the other one converts ({@link
 * #effortOrGuess()}, {@link #budgetOrGuess}).
 *
 * @param enabled false to think not at all
 * @param effort {@code minimal}, {@code low}, {@code medium}, {@code high}, or null
 * @param budget at most so many tokens, or null
 * @param show whether the reply shall carry the thoughts, or a summary of them; null if not said
 */
public record Thinking(
        boolean enabled,
        @Nullable String effort,
        @Nullable Integer budget,
        @Nullable Boolean show) {
    private static final int LOW = 2_048;
    private static final int MEDIUM = 8_192;
    private static final int HIGH = 24_576;

    /**
     * The effort, or the one that fits the budget.
     *
     * @return {@code minimal}, {@code low}, {@code medium} or {@code high}
     */
    public String effortOrGuess() {
        if (effort != null) {
            return effort;
        }
        if (budget == null) {
            return "medium";
        }
        if (budget <= LOW) {
            return "low";
        }
        return budget <= MEDIUM ? "medium" : "high";
    }

    /**
     * The budget, or the one that fits the effort.
     *
     * @return tokens
     */
    public int budgetOrGuess() {
        if (budget != null) {
            return budget;
        }
        return switch (effortOrGuess()) {
            case "minimal", "none" -> 1_024;
            case "low" -> LOW;
            case "medium" -> MEDIUM;
            default -> HIGH;
        };
    }
}
