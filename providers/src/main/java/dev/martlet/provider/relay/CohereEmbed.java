// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.provider.call.Outgoing.Translated;
import dev.martlet.provider.json.Json;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's embeddings in the words of Cohere's {@code /v2/embed}. */
final class CohereEmbed {
    /** It has to be told; vectors are made for a store more often than for a query. */
    private static final String USE = "search_document";

    private final EmbeddingsQuestion question;
    private final String model;

    CohereEmbed(EmbeddingsQuestion question, String model) {
        this.question = question;
        this.model = model;
    }

    byte[] request() {
        ObjectNode body = Json.object().put("model", model);
        body.put("input_type", Objects.requireNonNullElse(question.use(), USE));
        ArrayNode texts = body.putArray("texts");
        question.texts().forEach(texts::add);
        body.putArray("embedding_types").add("float");
        if (question.dimensions() != null) {
            body.put("output_dimension", question.dimensions());
        }
        return Json.write(body);
    }

    Translated reply(byte[] bytes) {
        JsonNode reply = Json.readReply(bytes);
        var answer = new EmbeddingsAnswer(question);
        reply.path("embeddings").path("float").forEach(answer::add);
        JsonNode tokens = reply.path("meta").path("billed_units").path("input_tokens");
        return answer.reply(model, tokens.isNumber() ? tokens.longValue() : -1);
    }
}
