// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.cohere;

import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.FinishReason;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.ProviderError.Kind;
import org.jspecify.annotations.Nullable;

/** Reasons for the end of an answer. */
final class Finishes {
    private Finishes() {}

    static Finish read(String raw) {
        FinishReason reason =
                switch (raw) {
                    case "COMPLETE" -> FinishReason.STOP;
                    case "STOP_SEQUENCE" -> FinishReason.STOP_SEQUENCE;
                    case "MAX_TOKENS" -> FinishReason.LENGTH;
                    case "TOOL_CALL" -> FinishReason.TOOL_CALLS;
                    case "ERROR_TOXIC" -> FinishReason.CONTENT_FILTER;
                    default -> FinishReason.OTHER;
                };
        return new Finish(reason, raw, null);
    }

    /** An answer that ended so is not complete, whatever the HTTP status says. */
    static @Nullable ProviderError failure(String raw, @Nullable String message) {
        String text = message == null ? "finish_reason " + raw : message;
        return switch (raw) {
            case "ERROR" -> new ProviderError(Kind.SERVER, 0, raw, null, text, null);
            case "TIMEOUT" -> new ProviderError(Kind.TIMEOUT, 0, raw, null, text, null);
            default -> null;
        };
    }

    static String write(Finish finish) {
        return switch (finish.reason()) {
            case STOP, PAUSE, REFUSAL -> "COMPLETE";
            case STOP_SEQUENCE -> "STOP_SEQUENCE";
            case LENGTH -> "MAX_TOKENS";
            case TOOL_CALLS -> "TOOL_CALL";
            // An answer that ended in a way nobody here knows is not to look complete.
            case CONTENT_FILTER, OTHER -> "ERROR";
        };
    }
}
