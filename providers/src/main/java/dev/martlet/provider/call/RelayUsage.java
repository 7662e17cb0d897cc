// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.chat.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the members {@code usage}, {@code meta} and {@code usageMetadata} of replies say. */
final class RelayUsage {
    private RelayUsage() {}

    /** The tokens, or null if it tells none. */
    static @Nullable Usage of(JsonNode told) {
        JsonNode billed = told.path("billed_units");
        JsonNode from = billed.isObject() ? billed : told;
        long input = first(from, "prompt_tokens", "input_tokens", "promptTokenCount");
        long output = first(from, "completion_tokens", "output_tokens", "candidatesTokenCount");
        if (input < 0 && output < 0) {
            // Embeddings and the like have no other tokens than those of their input.
            input = first(from, "total_tokens", "totalTokenCount");
            if (input < 0) {
                return null;
            }
        }
        JsonNode details = from.path("input_token_details");
        JsonNode prompt = details.isObject() ? details : from.path("prompt_tokens_details");
        JsonNode answer = from.path("completion_tokens_details");
        return new Usage(
                Math.max(0, input),
                count(prompt, "cached_tokens"),
                0,
                count(prompt, "audio_tokens"),
                Math.max(0, output),
                count(answer, "reasoning_tokens"),
                count(answer, "audio_tokens"));
    }

    private static long count(JsonNode from, String name) {
        return Math.max(0, first(from, name));
    }

    private static long first(JsonNode from, String... names) {
        for (String name : names) {
            JsonNode value = from.path(name);
            if (value.isIntegralNumber() && value.longValue() >= 0) {
                return value.longValue();
            }
        }
        return -1;
    }
}
