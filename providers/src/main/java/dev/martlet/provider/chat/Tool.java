// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a model may ask for. */
public sealed interface Tool {
    /**
     * A function that the client runs.
     *
     * @param name as the model calls it
     * @param description for the model, or null
     * @param parameters a JSON Schema of the arguments, or null for none
     * @param strict whether the arguments have to match the schema; null if not said
     * @param extras what the hub has no word for
     */
    record Function(
            String name,
            @Nullable String description,
            @Nullable JsonNode parameters,
            @Nullable Boolean strict,
            Extras extras)
            implements Tool {}

    /**
     * A tool of the provider's own (web search, code interpreter …).
     *
     * @param dialect whose words it is in
     * @param path where it stood in the client's request
     * @param value as it came
     */
    record Builtin(String dialect, String path, JsonNode value) implements Tool {}
}
