// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.endpoint;

import dev.martlet.core.FullReply;
import dev.martlet.provider.config.DialectName;
import dev.martlet.provider.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The models that a caller may ask for, as each API lists them. */
final class ModelList {
    /** Aliases have no birthday; clients want a number. */
    private static final long CREATED = 1_735_689_600;

    private ModelList() {}

    static FullReply all(List<String> models, DialectName dialect) {
        return json(
                switch (dialect) {
                    case ANTHROPIC_MESSAGES -> anthropic(models);
                    case GEMINI -> gemini(models);
                    default -> openai(models);
                });
    }

    static FullReply one(String model, DialectName dialect) {
        return json(
                switch (dialect) {
                    case ANTHROPIC_MESSAGES -> anthropic(model);
                    case GEMINI -> gemini(model);
                    default -> openai(model);
                });
    }

    private static ObjectNode openai(List<String> models) {
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        models.forEach(model -> data.add(openai(model)));
        return list;
    }

    private static ObjectNode openai(String model) {
        return Json.object()
                .put("id", model)
                .put("object", "model")
                .put("created", CREATED)
                .put("owned_by", "martlet");
    }

    private static ObjectNode anthropic(List<String> models) {
        ObjectNode list = Json.object();
        ArrayNode data = list.putArray("data");
        models.forEach(model -> data.add(anthropic(model)));
        list.put("has_more", false);
        list.put("first_id", models.isEmpty() ? null : models.getFirst());
        list.put("last_id", models.isEmpty() ? null : models.getLast());
        return list;
    }

    private static ObjectNode anthropic(String model) {
        return Json.object()
                .put("type", "model")
                .put("id", model)
                .put("display_name", model)
                .put("created_at", Instant.ofEpochSecond(CREATED).toString());
    }

    private static ObjectNode gemini(List<String> models) {
        ObjectNode list = Json.object();
        ArrayNode data = list.putArray("models");
        models.forEach(model -> data.add(gemini(model)));
        return list;
    }

    private static ObjectNode gemini(String model) {
        ObjectNode one =
                Json.object()
                        .put("name", "models/" + model)
                        .put("baseModelId", model)
                        .put("displayName", model);
        one.putArray("supportedGenerationMethods")
                .add("generateContent")
                .add("streamGenerateContent")
                .add("countTokens");
        return one;
    }

    private static FullReply json(ObjectNode body) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.CONTENT_TYPE, "application/json");
        return new FullReply(Status.OK_200, headers, Json.write(body));
    }
}
