// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.cohere;

import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.dialect.Place;
import dev.martlet.provider.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes whole replies. */
final class Replies {
    private Replies() {}

    static ChatReply read(JsonNode body) {
        Place root = Place.root(body);
        Place message = root.at("message").object();
        String finish = root.at("finish_reason").text();
        if (Finishes.failure(finish, null) != null) {
            throw new BadChatException("finish_reason", finish + " (expected: a whole answer)");
        }
        Choice choice =
                new Choice(
                        0,
                        ContentReader.said(message),
                        Finishes.read(finish),
                        Probabilities.read(root.at("logprobs").items()),
                        ContentReader.rest(
                                message,
                                "role",
                                "content",
                                "tool_plan",
                                "tool_calls",
                                "citations"));
        return new ChatReply(
                root.at("id").textOr(""),
                0,
                "",
                List.of(choice),
                Usages.read(root.at("usage")),
                ContentReader.rest(root, "id", "message", "finish_reason", "usage", "logprobs"));
    }

    static ObjectNode write(ChatReply reply, Dialect.View view) {
        var losses = new Losses();
        Choice choice = reply.choices().getFirst();
        ObjectNode body = Json.object();
        body.put("id", reply.id().isEmpty() ? view.id() : reply.id());
        ObjectNode message = body.putObject("message");
        message(choice.parts(), message);
        choice.extras().write(message, CohereChat.NAME, losses);
        body.put("finish_reason", Finishes.write(choice.finish()));
        Usage usage = reply.usage();
        if (usage != null) {
            body.set("usage", Usages.write(usage));
        }
        JsonNode logprobs = choice.logprobs();
        if (logprobs != null) {
            ArrayNode items = body.putArray("logprobs");
            Probabilities.write(logprobs).forEach(items::add);
        }
        reply.extras().write(body, CohereChat.NAME, losses);
        return body;
    }

    private static void message(List<Part> parts, ObjectNode message) {
        message.put("role", "assistant");
        ArrayNode content = Json.array();
        ArrayNode calls = Json.array();
        ArrayNode citations = Json.array();
        boolean planned = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        var plan = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Reasoning thought -> thinking(thought, content);
                case Part.ToolCall call -> call(call, calls);
                case Part.Text text when planned -> plan.append(text.text());
                case Part.Refusal refusal when planned -> plan.append(refusal.text());
                default -> content.addAll(MessageWriter.blocks(List.of(part)));
            }
            JsonNode cited = ContentReader.citations(part);
            if (cited != null) {
                cited.forEach(citations::add);
            }
        }
        if (!content.isEmpty() || calls.isEmpty()) {
            message.set("content", content);
        }
        if (!plan.isEmpty()) {
            message.put("tool_plan", plan.toString());
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        if (!citations.isEmpty()) {
            message.set("citations", citations);
        }
    }

    private static void thinking(Part.Reasoning thought, ArrayNode content) {
        String signature = signature(thought);
        if (thought.text().isEmpty() && signature == null) {
            return;
        }
        ObjectNode node =
                content.addObject().put("type", "thinking").put("thinking", thought.text());
        if (signature != null) {
            node.put("signature", signature);
        }
    }

    /** What the client has to send back with a thought, or null for nothing. */
    static @Nullable String signature(Part.Reasoning thought) {
        if (thought.dialect().equals(CohereChat.NAME)) {
            return thought.signature();
        }
        return thought.signature() == null && thought.encrypted() == null
                ? null
                : CarriedThought.of(thought).text();
    }

    private static void call(Part.ToolCall call, ArrayNode into) {
        ObjectNode node = into.addObject().put("id", call.id()).put("type", "function");
        node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
        if (call.signature() != null) {
            node.put("signature", call.signature());
        }
    }
}
