// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Small change for reading and writing JSON by hand. */
final class Jsons {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Jsons() {}

    /** A text as JSON. */
    static String quote(String text) {
        return MAPPER.writeValueAsString(text);
    }

    /** The text at a path; empty if it is not there. */
    static String text(JsonNode node, String pointer) {
        return node.at(pointer).asString("");
    }

    /** The elements of an array, in a list; none if it is not there. */
    static List<JsonNode> list(JsonNode node, String field) {
        List<JsonNode> list = new ArrayList<>();
        node.path(field).forEach(list::add);
        return list;
    }

    /** How an image is named in answers, from its type and base64. */
    static String image(String mediaType, String base64) {
        return mediaType + ":" + Base64.getDecoder().decode(base64).length;
    }

    /** How an image is named that comes as a URL of any kind. */
    static String image(String url) {
        if (!url.startsWith("data:")) {
            return url;
        }
        int comma = url.indexOf(";base64,");
        return image(url.substring("data:".length(), comma), url.substring(comma + 8));
    }
}
