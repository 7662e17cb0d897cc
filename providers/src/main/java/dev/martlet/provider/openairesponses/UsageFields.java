// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code usage}, leniently: a count that cannot be read is 0, the answer is worth more than it. */
final class UsageFields {
    private UsageFields() {}

    static @Nullable Usage read(@Nullable JsonNode usage) {
        if (usage == null || !usage.isObject()) {
            return null;
        }
        JsonNode in = usage.path("input_tokens_details");
        JsonNode out = usage.path("output_tokens_details");
        return new Usage(
                count(usage, "input_tokens"),
                count(in, "cached_tokens"),
                count(in, "cache_write_tokens"),
                count(in, "audio_tokens"),
                count(usage, "output_tokens"),
                count(out, "reasoning_tokens"),
                count(out, "audio_tokens"));
    }

    private static long count(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isIntegralNumber() && value.canConvertToLong()
                ? Math.max(0, value.asLong())
                : 0;
    }

    static ObjectNode write(Usage usage) {
        ObjectNode node = Json.object().put("input_tokens", usage.input());
        node.putObject("input_tokens_details").put("cached_tokens", usage.cachedInput());
        node.put("output_tokens", usage.output());
        node.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
        return node.put("total_tokens", usage.total());
    }
}
