// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.Thinking;
import dev.martlet.provider.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A request to a provider. */
final class RequestWriter {
    private final ChatRequest request;
    private final Losses losses;
    private final ObjectNode body = Json.object();
    private final ArrayNode include = Json.array();

    RequestWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
    }

    ObjectNode write() {
        body.put("model", request.model());
        var input = new InputWriter(losses);
        ArrayNode items = input.write(request.messages());
        if (input.instructions() != null) {
            body.put("instructions", input.instructions());
        }
        body.set("input", items);
        tools();
        sampling(request.sampling());
        format(request.format());
        thinking(request.thinking());
        if (request.user() != null) {
            body.put("user", request.user());
        }
        // a chat of another dialect is not kept by the provider, so neither is this one
        body.put("store", false);
        if (!include.isEmpty()) {
            body.set("include", include);
        }
        if (request.stream()) {
            body.put("stream", true);
        }
        extras(request.extras());
        return body;
    }

    private void tools() {
        ArrayNode tools = ToolFields.write(request.tools(), losses);
        if (tools != null) {
            body.set("tools", tools);
        }
        JsonNode choice = ToolFields.write(request.toolChoice(), losses, tools != null);
        if (choice != null) {
            body.set("tool_choice", choice);
        }
        if (request.parallelTools() != null && tools != null) {
            body.put("parallel_tool_calls", request.parallelTools());
        }
    }

    private void sampling(Sampling sampling) {
        lost(Feature.TOP_K, sampling.topK() != null);
        lost(Feature.STOP, !sampling.stop().isEmpty());
        lost(Feature.SEED, sampling.seed() != null);
        lost(Feature.PRESENCE_PENALTY, isSet(sampling.presencePenalty()));
        lost(Feature.FREQUENCY_PENALTY, isSet(sampling.frequencyPenalty()));
        lost(Feature.CHOICES, sampling.choices() != null && sampling.choices() > 1);
        if (sampling.maxOutputTokens() != null) {
            body.put("max_output_tokens", sampling.maxOutputTokens());
        }
        if (sampling.temperature() != null) {
            body.put("temperature", sampling.temperature());
        }
        if (sampling.topP() != null) {
            body.put("top_p", sampling.topP());
        }
        if (Boolean.TRUE.equals(sampling.logprobs())) {
            include.add(RequestReader.LOGPROBS);
        }
        if (sampling.topLogprobs() != null) {
            body.put("top_logprobs", sampling.topLogprobs());
        }
    }

    private static boolean isSet(java.math.@Nullable BigDecimal penalty) {
        return penalty != null && penalty.signum() != 0;
    }

    private void lost(Feature feature, boolean wanted) {
        if (wanted) {
            losses.feature(feature);
        }
    }

    private void format(OutputFormat format) {
        switch (format) {
            case OutputFormat.Text _ -> {}
            case OutputFormat.JsonObject _ ->
                    body.putObject("text").putObject("format").put("type", "json_object");
            case OutputFormat.JsonSchema schema -> {
                ObjectNode node = body.putObject("text").putObject("format");
                node.put("type", "json_schema").put("name", schema.name());
                if (schema.description() != null) {
                    node.put("description", schema.description());
                }
                node.set("schema", schema.schema());
                // strict here unless it is said that it is not; elsewhere the reverse
                node.put("strict", Boolean.TRUE.equals(schema.strict()));
            }
        }
    }

    private void thinking(@Nullable Thinking thinking) {
        if (thinking == null) {
            return;
        }
        String effort = thinking.effort();
        if (!thinking.enabled()) {
            // models that cannot think refuse the field, and for them it goes without saying
            if ("none".equals(effort)) {
                body.putObject("reasoning").put("effort", effort);
            }
            return;
        }
        ObjectNode reasoning = body.putObject("reasoning");
        if (effort != null || thinking.budget() != null || thinking.show() == null) {
            reasoning.put("effort", thinking.effortOrGuess());
        }
        if (Boolean.TRUE.equals(thinking.show())) {
            reasoning.put("summary", "auto");
        }
        include.add(RequestReader.ENCRYPTED);
    }

    /** Objects known in part are filled up. */
    private void extras(Extras extras) {
        Map<String, JsonNode> rest = new LinkedHashMap<>(extras.fields());
        if (extras.dialect().equals(OpenAiResponses.NAME)) {
            for (String name : new String[] {"text", "reasoning"}) {
                if (rest.get(name) instanceof ObjectNode object && body.has(name)) {
                    ((ObjectNode) body.path(name)).setAll(object);
                    rest.remove(name);
                }
            }
        }
        new Extras(extras.dialect(), extras.path(), rest).write(body, OpenAiResponses.NAME, losses);
    }
}
