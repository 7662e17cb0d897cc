// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import org.jspecify.annotations.Nullable;

/** What a request to a model asks for, before anything is known of its answer. */
public interface Demand {
    /** What the answer may cost at most is not known. */
    long UNKNOWN = -1;

    /**
     * The model, as the client names it.
     *
     * @return the name
     */
    String model();

    /**
     * Tokens of the prompt.
     *
     * @return an estimate that is seldom too low, 0 or more
     */
    long inputTokens();

    /**
     * Tokens that the client allows the answer to have, all choices together.
     *
     * @return the limit, or {@link #UNKNOWN} if the client sets none
     */
    long outputTokens();

    /**
     * What so many tokens cost at the dearest target that may answer.
     *
     * @param input tokens of the prompt
     * @param output tokens of the answer
     * @return in 10⁻⁹ US dollars, or null if no price is known
     */
    @Nullable Long nanoUsd(long input, long output);
}
