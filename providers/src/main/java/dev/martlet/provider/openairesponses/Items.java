// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Items that a reply has, and a request may send back. */
final class Items {
    /** Not this dialect's own: carries the signature that Gemini wants back with a call. */
    private static final String EXTRA = "extra_content";

    private static final String VENDOR = "google";
    private static final String SIGNATURE = "thought_signature";

    private Items() {}

    static Part.ToolCall call(Fields item) {
        item.any("type");
        item.any("id");
        item.any("status");
        String arguments = item.text("arguments", "");
        JsonNode signature = signature(item);
        if (signature != null) {
            item.any(EXTRA);
        }
        return new Part.ToolCall(
                item.required("call_id"),
                item.required("name"),
                arguments.isBlank() ? "{}" : arguments,
                signature == null ? null : signature.stringValue(),
                item.rest(OpenAiResponses.NAME));
    }

    static @Nullable JsonNode signature(Fields item) {
        JsonNode signature = item.node().path(EXTRA).path(VENDOR).path(SIGNATURE);
        return signature.isString() ? signature : null;
    }

    static ObjectNode call(Part.ToolCall call, boolean signed) {
        ObjectNode item = Json.object().put("type", "function_call");
        item.put("call_id", call.id()).put("name", call.name()).put("arguments", call.arguments());
        if (signed && call.signature() != null) {
            sign(item, call.signature());
        }
        return item;
    }

    static void sign(ObjectNode item, String signature) {
        item.putObject(EXTRA).putObject(VENDOR).put(SIGNATURE, signature);
    }

    /** The parts of an item of a reply. */
    static List<Part> read(Fields item) {
        return switch (item.text("type", "")) {
            case "message" -> {
                List<Part> parts = new ArrayList<>();
                item.objects("content").forEach(part -> parts.add(ContentReader.read(part)));
                yield parts;
            }
            case "function_call" -> List.of(call(item));
            case "reasoning" -> List.of(ReasoningItems.read(item, false));
            case "image_generation_call" -> List.of(image(item));
            default -> List.of(opaque(item));
        };
    }

    private static Part opaque(Fields item) {
        return new Part.Opaque(OpenAiResponses.NAME, item.path(), item.node());
    }

    private static Part image(Fields item) {
        String base64 = item.text("result");
        if (base64 == null) {
            return opaque(item);
        }
        String type = "image/" + item.text("output_format", "png");
        item.any("id");
        item.any("status");
        return new Part.Image(
                new Media.Inline(type, base64), null, item.rest(OpenAiResponses.NAME));
    }
}
