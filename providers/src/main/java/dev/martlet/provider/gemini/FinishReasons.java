// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.FinishReason;
import java.util.Set;

/** {@code finishReason} and what it means. */
final class FinishReasons {
    private static final Set<String> FILTERS =
            Set.of(
                    "SAFETY",
                    "RECITATION",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION");

    private static final Set<String> OTHERS =
            Set.of(
                    "LANGUAGE",
                    "OTHER",
                    "MALFORMED_FUNCTION_CALL",
                    "UNEXPECTED_TOOL_CALL",
                    "TOO_MANY_TOOL_CALLS",
                    "NO_IMAGE",
                    "IMAGE_OTHER");

    private FinishReasons() {}

    /** A model that waits for tools says STOP here. */
    static Finish read(String word, boolean calls) {
        FinishReason reason =
                switch (word) {
                    case "STOP" -> calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
                    case "MAX_TOKENS" -> FinishReason.LENGTH;
                    default ->
                            FILTERS.contains(word)
                                    ? FinishReason.CONTENT_FILTER
                                    : FinishReason.OTHER;
                };
        return new Finish(reason, word, null);
    }

    /** A prompt that was refused before there was an answer. */
    static Finish blocked(String reason) {
        return new Finish(FinishReason.CONTENT_FILTER, reason, null);
    }

    static String write(Finish finish) {
        return switch (finish.reason()) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case CONTENT_FILTER, REFUSAL ->
                    FILTERS.contains(finish.raw()) ? finish.raw() : "SAFETY";
            case PAUSE, OTHER -> OTHERS.contains(finish.raw()) ? finish.raw() : "OTHER";
        };
    }

    /** Whether the word that is written says less than the provider's own. */
    static boolean vague(Finish finish) {
        return write(finish).equals("OTHER") && !finish.raw().equals("OTHER");
    }
}
