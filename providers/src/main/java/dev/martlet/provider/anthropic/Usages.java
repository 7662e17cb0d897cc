// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Fields;
import dev.martlet.provider.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code usage}, whose input excludes what the cache read and wrote. */
final class Usages {
    private static final String READ = "cache_read_input_tokens";
    private static final String WRITTEN = "cache_creation_input_tokens";

    private Usages() {}

    /**
     * Reads a usage.
     *
     * @param fields the usage of a reply, or of an event
     * @param before what a stream told before: an absent member keeps its value; or null
     */
    static Usage read(Fields fields, @Nullable Usage before) {
        Usage old = before == null ? Usage.ZERO : before;
        long cached = count(fields, READ, old.cachedInput());
        long written = count(fields, WRITTEN, old.cacheWrite());
        long plain =
                count(
                        fields,
                        "input_tokens",
                        Math.max(0, old.input() - old.cachedInput() - old.cacheWrite()));
        Fields details = fields.object("output_tokens_details");
        long thought =
                details == null
                        ? old.reasoning()
                        : count(details, "thinking_tokens", old.reasoning());
        return new Usage(
                plain + cached + written,
                cached,
                written,
                0,
                count(fields, "output_tokens", old.output()),
                thought,
                0);
    }

    private static long count(Fields fields, String name, long otherwise) {
        return fields.has(name) ? fields.count(name) : otherwise;
    }

    static ObjectNode write(Usage usage) {
        ObjectNode node = Json.object();
        node.put(
                "input_tokens",
                Math.max(0, usage.input() - usage.cachedInput() - usage.cacheWrite()));
        node.put(WRITTEN, usage.cacheWrite());
        node.put(READ, usage.cachedInput());
        node.put("output_tokens", usage.output());
        if (usage.reasoning() > 0) {
            node.putObject("output_tokens_details").put("thinking_tokens", usage.reasoning());
        }
        return node;
    }
}
