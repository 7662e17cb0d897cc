// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.DataUrl;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Content of a message or output of a tool: one plain text as a string, else an array of parts. */
final class ContentWriter {
    private final Losses losses;

    ContentWriter(Losses losses) {
        this.losses = losses;
    }

    JsonNode write(List<Part> parts, boolean assistant, int message) {
        ArrayNode array = Json.array();
        for (Part part : parts) {
            JsonNode node = part(part, assistant, message);
            if (node != null) {
                array.add(node);
            }
        }
        if (array.isEmpty()) {
            return StringNode.valueOf("");
        }
        JsonNode only = array.get(0);
        boolean plain = array.size() == 1 && only.size() == 2 && only.path("text").isString();
        return plain ? only.path("text") : array;
    }

    private @Nullable JsonNode part(Part part, boolean assistant, int message) {
        if (part instanceof Part.Opaque(String dialect, String path, JsonNode value)) {
            if (dialect.equals(OpenAiResponses.NAME)) {
                return value;
            }
            losses.field(path, "", value);
            return null;
        }
        ObjectNode node = Json.object();
        Feature lost = fill(node, part, assistant);
        if (lost != null) {
            losses.feature(lost, message);
            return null;
        }
        part.extras().write(node, OpenAiResponses.NAME, losses);
        return node;
    }

    /** What is lost, or null if all could be said. */
    private static @Nullable Feature fill(ObjectNode node, Part part, boolean assistant) {
        switch (part) {
            case Part.Text text -> text(node, text, assistant);
            case Part.Refusal(String words, _) -> {
                // only the model's own turns have refusals
                String type = assistant ? "refusal" : "input_text";
                node.put("type", type).put(assistant ? "refusal" : "text", words);
            }
            case Part.Image image -> image(node, image);
            case Part.File file -> file(node, file);
            case Part.Audio _ -> {
                return Feature.AUDIO;
            }
            case Part.Video _ -> {
                return Feature.VIDEO;
            }
            case Part.Reasoning _, Part.ToolCall _, Part.ToolResult _, Part.Opaque _ -> {
                return Feature.OPAQUE;
            }
        }
        return null;
    }

    private static void text(ObjectNode node, Part.Text text, boolean assistant) {
        node.put("type", assistant ? "output_text" : "input_text").put("text", text.text());
        if (assistant && text.citations() != null) {
            node.set("annotations", Citations.of(text));
        }
    }

    private static void image(ObjectNode node, Part.Image image) {
        node.put("type", "input_image");
        switch (image.media()) {
            case Media.Inline inline -> node.put("image_url", DataUrl.write(inline));
            case Media.Remote(String url, _) -> node.put("image_url", url);
            case Media.Uploaded(String id) -> node.put("file_id", id);
        }
        node.put("detail", image.detail() == null ? "auto" : image.detail());
    }

    private static void file(ObjectNode node, Part.File file) {
        node.put("type", "input_file");
        switch (file.media()) {
            case Media.Inline inline -> {
                String type = inline.type();
                String guess = "document." + type.substring(type.indexOf('/') + 1);
                node.put("filename", file.name() == null ? guess : file.name());
                node.put("file_data", DataUrl.write(inline));
            }
            case Media.Remote(String url, _) -> node.put("file_url", url);
            case Media.Uploaded(String id) -> node.put("file_id", id);
        }
    }
}
