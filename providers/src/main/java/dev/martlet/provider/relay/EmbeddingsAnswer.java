// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.provider.call.Outgoing.Translated;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes vectors as OpenAI's embeddings have them. */
final class EmbeddingsAnswer {
    private final EmbeddingsQuestion question;
    private final ObjectNode list = Json.object().put("object", "list");
    private final ArrayNode data = list.putArray("data");

    EmbeddingsAnswer(EmbeddingsQuestion question) {
        this.question = question;
    }

    void add(JsonNode vector) {
        if (!vector.isArray()) {
            throw new IllegalArgumentException("embedding: none (expected: an array of numbers)");
        }
        ObjectNode one = data.addObject().put("object", "embedding").put("index", data.size() - 1);
        if (question.base64()) {
            one.put("embedding", base64(vector));
        } else {
            one.set("embedding", vector);
        }
    }

    private static String base64(JsonNode vector) {
        ByteBuffer floats =
                ByteBuffer.allocate(vector.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        vector.forEach(number -> floats.putFloat(number.floatValue()));
        return Base64.getEncoder().encodeToString(floats.array());
    }

    /**
     * The reply.
     *
     * @param told tokens of the input, or -1 where the provider told none
     */
    Translated reply(String model, long told) {
        if (data.size() != question.texts().size()) {
            throw new IllegalArgumentException(
                    "embeddings: " + data.size() + " (expected: one for each text)");
        }
        long characters = question.texts().stream().mapToLong(String::length).sum();
        // SDKs want a number here; the account knows that this one is an estimate.
        long tokens = told >= 0 ? told : characters / 4;
        list.put("model", model);
        list.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        @Nullable Usage usage = told >= 0 ? new Usage(told, 0) : null;
        return new Translated(Json.write(list), usage);
    }
}
