// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

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
        JsonNode in = usage.path("prompt_tokens_details");
        JsonNode out = usage.path("completion_tokens_details");
        long input = count(usage, "prompt_tokens");
        long output = count(usage, "completion_tokens");
        long reasoning = count(out, "reasoning_tokens");
        // xAI counts its thoughts beside the answer instead of within
        if (reasoning > 0 && count(usage, "total_tokens") == input + output + reasoning) {
            output += reasoning;
        }
        long cached = count(in, "cached_tokens");
        if (cached == 0) {
            // Moonshot's place, DeepSeek's name
            cached =
                    Math.max(
                            count(usage, "cached_tokens"), count(usage, "prompt_cache_hit_tokens"));
        }
        return new Usage(
                input,
                cached,
                count(in, "cache_write_tokens"),
                count(in, "audio_tokens"),
                output,
                reasoning,
                count(out, "audio_tokens"));
    }

    private static long count(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isIntegralNumber() && value.canConvertToLong()
                ? Math.max(0, value.asLong())
                : 0;
    }

    static ObjectNode write(Usage usage) {
        ObjectNode node = Json.object();
        node.put("prompt_tokens", usage.input());
        node.put("completion_tokens", usage.output());
        node.put("total_tokens", usage.total());
        ObjectNode in = node.putObject("prompt_tokens_details");
        in.put("cached_tokens", usage.cachedInput());
        in.put("audio_tokens", usage.audioInput());
        if (usage.cacheWrite() > 0) {
            in.put("cache_write_tokens", usage.cacheWrite());
        }
        ObjectNode out = node.putObject("completion_tokens_details");
        out.put("reasoning_tokens", usage.reasoning());
        out.put("audio_tokens", usage.audioOutput());
        return node;
    }
}
