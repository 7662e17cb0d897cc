// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.Part;
import dev.martlet.provider.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code annotations}: what the text refers to. Those of other dialects that name a URL become URL
 * citations; the others stay in the words of their dialect.
 */
final class Citations {
    private Citations() {}

    static ArrayNode of(Part.Text text) {
        ArrayNode array = Json.array();
        JsonNode citations = text.citations();
        if (citations == null) {
            return array;
        }
        if (!citations.isArray()) {
            return array.add(annotation(citations, text.text().length()));
        }
        for (JsonNode citation : citations) {
            array.add(annotation(citation, text.text().length()));
        }
        return array;
    }

    static JsonNode annotation(JsonNode citation, int length) {
        JsonNode chat = citation.path("url_citation");
        JsonNode from = chat.isObject() ? chat : citation;
        String type = citation.path("type").asString("");
        String url = from.path("url").asString("");
        if (url.isEmpty() || (!chat.isObject() && type.equals("url_citation"))) {
            return citation;
        }
        ObjectNode annotation = Json.object().put("type", "url_citation");
        annotation.put("start_index", from.path("start_index").asInt(0));
        annotation.put("end_index", from.path("end_index").asInt(length));
        annotation.put("title", from.path("title").asString(""));
        return annotation.put("url", url);
    }
}
