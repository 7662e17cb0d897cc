// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.FinishReason;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reasons for the end of an answer. */
final class Stops {
    /** Claude says which sequence it was if it is asked to, beside what all models say. */
    private static final String FIELDS = "additionalModelResponseFields";

    private Stops() {}

    static Finish read(String raw, JsonNode holder) {
        JsonNode sequence = holder.path(FIELDS).path("stop_sequence");
        return new Finish(reason(raw), raw, sequence.isString() ? sequence.stringValue() : null);
    }

    private static FinishReason reason(String raw) {
        return switch (raw) {
            case "end_turn" -> FinishReason.STOP;
            case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "guardrail_intervened", "content_filtered" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        };
    }

    /** Writes the reason, and beside it what the dialect has no word for. */
    static void write(Finish finish, ObjectNode into) {
        String word = word(finish);
        into.put("stopReason", word);
        String sequence = finish.stopSequence();
        boolean lost =
                finish.reason() == FinishReason.PAUSE
                        || finish.reason() == FinishReason.REFUSAL
                        || (finish.reason() == FinishReason.OTHER && !word.equals(finish.raw()));
        if (sequence == null && !lost) {
            return;
        }
        ObjectNode fields = RequestWriter.child(into, FIELDS);
        if (sequence != null) {
            fields.put("stop_sequence", sequence);
        }
        if (lost) {
            fields.put("stop_reason", finish.raw());
        }
    }

    private static String word(Finish finish) {
        @Nullable String ours = ours(finish.raw());
        if (ours != null && reason(ours) == finish.reason()) {
            return ours;
        }
        return switch (finish.reason()) {
            case STOP, PAUSE -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case TOOL_CALLS -> "tool_use";
            case CONTENT_FILTER, REFUSAL -> "content_filtered";
            // An answer that ended in a way nobody here knows is not to look complete.
            case OTHER -> "malformed_model_output";
        };
    }

    private static @Nullable String ours(String raw) {
        return switch (raw) {
            case "model_context_window_exceeded",
                    "guardrail_intervened",
                    "malformed_model_output",
                    "malformed_tool_use" ->
                    raw;
            default -> null;
        };
    }
}
