// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.echo;

import dev.martlet.provider.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Vectors of length 1 that depend on the text and on nothing else. */
final class Embedding {
    private static final int MOST_DIMENSIONS = 4096;

    private Embedding() {}

    static ObjectNode answer(JsonNode request, int usual) {
        int asked = request.path("dimensions").asInt(usual);
        int dimensions = Math.clamp(asked, 1, MOST_DIMENSIONS);
        boolean base64 = request.path("encoding_format").asString("").equals("base64");
        ObjectNode reply = Json.object().put("object", "list");
        ArrayNode data = reply.putArray("data");
        long tokens = 0;
        for (String text : texts(request.path("input"))) {
            ObjectNode one = Json.object().put("object", "embedding").put("index", data.size());
            float[] vector = vector(text, dimensions);
            if (base64) {
                one.put("embedding", base64(vector));
            } else {
                ArrayNode numbers = one.putArray("embedding");
                for (float number : vector) {
                    numbers.add(number);
                }
            }
            data.add(one);
            tokens += (text.length() + 3L) / 4;
        }
        reply.put("model", request.path("model").asString("echo"));
        reply.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return reply;
    }

    private static List<String> texts(JsonNode input) {
        List<String> texts = new ArrayList<>();
        if (input.isArray()) {
            input.forEach(one -> texts.add(one.isString() ? one.asString() : Json.text(one)));
        } else {
            texts.add(input.asString(""));
        }
        return texts;
    }

    private static float[] vector(String text, int dimensions) {
        var random = new SplittableRandom(text.hashCode());
        double[] raw = new double[dimensions];
        double square = 0;
        for (int i = 0; i < dimensions; i++) {
            raw[i] = random.nextDouble(-1, 1);
            square += raw[i] * raw[i];
        }
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (raw[i] / Math.sqrt(square));
        }
        return vector;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : vector) {
            bytes.putFloat(number);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
