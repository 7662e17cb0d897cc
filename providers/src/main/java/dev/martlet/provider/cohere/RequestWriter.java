// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.cohere;

import static dev.martlet.provider.cohere.CohereChat.NAME;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.Thinking;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.json.Json;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes one request. */
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
        // The API has no default of its own for this field.
        body.put("stream", request.stream());
        ArrayNode messages = body.putArray("messages");
        var writer = new MessageWriter(losses);
        for (int i = 0; i < request.messages().size(); i++) {
            writer.write(request.messages().get(i), i, messages);
        }
        tools();
        format();
        sampling();
        thinking();
        if (request.user() != null) {
            losses.field("user", "user", JsonNodeFactory.instance.stringNode(request.user()));
        }
        request.extras().write(body, NAME, losses);
        return body;
    }

    private void tools() {
        ToolChoice choice = request.toolChoice();
        // One tool by name: the only one offered, and it has to be called.
        String only = choice instanceof ToolChoice.Named(String name) ? name : null;
        ArrayNode tools = Json.array();
        int strict = 0;
        for (Tool tool : request.tools()) {
            switch (tool) {
                case Tool.Builtin(String dialect, String path, JsonNode value) ->
                        losses.field(path, "tool", value);
                case Tool.Function function -> {
                    if (only == null || only.equals(function.name())) {
                        function(function, tools);
                        strict += Boolean.TRUE.equals(function.strict()) ? 1 : 0;
                    }
                }
            }
        }
        if (tools.isEmpty()) {
            return;
        }
        body.set("tools", tools);
        if (strict == tools.size()) {
            body.put("strict_tools", true);
        } else {
            lose(strict > 0, Feature.STRICT_TOOLS);
        }
        lose(Boolean.FALSE.equals(request.parallelTools()), Feature.PARALLEL_TOOLS);
        switch (choice) {
            case ToolChoice.Required _, ToolChoice.Named _ -> body.put("tool_choice", "REQUIRED");
            case ToolChoice.None _ -> body.put("tool_choice", "NONE");
            case ToolChoice.Auto _ -> {}
        }
    }

    private void function(Tool.Function tool, ArrayNode into) {
        ObjectNode function =
                into.addObject()
                        .put("type", "function")
                        .putObject("function")
                        .put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        JsonNode parameters = tool.parameters();
        if (parameters == null) {
            function.putObject("parameters").put("type", "object").putObject("properties");
        } else {
            function.set("parameters", parameters);
        }
        tool.extras().write(function, NAME, losses);
    }

    private void format() {
        switch (request.format()) {
            case OutputFormat.Text _ -> {}
            case OutputFormat.JsonObject _ ->
                    body.putObject("response_format").put("type", "json_object");
            case OutputFormat.JsonSchema format ->
                    body.putObject("response_format")
                            .put("type", "json_object")
                            .set("schema", format.schema());
        }
    }

    private void sampling() {
        Sampling sampling = request.sampling();
        put("temperature", sampling.temperature());
        put("p", sampling.topP());
        if (sampling.topK() != null) {
            body.put("k", sampling.topK());
        }
        if (sampling.maxOutputTokens() != null) {
            body.put("max_tokens", sampling.maxOutputTokens());
        }
        List<String> stop = sampling.stop();
        if (!stop.isEmpty()) {
            ArrayNode sequences = body.putArray("stop_sequences");
            stop.forEach(sequences::add);
        }
        if (sampling.seed() != null) {
            body.put("seed", sampling.seed());
        }
        put("presence_penalty", sampling.presencePenalty());
        put("frequency_penalty", sampling.frequencyPenalty());
        if (Boolean.TRUE.equals(sampling.logprobs())) {
            body.put("logprobs", true);
            Integer alternatives = sampling.topLogprobs();
            lose(alternatives != null && alternatives > 0, Feature.LOGPROBS);
        }
        lose(sampling.choices() != null && sampling.choices() > 1, Feature.CHOICES);
    }

    private void put(String name, @Nullable BigDecimal value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private void thinking() {
        Thinking thinking = request.thinking();
        if (thinking == null) {
            return;
        }
        ObjectNode node =
                body.putObject("thinking").put("type", thinking.enabled() ? "enabled" : "disabled");
        if (thinking.enabled() && (thinking.budget() != null || thinking.effort() != null)) {
            node.put("token_budget", thinking.budgetOrGuess());
        }
    }

    private void lose(boolean asked, Feature feature) {
        if (asked) {
            losses.feature(feature);
        }
    }
}
