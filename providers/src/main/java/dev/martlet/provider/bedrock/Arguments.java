// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Arguments of a tool call, which Bedrock wants as an object. */
final class Arguments {
    private Arguments() {}

    /** A model may have written no JSON; what it wrote is kept then, so that it can see it. */
    static ObjectNode object(String text) {
        if (text.isBlank()) {
            return Json.object();
        }
        try {
            JsonNode node = Json.read(text);
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonException e) {
            return Json.object().put("invalid_json", text);
        }
        return Json.object().put("invalid_json", text);
    }
}
