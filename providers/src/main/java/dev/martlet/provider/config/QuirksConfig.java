// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Doc;
import org.jspecify.annotations.Nullable;

/** Where an API differs from the dialect it speaks; null leaves it to the preset. */
@Doc("Where an API differs from the dialect that it speaks. What is not given is the preset's.")
public record QuirksConfig(
        @Doc("openai-chat: the name of the limit of tokens.") @Nullable MaxTokensField maxTokens,
        @Doc("openai-chat: whether streams may be asked for their usage.")
                @Nullable Boolean streamUsage,
        @Doc("Whether a conversation may end with a turn of the assistant, to be continued.")
                @Nullable Boolean prefill,
        @Doc("Whether it knows the role developer; otherwise it gets system.")
                @Nullable Boolean developerRole) {
    /** What the limit is called. */
    public enum MaxTokensField {
        @dev.martlet.core.config.Key("max_tokens")
        MAX_TOKENS,
        @dev.martlet.core.config.Key("max_completion_tokens")
        MAX_COMPLETION_TOKENS
    }
}
