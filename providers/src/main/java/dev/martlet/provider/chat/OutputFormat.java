// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What form the answer has to have. */
public sealed interface OutputFormat {
    /** Free text; what happens if nothing is said. */
    record Text() implements OutputFormat {}

    /** Any JSON object. */
    record JsonObject() implements OutputFormat {}

    /**
     * JSON of a schema.
     *
     * @param name of the schema; dialects without one get it back as {@code response}
     * @param description for the model, or null
     * @param schema the JSON Schema
     * @param strict whether the provider has to enforce it; null if not said
     */
    record JsonSchema(
            String name, @Nullable String description, JsonNode schema, @Nullable Boolean strict)
            implements OutputFormat {}
}
