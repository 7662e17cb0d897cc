// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.provider.call.Outgoing.Translated;
import dev.martlet.provider.json.Json;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's embeddings in the words of Google's {@code :batchEmbedContents}. */
final class GeminiEmbed {
    private final EmbeddingsQuestion question;
    private final String model;

    GeminiEmbed(EmbeddingsQuestion question, String model) {
        this.question = question;
        this.model = model;
    }

    /** How bodies name a model. */
    static String resource(String model) {
        return model.startsWith("models/") || model.startsWith("tunedModels/")
                ? model
                : "models/" + model;
    }

    byte[] request() {
        ObjectNode body = Json.object();
        ArrayNode requests = body.putArray("requests");
        for (String text : question.texts()) {
            ObjectNode request = requests.addObject().put("model", resource(model));
            request.putObject("content").putArray("parts").addObject().put("text", text);
            if (question.use() != null) {
                request.put("taskType", taskType(question.use()));
            }
            if (question.dimensions() != null) {
                request.put("outputDimensionality", question.dimensions());
            }
        }
        return Json.write(body);
    }

    /** What others call these two; Google's own names stay. */
    private static String taskType(String use) {
        return switch (use) {
            case "search_document", "document", "passage" -> "RETRIEVAL_DOCUMENT";
            case "search_query", "query" -> "RETRIEVAL_QUERY";
            default -> use.toUpperCase(Locale.ROOT);
        };
    }

    Translated reply(byte[] bytes) {
        JsonNode reply = Json.readReply(bytes);
        var answer = new EmbeddingsAnswer(question);
        reply.path("embeddings").forEach(one -> answer.add(one.path("values")));
        JsonNode tokens = reply.path("usageMetadata").path("promptTokenCount");
        return answer.reply(model, tokens.isNumber() ? tokens.longValue() : -1);
    }
}
