// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.preset;

import dev.martlet.provider.config.QuirksConfig.Prefill;
import org.jspecify.annotations.Nullable;

/**
 * Where an API differs from the dialect that it speaks.
 *
 * @param maxTokensField openai-chat: the name of the limit of tokens; null leaves the one that the
 *     client, or the dialect, uses
 * @param streamUsage openai-chat: whether streams may be asked for their usage
 * @param prefill how a turn of the assistant that the conversation ends with is continued
 * @param developerRole whether it knows the role developer; otherwise it gets system
 */
public record Quirks(
        @Nullable String maxTokensField,
        boolean streamUsage,
        Prefill prefill,
        boolean developerRole) {
    /** The dialect as its owner speaks it, without prefill. */
    public static final Quirks NONE = new Quirks(null, true, Prefill.NO, true);
}
