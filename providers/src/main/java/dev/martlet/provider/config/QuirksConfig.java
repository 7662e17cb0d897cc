// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Key;
import org.jspecify.annotations.Nullable;

/** Where an API differs from the dialect it speaks; null leaves it to the preset. */
@Doc("Where an API differs from the dialect that it speaks. What is not given is the preset's.")
public record QuirksConfig(
        @Doc("openai-chat: the name of the limit of tokens.") @Nullable MaxTokensField maxTokens,
        @Doc("openai-chat: whether streams may be asked for their usage.")
                @Nullable Boolean streamUsage,
        @Doc("How a turn of the assistant that the conversation ends with is continued.")
                @Nullable Prefill prefill,
        @Doc("Whether it knows the role developer; otherwise it gets system.")
                @Nullable Boolean developerRole) {
    /** How a turn of the assistant is continued. */
    public enum Prefill {
        @Doc("It is not: the API begins a new turn, or refuses.")
        NO,
        @Doc("The API goes on where the turn stops.")
        PLAIN,
        @Doc("The API goes on if the turn is marked with prefix: true.")
        PREFIX_FLAG
    }

    /** What the limit is called. */
    public enum MaxTokensField {
        @Key("max_tokens")
        MAX_TOKENS,
        @Key("max_completion_tokens")
        MAX_COMPLETION_TOKENS
    }
}
