// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Place;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Usage: here, input does not include what was read from and written to the cache. */
final class Tokens {
    private Tokens() {}

    static @Nullable Usage read(Place usage) {
        if (usage.absent()) {
            return null;
        }
        usage.object();
        long read = count(usage, "cacheReadInputTokens");
        long write = count(usage, "cacheWriteInputTokens");
        return new Usage(
                count(usage, "inputTokens") + read + write,
                read,
                write,
                0,
                count(usage, "outputTokens"),
                0,
                0);
    }

    private static long count(Place usage, String name) {
        Long count = usage.at(name).longOrNull();
        return count == null ? 0 : Math.max(0, count);
    }

    static void write(Usage usage, ObjectNode into) {
        ObjectNode tokens = into.putObject("usage");
        tokens.put(
                "inputTokens",
                Math.max(0, usage.input() - usage.cachedInput() - usage.cacheWrite()));
        tokens.put("outputTokens", usage.output());
        tokens.put("totalTokens", usage.total());
        if (usage.cachedInput() > 0 || usage.cacheWrite() > 0) {
            tokens.put("cacheReadInputTokens", usage.cachedInput());
            tokens.put("cacheWriteInputTokens", usage.cacheWrite());
        }
    }
}
