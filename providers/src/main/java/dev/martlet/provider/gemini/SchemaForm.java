// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

/** How a provider is told the schema of a tool or an answer. */
public enum SchemaForm {
    /** As JSON Schema, in {@code parametersJsonSchema} and {@code responseJsonSchema}. */
    JSON_SCHEMA,
    /**
     * As the subset of OpenAPI 3.0 in {@code parameters} and {@code responseSchema}, for providers
     * that know no other. What it cannot say is told as lost.
     */
    OPENAPI
}
