// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Dialect.View;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.OpenAiErrors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The object {@code response}, as it begins, goes on and ends. What it would repeat of the request
 * is left at its default: SDKs want the members, hardly anyone looks at them.
 */
final class ResponseObject {
    private final String id;
    private final long created;
    private final String model;

    ResponseObject(String id, long created, String model, View view) {
        this.id = id.isEmpty() ? view.id() : id;
        this.created = created == 0 ? view.created() : created;
        this.model = view.model().isEmpty() ? model : view.model();
    }

    /** An id for an item, unique within all responses. */
    String itemId(String kind, int number) {
        var plain = new StringBuilder(kind).append('_');
        id.chars()
                .filter(c -> Character.isLetterOrDigit(c) && c < 128)
                .forEach(c -> plain.append((char) c));
        return plain.append('_').append(number).toString();
    }

    ObjectNode running() {
        return node("in_progress", Json.object().nullNode(), Json.array(), null);
    }

    ObjectNode ended(ArrayNode output, Finish finish, boolean refusal, @Nullable Usage usage) {
        String status = Finishes.complete(finish, refusal) ? "completed" : "incomplete";
        return node(status, Finishes.details(finish, refusal), output, usage);
    }

    ObjectNode failed(ArrayNode output, ProviderError error, @Nullable Usage usage) {
        ObjectNode node = node("failed", Json.object().nullNode(), output, usage);
        ObjectNode shown = OpenAiErrors.object(error);
        ObjectNode told = node.putObject("error");
        told.put("code", shown.path("code").asString(shown.path("type").asString("")));
        told.set("message", shown.path("message"));
        return node;
    }

    private ObjectNode node(
            String status, JsonNode details, ArrayNode output, @Nullable Usage usage) {
        ObjectNode node = Json.object().put("id", id).put("object", "response");
        node.put("created_at", created).put("status", status);
        node.putNull("error").set("incomplete_details", details);
        node.putNull("instructions").putNull("max_output_tokens").put("model", model);
        node.set("output", output);
        node.put("parallel_tool_calls", true).putNull("previous_response_id");
        node.putObject("reasoning").putNull("effort").putNull("summary");
        node.put("store", false).putNull("temperature");
        node.putObject("text").putObject("format").put("type", "text");
        node.put("tool_choice", "auto").putArray("tools");
        node.putNull("top_p").put("truncation", "disabled");
        node.set("usage", usage == null ? null : UsageFields.write(usage));
        node.putNull("user").putObject("metadata");
        return node;
    }
}
