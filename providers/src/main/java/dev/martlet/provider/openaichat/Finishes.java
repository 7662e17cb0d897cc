// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.FinishReason;
import tools.jackson.databind.node.ObjectNode;

/** {@code finish_reason}. */
final class Finishes {
    private Finishes() {}

    /** Some imitators say stop where tools are asked for; OpenAI itself where the model refuses. */
    static Finish read(String raw, boolean calls, boolean refusal) {
        FinishReason reason =
                switch (raw) {
                    case "stop", "eos", "eos_token", "end_turn", "" -> FinishReason.STOP;
                    case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
                    case "length", "max_tokens", "model_length", "max_length" ->
                            FinishReason.LENGTH;
                    case "tool_calls", "function_call", "tool_use" -> FinishReason.TOOL_CALLS;
                    case "content_filter" -> FinishReason.CONTENT_FILTER;
                    default -> FinishReason.OTHER;
                };
        if (reason == FinishReason.STOP && calls) {
            reason = FinishReason.TOOL_CALLS;
        } else if (reason == FinishReason.STOP && refusal) {
            reason = FinishReason.REFUSAL;
        }
        return new Finish(reason, raw, null);
    }

    /** Sets the reason, and the provider's own word where this dialect has none for it. */
    static void write(ObjectNode choice, Finish finish, boolean refusal, boolean legacy) {
        String word =
                switch (finish.reason()) {
                    case STOP, STOP_SEQUENCE, PAUSE, OTHER -> "stop";
                    case LENGTH -> "length";
                    case TOOL_CALLS -> legacy ? "function_call" : "tool_calls";
                    case CONTENT_FILTER -> "content_filter";
                    case REFUSAL -> refusal ? "stop" : "content_filter";
                };
        choice.put("finish_reason", word);
        if (finish.reason() == FinishReason.PAUSE || finish.reason() == FinishReason.OTHER) {
            choice.put("native_finish_reason", finish.raw());
        }
    }
}
