// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.Part;
import dev.martlet.provider.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code annotations}: what the text refers to. Those of other dialects become the one kind that
 * this one knows if they name a URL; else they stay in the words of their dialect, for clients that
 * look at them.
 */
final class Citations {
    private Citations() {}

    static void add(ArrayNode annotations, Part.Text part, int offset) {
        JsonNode citations = part.citations();
        if (citations == null) {
            return;
        }
        if (!citations.isArray()) {
            annotations.add(annotation(citations, offset, part.text().length()));
            return;
        }
        for (JsonNode citation : citations) {
            annotations.add(annotation(citation, offset, part.text().length()));
        }
    }

    static JsonNode annotation(JsonNode citation, int offset, int length) {
        if (citation.path("url_citation").isObject()) {
            return citation;
        }
        String url = citation.path("url").asString("");
        if (url.isEmpty()) {
            return citation;
        }
        ObjectNode annotation = Json.object().put("type", "url_citation");
        ObjectNode inner = annotation.putObject("url_citation");
        JsonNode start = citation.path("start_index");
        JsonNode end = citation.path("end_index");
        boolean placed = start.isIntegralNumber() && end.isIntegralNumber();
        inner.put("start_index", placed ? offset + start.asInt() : offset);
        inner.put("end_index", placed ? offset + end.asInt() : offset + length);
        inner.put("title", citation.path("title").asString(""));
        inner.put("url", url);
        return annotation;
    }
}
