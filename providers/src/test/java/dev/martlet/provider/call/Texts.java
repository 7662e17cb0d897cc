// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.json.Json;
import tools.jackson.databind.JsonNode;

/** Reads what an OpenAI client would show. */
final class Texts {
    private Texts() {}

    static String of(String body) {
        if (body.startsWith("{")) {
            return Json.read(body).at("/choices/0/message/content").asString("");
        }
        var text = new StringBuilder();
        for (String line : body.lines().toList()) {
            if (line.startsWith("data: {")) {
                JsonNode chunk = Json.read(line.substring("data: ".length()));
                text.append(chunk.at("/choices/0/delta/content").asString(""));
            }
        }
        return text.toString();
    }
}
