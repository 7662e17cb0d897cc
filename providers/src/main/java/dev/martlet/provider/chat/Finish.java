// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import org.jspecify.annotations.Nullable;

/**
 * How an answer ended.
 *
 * @param reason in the hub's words
 * @param raw the provider's own word
 * @param stopSequence which one, for {@link FinishReason#STOP_SEQUENCE}, where the dialect says it
 */
public record Finish(FinishReason reason, String raw, @Nullable String stopSequence) {}
