// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tool whose arguments are the answer ({@link StructuredOutput#FORCED_TOOL}). Its name is one
 * that no client uses, so that a reply can be read without its request.
 */
final class StructuredTool {
    static final String NAME = "martlet_structured_output";

    private StructuredTool() {}

    static ObjectNode write(JsonNode schema) {
        ObjectNode tool = Json.object().put("name", NAME);
        tool.put("description", "Takes the final answer. Call it once, with the whole answer.");
        tool.set("input_schema", schema);
        return tool;
    }

    /** What a schema-less answer in JSON has to be. */
    static ObjectNode anyObject() {
        return Json.object().put("type", "object");
    }
}
