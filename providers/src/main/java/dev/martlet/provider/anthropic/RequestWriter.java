// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes what a provider is asked. */
final class RequestWriter {
    private static final String NAME = AnthropicDialect.NAME;

    private final ChatRequest request;
    private final StructuredOutput structured;
    private final Losses losses;
    private final ObjectNode body = Json.object();

    RequestWriter(ChatRequest request, StructuredOutput structured, Losses losses) {
        this.request = request;
        this.structured = structured;
        this.losses = losses;
    }

    ObjectNode write() {
        Sampling sampling = request.sampling();
        Thoughts.Written thoughts =
                Thoughts.write(
                        request.model(), request.thinking(), sampling.maxOutputTokens(), losses);
        body.put("model", request.model());
        body.put("max_tokens", thoughts.maxTokens());
        ArrayNode messages = messages();
        if (thoughts.budgeted() && resumesWithoutThought(messages)) {
            losses.hint(Feature.REASONING);
            thoughts = new Thoughts.Written(null, null, thoughts.maxTokens());
        }
        request.extras().write(body, NAME, losses);
        body.set("messages", messages);
        ArrayNode tools = Tools.write(request.tools(), losses);
        ToolChoice choice = format(tools, thoughts.on());
        if (!tools.isEmpty()) {
            body.set("tools", tools);
            set("tool_choice", Tools.writeChoice(choice, request.parallelTools()));
        }
        set("thinking", thoughts.thinking());
        if (thoughts.effort() != null) {
            Thoughts.outputConfig(body).put("effort", thoughts.effort());
        }
        sampling(sampling, thoughts.on());
        user();
        if (request.stream()) {
            body.put("stream", true);
        }
        return body;
    }

    /**
     * A model that is given a budget goes on after tools only from its own thought. Clients of
     * other dialects often bring none back, and another model's is no use: then it goes on without.
     */
    private static boolean resumesWithoutThought(ArrayNode turns) {
        JsonNode results = turns.path(turns.size() - 1).path("content").path(0);
        if (!results.path("type").asString("").equals("tool_result")) {
            return false;
        }
        JsonNode first = turns.path(turns.size() - 2).path("content").path(0);
        return !first.path("type").asString("").endsWith("thinking");
    }

    private void set(String name, @Nullable JsonNode value) {
        if (value != null) {
            body.set(name, value);
        }
    }

    private void user() {
        if (request.user() == null) {
            return;
        }
        if (body.get("metadata") instanceof ObjectNode metadata) {
            body.set("metadata", metadata.deepCopy().put("user_id", request.user()));
        } else {
            body.putObject("metadata").put("user_id", request.user());
        }
    }

    /** Says the form of the answer; returns the choice of tools that goes with it. */
    private ToolChoice format(ArrayNode tools, boolean thinks) {
        return switch (request.format()) {
            case OutputFormat.Text _ -> request.toolChoice();
            case OutputFormat.JsonSchema(_, _, JsonNode schema, _) -> {
                if (structured == StructuredOutput.FORCED_TOOL) {
                    yield forced(tools, schema, thinks, Feature.JSON_SCHEMA);
                }
                ObjectNode format = Thoughts.outputConfig(body).putObject("format");
                format.put("type", "json_schema").set("schema", schema);
                yield request.toolChoice();
            }
            case OutputFormat.JsonObject _ ->
                    forced(tools, StructuredTool.anyObject(), thinks, Feature.JSON_OBJECT);
        };
    }

    /**
     * A model that thinks cannot be forced, and one that has to call another tool cannot answer.
     */
    private ToolChoice forced(ArrayNode tools, JsonNode schema, boolean thinks, Feature feature) {
        if (thinks || !(request.toolChoice() instanceof ToolChoice.Auto)) {
            losses.feature(feature);
            return request.toolChoice();
        }
        boolean alone = tools.isEmpty();
        tools.add(StructuredTool.write(schema));
        return alone ? new ToolChoice.Named(StructuredTool.NAME) : new ToolChoice.Required();
    }

