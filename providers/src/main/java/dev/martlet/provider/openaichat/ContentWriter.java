// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

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

/** {@code content}: one plain text as a string, anything else as an array of parts. */
final class ContentWriter {
    private final Losses losses;

    ContentWriter(Losses losses) {
        this.losses = losses;
    }

    JsonNode write(List<Part> parts, int message) {
        if (parts.isEmpty()) {
            return StringNode.valueOf("");
        }
        ArrayNode array = Json.array();
        for (Part part : parts) {
            JsonNode node = part(part, message);
            if (node != null) {
                array.add(node);
            }
        }
        boolean plain =
                array.size() == 1
                        && array.get(0).size() == 2
                        && array.get(0).path("type").asString("").equals("text");
        return plain ? array.get(0).path("text") : array;
    }

    private @Nullable JsonNode part(Part part, int message) {
        if (part instanceof Part.Opaque(String dialect, String path, JsonNode value)) {
            if (dialect.equals(OpenAiChat.NAME)) {
                return value;
            }
            losses.field(path, "", value);
            return null;
        }
        ObjectNode node = Json.object();
        Feature lost = fill(node, part);
        if (lost != null) {
            losses.feature(lost, message);
            return null;
        }
        part.extras().write(node, OpenAiChat.NAME, losses);
        return node;
    }

    /** What is lost, or null if all could be said. */
    private static @Nullable Feature fill(ObjectNode node, Part part) {
        return switch (part) {
            case Part.Text(String text, _, _) -> {
                node.put("type", "text").put("text", text);
                yield null;
            }
            case Part.Refusal(String text, _) -> {
                node.put("type", "refusal").put("refusal", text);
                yield null;
            }
            case Part.Image image -> image(node, image);
            case Part.Audio audio -> audio(node, audio);
            case Part.File file -> file(node, file);
            case Part.Video _ -> Feature.VIDEO;
            case Part.Reasoning _ -> Feature.REASONING;
            case Part.ToolCall _, Part.ToolResult _, Part.Opaque _ -> Feature.OPAQUE;
        };
    }

    private static @Nullable Feature image(ObjectNode node, Part.Image image) {
        String url;
        switch (image.media()) {
            case Media.Inline inline -> url = DataUrl.write(inline);
            case Media.Remote(String remote, _) -> url = remote;
            case Media.Uploaded _ -> {
                return Feature.IMAGE_FILE;
            }
        }
        ObjectNode inner = node.put("type", "image_url").putObject("image_url").put("url", url);
        if (image.detail() != null) {
            inner.put("detail", image.detail());
        }
        return null;
    }

    private static @Nullable Feature audio(ObjectNode node, Part.Audio audio) {
        if (!(audio.media() instanceof Media.Inline(String type, String base64))) {
            return Feature.AUDIO;
        }
        String format =
                audio.format().isEmpty() ? type.substring(type.indexOf('/') + 1) : audio.format();
        ObjectNode inner = node.put("type", "input_audio").putObject("input_audio");
        inner.put("data", base64).put("format", format.equals("mpeg") ? "mp3" : format);
        return null;
    }

    private static @Nullable Feature file(ObjectNode node, Part.File file) {
        if (file.media() instanceof Media.Remote) {
            return Feature.FILE_URL;
        }
        ObjectNode inner = node.put("type", "file").putObject("file");
        switch (file.media()) {
            case Media.Uploaded(String id) -> inner.put("file_id", id);
            case Media.Inline inline -> {
                String type = inline.type();
                String guess = "document." + type.substring(type.indexOf('/') + 1);
                inner.put("filename", file.name() == null ? guess : file.name());
                inner.put("file_data", DataUrl.write(inline));
            }
            case Media.Remote _ -> throw new IllegalStateException("file: by URL");
        }
        return null;
    }
}
