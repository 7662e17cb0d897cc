// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes what a provider is asked. */
final class RequestWriter {
    private static final String NAME = GeminiDialect.NAME;

    private static final String NO_SIGNATURE = "skip_thought_signature_validator";

    private final ChatRequest request;
    private final SchemaForm form;
    private final Losses losses;
    private final ObjectNode body = Json.object();
    private final Map<String, String> names = new LinkedHashMap<>();

    RequestWriter(ChatRequest request, SchemaForm form, Losses losses) {
        this.request = request;
        this.form = form;
        this.losses = losses;
    }

    ObjectNode write() {
        messages();
        ArrayNode tools = Tools.write(request.tools(), form, losses);
        if (!tools.isEmpty()) {
            body.set("tools", tools);
            ObjectNode choice = Tools.writeChoice(request.toolChoice(), request.tools());
            if (choice != null) {
                body.putObject("toolConfig").set("functionCallingConfig", choice);
            }
        }
        ObjectNode config = Json.object();
        Generation.write(config, request.sampling(), losses);
        Generation.write(config, request.format(), form, losses);
        Generation.write(config, request.model(), request.thinking());
        if (!config.isEmpty()) {
            body.set("generationConfig", config);
        }
        extras(request.extras());
        if (Boolean.FALSE.equals(request.parallelTools())) {
            losses.feature(Feature.PARALLEL_TOOLS);
        }
        if (request.user() != null) {
            losses.field("user", "user", Json.object().stringNode(request.user()));
        }
        return body;
    }

    /** Paths of two names lead into the objects that the reader took them from. */
    private void extras(Extras extras) {
        if (!extras.dialect().equals(NAME)) {
            extras.write(body, NAME, losses);
            return;
        }
        for (Map.Entry<String, JsonNode> field : extras.fields().entrySet()) {
            String name = field.getKey();
            int dot = name.indexOf('.');
            if (dot < 0) {
                body.set(name, field.getValue());
            } else {
                body.withObject("/" + name.substring(0, dot))
                        .set(name.substring(dot + 1), field.getValue());
            }
        }
    }

    private void messages() {
        ArrayNode system = Json.array();
        ArrayNode contents = Json.array();
        List<Message> messages = request.messages();
        @Nullable Role before = null;
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (message.name() != null) {
                losses.feature(Feature.NAME, i);
            }
            var writer = PartWriter.ofRequest(losses, i, names);
            if (message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER) {
                if (!contents.isEmpty()) {
                    losses.feature(Feature.SYSTEM_IN_THE_MIDDLE, i);
                }
                message.extras().write(Json.object(), NAME, losses);
                writer.write(message.parts(), system);
            } else {
                before = content(message, writer, before, contents);
            }
        }
        contents.forEach(content -> inOrderOfCalls((ArrayNode) content.get("parts")));
        if (!system.isEmpty()) {
            body.putObject("systemInstruction").set("parts", system);
        }
        body.set("contents", contents);
    }

    /**
     * The results of one turn's calls have to stand together, so neighbours of a role are merged.
     */
    private @Nullable Role content(
            Message message, PartWriter writer, @Nullable Role before, ArrayNode contents) {
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolCall call) {
                names.put(call.id(), call.name());
            }
        }
        ArrayNode parts = Json.array();
        writer.write(message.parts(), parts);
        if (Generation.since3(request.model())) {
            signFirstCall(parts);
        }
        if (parts.isEmpty()) {
            return before;
        }
        if (message.role() == before) {
            ObjectNode last = (ObjectNode) contents.get(contents.size() - 1);
            ((ArrayNode) last.get("parts")).addAll(parts);
            return before;
        }
        ObjectNode content = contents.addObject();
        content.put("role", message.role() == Role.ASSISTANT ? "model" : "user");
        content.set("parts", parts);
        message.extras().write(content, NAME, losses);
        return message.role();
    }

    /** Some hosts of this API know no ids, and tie results to calls by their order. */
    private void inOrderOfCalls(ArrayNode parts) {
        List<String> calls = List.copyOf(names.keySet());
        List<Integer> places = new ArrayList<>();
        List<JsonNode> results = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).has("functionResponse")) {
                places.add(i);
                results.add(parts.get(i));
            }
        }
        results.sort(
                Comparator.comparingInt(
                        result -> calls.indexOf(result.at("/functionResponse/id").asString(""))));
        for (int i = 0; i < places.size(); i++) {
            parts.set(places.get(i), results.get(i));
        }
    }

    /**
     * Newer models insist on a signature at the first call of each turn. For a call that another
     * model made, Google documents this word in its place.
     */
    private static void signFirstCall(ArrayNode parts) {
        for (JsonNode part : parts) {
            if (part instanceof ObjectNode call && call.has("functionCall")) {
                if (!call.has("thoughtSignature")) {
                    call.put("thoughtSignature", NO_SIGNATURE);
                }
                return;
            }
        }
    }
}
