// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.FinishReason;
import org.jspecify.annotations.Nullable;

/** {@code stop_reason} and what it means. */
final class StopReasons {
    private StopReasons() {}

    static Finish read(String word, @Nullable String sequence, boolean onlyStructured) {
        FinishReason reason = meaning(word);
        if (reason == FinishReason.TOOL_CALLS && onlyStructured) {
            return new Finish(FinishReason.STOP, word, null);
        }
        return new Finish(reason, word, sequence);
    }

    private static FinishReason meaning(String word) {
        return switch (word) {
            case "end_turn" -> FinishReason.STOP;
            case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "pause_turn" -> FinishReason.PAUSE;
            case "refusal" -> FinishReason.REFUSAL;
            default -> FinishReason.OTHER;
        };
    }

    static String write(Finish finish, boolean refused) {
        if (refused && finish.reason() == FinishReason.STOP) {
            return "refusal";
        }
        if (finish.reason() != FinishReason.OTHER && meaning(finish.raw()) == finish.reason()) {
            return finish.raw();
        }
        return switch (finish.reason()) {
            case STOP, OTHER -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case TOOL_CALLS -> "tool_use";
            case CONTENT_FILTER, REFUSAL -> "refusal";
            case PAUSE -> "pause_turn";
        };
    }
}
