// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A part of an answer as an item of the output. */
final class OutputItem {
    private OutputItem() {}

    /** The whole item; null for what this dialect cannot show. */
    static @Nullable ObjectNode of(Part part, ResponseObject response, int number) {
        return switch (part) {
            case Part.Text text -> message(response, number, content(text, null));
            case Part.Refusal(String words, _) -> message(response, number, refusal(words));
            case Part.ToolCall call -> {
                ObjectNode item = Items.call(call, true);
                yield item.put("id", response.itemId("fc", number)).put("status", "completed");
            }
            case Part.Reasoning thought ->
                    ReasoningItems.write(thought, id(thought, response, number));
            case Part.Image image -> image(image, response, number);
            case Part.Opaque(String dialect, _, JsonNode value)
                    when dialect.equals(OpenAiResponses.NAME) && value instanceof ObjectNode own ->
                    own;
            case Part.Opaque _, Part.Audio _, Part.File _, Part.Video _, Part.ToolResult _ -> null;
        };
    }

    static String id(Part.Reasoning thought, ResponseObject response, int number) {
        String own = thought.id();
        boolean known = own != null && thought.dialect().equals(OpenAiResponses.NAME);
        return known && own != null ? own : response.itemId("rs", number);
    }

    static ObjectNode message(ResponseObject response, int number, ObjectNode content) {
        ObjectNode item = Json.object().put("type", "message");
        item.put("id", response.itemId("msg", number)).put("status", "completed");
        item.put("role", "assistant").putArray("content").add(content);
        return item;
    }

    static ObjectNode content(Part.Text text, @Nullable JsonNode logprobs) {
        ObjectNode content = Json.object().put("type", "output_text").put("text", text.text());
        content.set("annotations", Citations.of(text));
        ArrayNode tokens = content.putArray("logprobs");
        if (logprobs != null) {
            logprobs.path("content").forEach(tokens::add);
        }
        return content;
    }

    static ObjectNode refusal(String words) {
        return Json.object().put("type", "refusal").put("refusal", words);
    }

    private static @Nullable ObjectNode image(
            Part.Image image, ResponseObject response, int number) {
        if (!(image.media() instanceof Media.Inline(String type, String base64))) {
            return null;
        }
        ObjectNode item = Json.object().put("type", "image_generation_call");
        item.put("id", response.itemId("ig", number)).put("status", "completed");
        String format = type.substring(type.indexOf('/') + 1);
        return item.put("output_format", format).put("result", base64);
    }
}
