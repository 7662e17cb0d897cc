// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.Thinking;
import dev.martlet.provider.json.Json;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;

/** A request to a provider. */
final class RequestWriter {
    private final ChatRequest request;
    private final Losses losses;
    private final ObjectNode body = Json.object();

    RequestWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
    }

    ObjectNode write() {
        body.put("model", request.model());
        body.set("messages", new MessageWriter(losses).write(request.messages()));
        tools();
        sampling(request.sampling());
        format(request.format());
        thinking(request.thinking());
        if (request.user() != null) {
            body.put("user", request.user());
        }
        if (request.stream()) {
            body.put("stream", true);
            body.putObject("stream_options").put("include_usage", true);
        }
        request.extras().write(body, OpenAiChat.NAME, losses);
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
        if (sampling.topK() != null) {
            losses.feature(Feature.TOP_K);
        }
        put("temperature", sampling.temperature());
        put("top_p", sampling.topP());
        put("max_completion_tokens", sampling.maxOutputTokens());
        if (!sampling.stop().isEmpty()) {
            ArrayNode stop = body.putArray("stop");
            sampling.stop().forEach(stop::add);
        }
        put("seed", sampling.seed());
        put("presence_penalty", sampling.presencePenalty());
        put("frequency_penalty", sampling.frequencyPenalty());
        put("n", sampling.choices());
        if (sampling.logprobs() != null) {
            body.put("logprobs", sampling.logprobs());
        }
        put("top_logprobs", sampling.topLogprobs());
    }

    private void put(String name, @Nullable Number value) {
        if (value != null) {
            body.set(name, node(value));
        }
    }

    private static JsonNode node(Number value) {
        return switch (value) {
            case BigDecimal decimal -> DecimalNode.valueOf(decimal);
            case Integer whole -> IntNode.valueOf(whole);
            default -> LongNode.valueOf(value.longValue());
        };
    }

    private void format(OutputFormat format) {
        switch (format) {
            case OutputFormat.Text _ -> {}
            case OutputFormat.JsonObject _ ->
                    body.putObject("response_format").put("type", "json_object");
            case OutputFormat.JsonSchema schema -> {
                ObjectNode outer = body.putObject("response_format").put("type", "json_schema");
                ObjectNode inner = outer.putObject("json_schema").put("name", schema.name());
                if (schema.description() != null) {
                    inner.put("description", schema.description());
                }
                inner.set("schema", schema.schema());
                if (schema.strict() != null) {
                    inner.put("strict", schema.strict());
                }
            }
        }
    }

    /**
     * Not to think is written only if the client named it as an effort: models that cannot think,
     * for which it goes without saying, refuse the field.
     */
    private void thinking(@Nullable Thinking thinking) {
        if (thinking == null) {
            return;
        }
        if (thinking.enabled()) {
            body.put("reasoning_effort", thinking.effortOrGuess());
        } else if ("none".equals(thinking.effort())) {
            body.put("reasoning_effort", "none");
        }
    }
}