    private void sampling(Sampling sampling, boolean thinks) {
        if (!sampling.stop().isEmpty()) {
            sampling.stop().forEach(body.withArray("stop_sequences")::add);
        }
        temperature(sampling.temperature(), thinks);
        if (sampling.topP() != null) {
            body.put("top_p", sampling.topP());
        }
        if (sampling.topK() != null) {
            body.put("top_k", sampling.topK());
        }
        lost(Feature.SEED, sampling.seed() != null);
        lost(Feature.PRESENCE_PENALTY, isSet(sampling.presencePenalty()));
        lost(Feature.FREQUENCY_PENALTY, isSet(sampling.frequencyPenalty()));
        lost(Feature.CHOICES, sampling.choices() != null && sampling.choices() > 1);
        lost(Feature.LOGPROBS, Boolean.TRUE.equals(sampling.logprobs()));
    }

    /** Other APIs go up to 2; and a model that thinks has to be left at 1. */
    private void temperature(@Nullable BigDecimal asked, boolean thinks) {
        if (asked == null) {
            return;
        }
        if (thinks && asked.compareTo(BigDecimal.ONE) != 0) {
            losses.feature(Feature.TEMPERATURE);
            return;
        }
        lost(Feature.TEMPERATURE, asked.compareTo(BigDecimal.ONE) > 0);
        body.put("temperature", asked.min(BigDecimal.ONE));
    }

    private static boolean isSet(@Nullable BigDecimal penalty) {
        return penalty != null && penalty.signum() != 0;
    }

    private void lost(Feature feature, boolean asked) {
        if (asked) {
            losses.feature(feature);
        }
    }

    /** Writes the system prompt, and returns the turns: neighbours of one role become one. */
    private ArrayNode messages() {
        var system = new ArrayList<Part>();
        ArrayNode turns = Json.array();
        List<Message> messages = request.messages();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (message.name() != null) {
                losses.feature(Feature.NAME, i);
            }
            if (message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER) {
                lostPlace(i, !turns.isEmpty());
                message.extras().write(Json.object(), NAME, losses);
                system.addAll(message.parts());
            } else {
                turn(message, i, turns);
            }
        }
        String plain = BlockWriter.plain(system);
        if (plain != null) {
            body.put("system", plain);
        } else if (!system.isEmpty()) {
            new BlockWriter(losses, 0).write(system, body.putArray("system"));
        }
        return turns;
    }

    /** Where losses are allowed, it is said at the beginning. */
    private void lostPlace(int message, boolean inTheMiddle) {
        if (inTheMiddle) {
            losses.feature(Feature.SYSTEM_IN_THE_MIDDLE, message);
        }
    }

    private void turn(Message message, int index, ArrayNode turns) {
        String role = message.role() == Role.ASSISTANT ? "assistant" : "user";
        var writer = new BlockWriter(losses, index);
        ArrayNode blocks = Json.array();
        writer.write(message.parts(), blocks);
        if (blocks.isEmpty()) {
            return;
        }
        ObjectNode last = turns.isEmpty() ? null : (ObjectNode) turns.get(turns.size() - 1);
        if (last != null && last.path("role").asString("").equals(role)) {
            merge(last, blocks);
            message.extras().write(last, NAME, losses);
            return;
        }
        ObjectNode turn = turns.addObject().put("role", role);
        String plain = BlockWriter.plain(message.parts());
        if (plain != null) {
            turn.put("content", plain);
        } else {
            turn.set("content", blocks);
        }
        message.extras().write(turn, NAME, losses);
    }

    private static void merge(ObjectNode turn, ArrayNode blocks) {
        JsonNode content = turn.get("content");
        ArrayNode merged = Json.array();
        if (content instanceof ArrayNode array) {
            merged = array;
        } else {
            merged.add(BlockWriter.typed("text").put("text", content.stringValue()));
        }
        merged.addAll(blocks);
        turn.set("content", merged);
    }
}
