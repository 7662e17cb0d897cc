// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the answer is drawn; null where nothing was said. Numbers keep the text they came with.
 *
 * @param temperature 0 and up
 * @param topP 0 to 1
 * @param topK 1 and up
 * @param maxOutputTokens thinking included
 * @param stop sequences that end the answer
 * @param seed for repeatable answers
 * @param presencePenalty -2 to 2
 * @param frequencyPenalty -2 to 2
 * @param choices how many answers; null for one
 * @param logprobs whether the probabilities of the tokens are wanted
 * @param topLogprobs how many alternatives per token
 */
public record Sampling(
        @Nullable BigDecimal temperature,
        @Nullable BigDecimal topP,
        @Nullable Integer topK,
        @Nullable Integer maxOutputTokens,
        List<String> stop,
        @Nullable Long seed,
        @Nullable BigDecimal presencePenalty,
        @Nullable BigDecimal frequencyPenalty,
        @Nullable Integer choices,
        @Nullable Boolean logprobs,
        @Nullable Integer topLogprobs) {
    /** Nothing said. */
    public static final Sampling DEFAULT =
            new Sampling(null, null, null, null, List.of(), null, null, null, null, null, null);

    public Sampling {
        stop = List.copyOf(stop);
    }
}
