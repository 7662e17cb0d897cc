// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.preset;

import dev.martlet.provider.config.QuirksConfig.Prefill;

/**
 * Where an API differs from the dialect that it speaks.
 *
 * @param maxTokens openai-chat: the name of the limit of tokens
 * @param streamUsage openai-chat: whether streams may be asked for their usage
 * @param prefill how a turn of the assistant that the conversation ends with is continued
 * @param developerRole whether it knows the role developer; otherwise it gets system
 */
public record Quirks(
        String maxTokens, boolean streamUsage, Prefill prefill, boolean developerRole) {
    /** The dialect as its owner speaks it. */
    public static final Quirks NONE = new Quirks("max_completion_tokens", true, Prefill.NO, true);
}
