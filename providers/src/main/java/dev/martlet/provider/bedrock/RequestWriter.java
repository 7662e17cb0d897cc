// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import static dev.martlet.provider.bedrock.BedrockConverse.NAME;

import dev.martlet.provider.chat.CacheMark;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.chat.Sampling;
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
    private final ModelFamily family;
    private final ContentWriter content;
    private final ObjectNode body = Json.object();

    RequestWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
        this.family = ModelFamily.of(request.model());
        this.content = new ContentWriter(family, losses);
    }

    ObjectNode write() {
        messages();
        request.extras().write(body, NAME, losses);
        boolean thinks = additional();
        sampling(thinks);
        tools();
        format();
        if (request.user() != null) {
            JsonNode user = JsonNodeFactory.instance.stringNode(request.user());
            losses.field("user", "user", user);
        }
        return body;
    }

    /** What models of one maker take; tells whether a Claude thinks. */
    private boolean additional() {
        ObjectNode additional = Json.object();
        if (body.path("additionalModelRequestFields") instanceof ObjectNode there) {
            additional = there.deepCopy();
        }
        AdditionalFields.write(request, family, additional, losses);
        if (additional.path("thinking").has("budget_tokens") && resumesWithoutThought()) {
            losses.hint(Feature.REASONING);
            additional.remove("thinking");
        }
        if (!additional.isEmpty()) {
            body.set("additionalModelRequestFields", additional);
        }
        return family.claude() && additional.has("thinking");
    }

    /**
     * A Claude that is given a budget goes on after tools only from its own thought, which clients
     * of other dialects may not have: then it goes on without.
     */
    private boolean resumesWithoutThought() {
        JsonNode turns = body.path("messages");
        JsonNode results = turns.path(turns.size() - 1).path("content").path(0);
        JsonNode before = turns.path(turns.size() - 2).path("content").path(0);
        return family.claude() && results.has("toolResult") && !before.has("reasoningContent");
    }

    /** An object within another one, as a copy: what is there may belong to the request read. */
    static ObjectNode child(ObjectNode parent, String name) {
        ObjectNode child =
                parent.path(name) instanceof ObjectNode there ? there.deepCopy() : Json.object();
        parent.set(name, child);
        return child;
    }

    /** Turns of the same side are one message: Bedrock wants them to alternate. */
    private void messages() {
        ArrayNode system = Json.array();
        ArrayNode turns = Json.array();
        List<Message> messages = request.messages();
        boolean begun = false;
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (message.name() != null) {
                losses.feature(Feature.NAME, i);
            }
            if (message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER) {
                if (begun) {
                    losses.feature(Feature.SYSTEM_IN_THE_MIDDLE, i);
                }
                parts(message, i, system);
                ObjectNode lost = Json.object();
                message.extras().write(lost, NAME, losses);
                continue;
            }
            begun = true;
            ArrayNode blocks = Json.array();
            parts(message, i, blocks);
            turn(message, blocks, turns);
        }
        if (!system.isEmpty()) {
            body.set("system", system);
        }
        body.set("messages", turns);
    }

    private void parts(Message message, int index, ArrayNode into) {
        for (Part part : message.parts()) {
            content.write(part, index, into);
        }
    }

    private void turn(Message message, ArrayNode blocks, ArrayNode turns) {
        String role = message.role() == Role.ASSISTANT ? "assistant" : "user";
        ObjectNode turn;
        if (!turns.isEmpty()
                && turns.get(turns.size() - 1) instanceof ObjectNode last
                && last.path("role").stringValue().equals(role)) {
            turn = last;
            if (turn.path("content") instanceof ArrayNode there) {
                there.addAll(blocks);
            }
        } else if (blocks.isEmpty()) {
            // Nothing was said, and Bedrock takes no empty message.
            turn = Json.object();
        } else {
            turn = turns.addObject().put("role", role);
            turn.set("content", blocks);
        }
        message.extras().write(turn, NAME, losses);
    }

    private void sampling(boolean thinks) {
        Sampling sampling = request.sampling();
        ObjectNode inference =
                body.path("inferenceConfig") instanceof ObjectNode there
                        ? there.deepCopy()
                        : Json.object();
        if (sampling.maxOutputTokens() != null) {
            inference.put("maxTokens", sampling.maxOutputTokens());
        }
        temperature(sampling.temperature(), thinks, inference);
        put(inference, "topP", sampling.topP());
        if (!sampling.stop().isEmpty()) {
            ArrayNode stop = inference.putArray("stopSequences");
            sampling.stop().forEach(stop::add);
        }
        if (!inference.isEmpty()) {
            body.set("inferenceConfig", inference);
        }
        lose(sampling.seed() != null, Feature.SEED);
        lose(notZero(sampling.presencePenalty()), Feature.PRESENCE_PENALTY);
        lose(notZero(sampling.frequencyPenalty()), Feature.FREQUENCY_PENALTY);
        lose(sampling.choices() != null && sampling.choices() > 1, Feature.CHOICES);
        lose(Boolean.TRUE.equals(sampling.logprobs()), Feature.LOGPROBS);
    }

    /** A Claude goes up to 1, and one that thinks has to be left there. */
    private void temperature(@Nullable BigDecimal asked, boolean thinks, ObjectNode inference) {
        boolean high = asked != null && family.claude() && asked.compareTo(BigDecimal.ONE) > 0;
        boolean moved = asked != null && thinks && asked.compareTo(BigDecimal.ONE) != 0;
        lose(high || moved, Feature.TEMPERATURE);
        if (!moved) {
            put(inference, "temperature", high ? BigDecimal.ONE : asked);
        }
    }

    private static void put(ObjectNode into, String name, @Nullable BigDecimal value) {
        if (value != null) {
            into.put(name, value);
        }
    }

    private static boolean notZero(@Nullable BigDecimal value) {
        return value != null && value.signum() != 0;
    }

    private void lose(boolean asked, Feature feature) {
        if (asked) {
            losses.feature(feature);
        }
    }

    private void tools() {
        ToolChoice choice = request.toolChoice();
        // There is no word for "none": without tools none is called, but a history with calls
        // is refused without tools.
        boolean none = choice instanceof ToolChoice.None;
        if (request.tools().isEmpty() || (none && !historyHasCalls())) {
            body.remove("toolConfig");
            return;
        }
        lose(none, Feature.TOOL_CHOICE);
        lose(Boolean.FALSE.equals(request.parallelTools()), Feature.PARALLEL_TOOLS);
        ObjectNode config = child(body, "toolConfig");
        ArrayNode tools = config.putArray("tools");
        request.tools().forEach(tool -> tool(tool, tools));
        if (tools.isEmpty()) {
            body.remove("toolConfig");
            return;
        }
        switch (choice) {
            case ToolChoice.Required _ -> config.putObject("toolChoice").putObject("any");
            case ToolChoice.Named(String name) ->
                    config.putObject("toolChoice").putObject("tool").put("name", name);
            case ToolChoice.Auto _, ToolChoice.None _ -> {}
        }
    }

    private boolean historyHasCalls() {
        return request.messages().stream()
                .flatMap(message -> message.parts().stream())
                .anyMatch(part -> part instanceof Part.ToolCall || part instanceof Part.ToolResult);
    }

    private void tool(Tool tool, ArrayNode into) {
        switch (tool) {
            case Tool.Builtin(String dialect, String path, JsonNode value) -> {
                if (dialect.equals(NAME)) {
                    into.add(value);
                } else {
                    losses.field(path, "tool", value);
                }
            }
            case Tool.Function function -> {
                ObjectNode spec = into.addObject().putObject("toolSpec");
                spec.put("name", function.name());
                if (function.description() != null && !function.description().isBlank()) {
                    spec.put("description", function.description());
                }
                JsonNode parameters = function.parameters();
                spec.putObject("inputSchema")
                        .set("json", parameters == null ? noParameters() : parameters);
                if (Boolean.TRUE.equals(function.strict())) {
                    spec.put("strict", true);
                }
                function.extras().without(CacheMark.NAMES).write(spec, NAME, losses);
                content.cacheMark(function.extras(), into, true);
            }
        }
    }

    private static ObjectNode noParameters() {
        ObjectNode schema = Json.object().put("type", "object");
        schema.putObject("properties");
        return schema;
    }

    private void format() {
        switch (request.format()) {
            case OutputFormat.Text _ -> {}
            case OutputFormat.JsonObject _ -> losses.feature(Feature.JSON_OBJECT);
            case OutputFormat.JsonSchema(String name, String description, JsonNode schema, _) -> {
                ObjectNode format = child(body, "outputConfig").putObject("textFormat");
                format.put("type", "json_schema");
                ObjectNode definition = format.putObject("structure").putObject("jsonSchema");
                definition.put("schema", Json.text(schema)).put("name", name);
                if (description != null) {
                    definition.put("description", description);
                }
            }
        }
    }
}
