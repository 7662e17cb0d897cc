// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Collects what a translation cannot carry over. Whoever asked for the translation decides: refuse
 * the request with the names, or send it without them and say so. A loss is never silent.
 */
public final class Losses {
    /**
     * Fields that change neither what the model is asked nor what the caller gets: markers for
     * caches, bookkeeping, tiers of service. (Gemini's {@code cachedContent} is none: it names a
     * part of the prompt.)
     */
    private static final Set<String> HINTS =
            Set.of(
                    "cache_control",
                    "cachePoint",
                    "prompt_cache_key",
                    "prompt_cache_retention",
                    "safety_identifier",
                    "user",
                    "metadata",
                    "requestMetadata",
                    "store",
                    "service_tier",
                    "serviceTier",
                    "performanceConfig");

    private final List<String> refused = new ArrayList<>();
    private final List<String> hints = new ArrayList<>();

    /**
     * A field that the other dialect does not know. Null values, and false where absent means
     * false, are no loss: pass what was really asked for only.
     *
     * @param path in the client's words, for example {@code messages[0].cache_control}
     * @param name the last part of the path
     * @param value what it was set to
     */
    public void field(String path, String name, JsonNode value) {
        if (value.isNull()) {
            return;
        }
        (HINTS.contains(name) ? hints : refused).add(path);
    }

    /**
     * A thing that the hub knows and the other dialect cannot say.
     *
     * @param feature what
     */
    public void feature(Feature feature) {
        refused.add(feature.label());
    }

    /**
     * A wish that cannot be granted this time and without which the answer is as good.
     *
     * @param feature what
     */
    public void hint(Feature feature) {
        hints.add(feature.label());
    }

    /**
     * A thing in one message that the other dialect cannot say.
     *
     * @param feature what
     * @param message the index of the message in {@link ChatRequest#messages}
     */
    public void feature(Feature feature, int message) {
        refused.add("messages[" + message + "]: " + feature.label());
    }

    /**
     * What changes the meaning of the request if it is left out.
     *
     * @return fields and features, in the order found
     */
    public List<String> refused() {
        return Collections.unmodifiableList(refused);
    }

    /**
     * What can be left out without changing what the model is asked.
     *
     * @return fields, in the order found
     */
    public List<String> hints() {
        return Collections.unmodifiableList(hints);
    }
}
