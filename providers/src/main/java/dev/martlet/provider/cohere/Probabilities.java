// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.cohere;

import dev.martlet.provider.dialect.Place;
import dev.martlet.provider.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Log-probabilities: here of pieces of text with the tokens they are made of, in the hub, as
 * openai-chat has it, of tokens. The probability of a piece is the product of its tokens'.
 */
final class Probabilities {
    private Probabilities() {}

    static @Nullable JsonNode read(List<Place> items) {
        if (items.isEmpty()) {
            return null;
        }
        ObjectNode node = Json.object();
        ArrayNode content = node.putArray("content");
        for (Place item : items) {
            String text = item.object().at("text").textOr("");
            BigDecimal sum = BigDecimal.ZERO;
            for (Place one : item.at("logprobs").items()) {
                BigDecimal number = one.decimalOrNull();
                sum = number == null ? sum : sum.add(number);
            }
            ObjectNode token = content.addObject().put("token", text).put("logprob", sum);
            ArrayNode bytes = token.putArray("bytes");
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                bytes.add(b & 0xff);
            }
            token.putArray("top_logprobs");
        }
        return node;
    }

    static List<ObjectNode> write(JsonNode logprobs) {
        List<ObjectNode> items = new ArrayList<>();
        for (JsonNode token : logprobs.path("content")) {
            ObjectNode item = Json.object().put("text", token.path("token").asString(""));
            item.putArray("token_ids");
            item.putArray("logprobs").add(token.path("logprob"));
            items.add(item);
        }
        return items;
    }
}
