// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import org.jspecify.annotations.Nullable;

/**
 * Where an API differs from the dialect that it speaks.
 *
 * @param maxTokensField the name of the limit of tokens in openai-chat; null for the dialect's own
 * @param streamUsage whether a stream of openai-chat may be asked for its usage
 * @param prefill how a turn of the assistant is continued
 * @param developerRole whether it knows the role developer
 */
public record Quirks(
        @Nullable String maxTokensField,
        boolean streamUsage,
        Prefill prefill,
        boolean developerRole) {
    /** As the dialect has it, without prefill. */
    public static final Quirks NONE = new Quirks(null, true, Prefill.NO, true);

    /** How an API continues a turn of the assistant that the conversation ends with. */
    public enum Prefill {
        /** It begins a new turn, or refuses. */
        NO,
        /** It goes on where the turn stops. */
        PLAIN,
        /**
         * As {@link #PLAIN}, if the turn has the member {@code prefix: true} (DeepSeek, Mistral).
         */
        PREFIX_FLAG
    }
}
