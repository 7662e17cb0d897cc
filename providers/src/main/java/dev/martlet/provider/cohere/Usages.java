// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.cohere;

import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Place;
import dev.martlet.provider.json.Json;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Usage. {@code billed_units} are what has to be paid, {@code tokens} what was processed, with the
 * prompts that Cohere adds; cost and budgets go by the former.
 */
final class Usages {
    private Usages() {}

    static @Nullable Usage read(Place usage) {
        if (usage.absent()) {
            return null;
        }
        Place billed = usage.object().at("billed_units");
        Place tokens = usage.at("tokens");
        long input = count(billed.at("input_tokens"), tokens.at("input_tokens"));
        long output = count(billed.at("output_tokens"), tokens.at("output_tokens"));
        long cached = Math.min(input, count(usage.at("cached_tokens"), usage.at("cached_tokens")));
        return new Usage(input, cached, 0, 0, output, 0, 0);
    }

    /** Counts come as {@code 12} and as {@code 12.0}. */
    private static long count(Place first, Place second) {
        BigDecimal number = first.decimalOrNull();
        if (number == null) {
            number = second.decimalOrNull();
        }
        return number == null ? 0 : Math.max(0, number.longValue());
    }

    static ObjectNode write(Usage usage) {
        ObjectNode node = Json.object();
        for (String name : new String[] {"billed_units", "tokens"}) {
            node.putObject(name)
                    .put("input_tokens", usage.input())
                    .put("output_tokens", usage.output());
        }
        if (usage.cachedInput() > 0) {
            node.put("cached_tokens", usage.cachedInput());
        }
        return node;
    }
}
