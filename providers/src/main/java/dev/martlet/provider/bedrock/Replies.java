// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import static dev.martlet.provider.bedrock.BedrockConverse.NAME;

import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Place;
import dev.martlet.provider.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes whole replies. */
final class Replies {
    /** The dialect whose tool calls bear signatures. */
    private static final String SIGNS_CALLS = "gemini";

    private Replies() {}

    static ChatReply read(JsonNode body) {
        Place root = Place.root(body);
        Place message = root.at("output").at("message").object();
        Choice choice =
                new Choice(
                        0,
                        ContentReader.parts(message.at("content").items()),
                        Stops.read(root.at("stopReason").text(), body),
                        null,
                        ContentReader.rest(message, "role", "content"));
        return new ChatReply(
                "",
                0,
                "",
                List.of(choice),
                Tokens.read(root.at("usage")),
                ContentReader.rest(root, "output", "stopReason", "usage"));
    }

    static ObjectNode write(ChatReply reply) {
        // A reply that comes from elsewhere cannot be refused: what Bedrock's clients have no
        // word for stays out.
        var losses = new Losses();
        Choice choice = reply.choices().getFirst();
        ObjectNode body = Json.object();
        ObjectNode message = body.putObject("output").putObject("message").put("role", "assistant");
        ArrayNode content = message.putArray("content");
        var writer = new ContentWriter(ModelFamily.OTHER, losses);
        for (Part part : choice.parts()) {
            switch (part) {
                case Part.Reasoning thought -> reasoning(thought, content);
                case Part.ToolCall call -> {
                    writer.write(call, 0, content);
                    if (call.signature() != null) {
                        signature(callSignature(call.id(), call.signature()), "", content);
                    }
                }
                default -> writer.write(part, 0, content);
            }
        }
        choice.extras().write(message, NAME, losses);
        Extras extras = reply.extras();
        extras.write(body, NAME, losses);
        Stops.write(choice.finish(), body);
        Usage usage = reply.usage();
        Tokens.write(usage == null ? Usage.ZERO : usage, body);
        latency(body);
        return body;
    }

    /** Typed clients insist on a latency. Whoever has a clock may put the real one in its place. */
    static void latency(ObjectNode body) {
        if (!body.has("metrics")) {
            body.putObject("metrics").put("latencyMs", 0);
        }
    }

    static String callSignature(String id, String signature) {
        return CarriedThought.ofCall(SIGNS_CALLS, CallIds.valid(id), signature).text();
    }

    private static void reasoning(Part.Reasoning thought, ArrayNode content) {
        if (thought.dialect().equals(NAME) && thought.encrypted() != null) {
            content.addObject()
                    .putObject("reasoningContent")
                    .put("redactedContent", thought.encrypted());
            return;
        }
        signature(signature(thought), thought.text(), content);
    }

    /** What the client has to send back with a thought, or null for nothing. */
    static @Nullable String signature(Part.Reasoning thought) {
        if (thought.dialect().equals(NAME)) {
            return thought.signature();
        }
        return thought.signature() == null && thought.encrypted() == null
                ? null
                : CarriedThought.of(thought).text();
    }

    private static void signature(@Nullable String signature, String text, ArrayNode content) {
        if (signature == null && text.isEmpty()) {
            return;
        }
        ObjectNode block =
                content.addObject()
                        .putObject("reasoningContent")
                        .putObject("reasoningText")
                        .put("text", text);
        if (signature != null) {
            block.put("signature", signature);
        }
    }
}
