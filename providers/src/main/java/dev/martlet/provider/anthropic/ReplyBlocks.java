// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the content of a reply. What another provider wants back travels in thinking blocks. */
final class ReplyBlocks {
    /** Whose signatures stand on tool calls. */
    private static final String SIGNS_CALLS = "gemini";

    private static final String NAME = AnthropicDialect.NAME;

    private ReplyBlocks() {}

    static ArrayNode write(List<Part> parts) {
        ArrayNode blocks = Json.array();
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call && call.signature() != null) {
                blocks.add(carrier(call.id(), call.signature()));
            }
            ObjectNode block = block(part);
            if (block != null) {
                // a reply has no one to tell of losses: what is not of this API is left out
                part.extras().write(block, NAME, new Losses());
                blocks.add(block);
            }
        }
        return blocks;
    }

    /** A thought without text that brings a call's signature back. */
    static ObjectNode carrier(String call, String signature) {
        return thinking("", CarriedThought.ofCall(SIGNS_CALLS, call, signature).text());
    }

    static ObjectNode thinking(String text, String signature) {
        return BlockWriter.typed("thinking").put("thinking", text).put("signature", signature);
    }

    static ObjectNode call(String id, String name) {
        return BlockWriter.typed("tool_use").put("id", id).put("name", name);
    }

    /** Null for what a client of this API cannot show. */
    static @Nullable ObjectNode block(Part part) {
        return switch (part) {
            case Part.Text text -> text(text);
            case Part.Refusal refusal -> BlockWriter.typed("text").put("text", refusal.text());
            case Part.ToolCall call -> {
                ObjectNode block = call(call.id(), call.name());
                block.set("input", BlockWriter.input(call.arguments()));
                yield block;
            }
            case Part.Reasoning thought -> thought(thought);
            case Part.Image image -> image(image.media());
            case Part.Opaque(String dialect, _, var value) ->
                    dialect.equals(NAME) && value instanceof ObjectNode block ? block : null;
            case Part.File _, Part.Audio _, Part.Video _, Part.ToolResult _ -> null;
        };
    }

    private static ObjectNode text(Part.Text text) {
        ObjectNode block = BlockWriter.typed("text").put("text", text.text());
        if (text.citations() != null && BlockWriter.ours(text.citations())) {
            block.set("citations", text.citations());
        }
        return block;
    }

    private static ObjectNode thought(Part.Reasoning thought) {
        if (!thought.dialect().equals(NAME)) {
            return thinking(thought.text(), CarriedThought.of(thought).text());
        }
        if (thought.encrypted() != null) {
            return BlockWriter.typed("redacted_thinking").put("data", thought.encrypted());
        }
        return thinking(thought.text(), thought.signature() == null ? "" : thought.signature());
    }

    /** Images that a model draws: no reply of Anthropic's has them, but its blocks can say them. */
    private static @Nullable ObjectNode image(Media media) {
        ObjectNode source = BlockWriter.source(media);
        if (source == null) {
            return null;
        }
        ObjectNode block = BlockWriter.typed("image");
        block.set("source", source);
        return block;
    }
}
