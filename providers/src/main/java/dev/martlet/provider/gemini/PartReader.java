// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.dialect.Fields;
import dev.martlet.provider.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one part, of requests and of replies. A signature on anything but a call becomes a thought
 * without text that follows the part; the writer puts it back on.
 */
final class PartReader {
    private static final String NAME = GeminiDialect.NAME;

    private PartReader() {}

    /** Gives ids to calls and results that have none. */
    interface Ids {
        String call(String name);

        String result(String name, @Nullable String id);
    }

    static List<Part> read(Fields part, Ids ids) {
        String signature = part.text("thoughtSignature");
        if (part.has("functionCall")) {
            return List.of(call(part, signature, ids));
        }
        if (Boolean.TRUE.equals(part.flag("thought")) && part.has("text")) {
            return List.of(thought(part, signature));
        }
        var parts = new ArrayList<Part>();
        Part content = content(part, ids);
        boolean empty = content instanceof Part.Text text && text.text().isEmpty();
        if (!empty || signature == null) {
            parts.add(content);
        }
        if (signature != null && !(content instanceof Part.Opaque)) {
            parts.add(signature(signature));
        }
        return parts;
    }

    static Part.Reasoning signature(String signature) {
        CarriedThought carried = CarriedThought.read(signature);
        return carried == null
                ? new Part.Reasoning("", false, signature, null, null, NAME, Extras.NONE)
                : carried.thought("");
    }

    private static Part thought(Fields part, @Nullable String signature) {
        String text = part.requiredText("text");
        CarriedThought carried = CarriedThought.read(signature);
        return carried == null
                ? new Part.Reasoning(text, true, signature, null, null, NAME, part.extras(NAME))
                : carried.thought(text);
    }

    private static Part content(Fields part, Ids ids) {
        if (part.has("text")) {
            return new Part.Text(part.requiredText("text"), null, part.extras(NAME));
        }
        if (part.has("inlineData")) {
            return inline(part, part.requiredObject("inlineData"));
        }
        if (part.has("fileData")) {
            return remote(part, part.requiredObject("fileData"));
        }
        if (part.has("functionResponse")) {
            return result(part, part.requiredObject("functionResponse"), ids);
        }
        return new Part.Opaque(NAME, part.path(), part.node());
    }

    private static Part call(Fields part, @Nullable String signature, Ids ids) {
        Fields call = part.requiredObject("functionCall");
        String id = call.text("id");
        String name = call.requiredText("name");
        JsonNode arguments = call.any("args");
        return new Part.ToolCall(
                id == null || id.isEmpty() ? ids.call(name) : id,
                name,
                arguments == null ? "{}" : Json.text(arguments),
                signature,
                call.extras(NAME));
    }

    private static Part inline(Fields part, Fields blob) {
        String type = blob.text("mimeType", "application/octet-stream");
        String data = blob.requiredText("data");
        return media(new Media.Inline(type, data), type, blob.text("displayName"), part);
    }

    private static Part remote(Fields part, Fields file) {
        String type = file.text("mimeType");
        String uri = file.requiredText("fileUri");
        return media(
                new Media.Remote(uri, type),
                type == null ? "" : type,
                file.text("displayName"),
                part);
    }

    private static Part media(Media media, String type, @Nullable String name, Fields part) {
        String kind = type.toLowerCase(Locale.ROOT);
        Extras extras = part.extras(NAME);
        if (kind.startsWith("image/")) {
            return new Part.Image(media, null, extras);
        }
        if (kind.startsWith("audio/")) {
            return new Part.Audio(media, kind.substring("audio/".length()), extras);
        }
        return kind.startsWith("video/")
                ? new Part.Video(media, extras)
                : new Part.File(media, name, extras);
    }

    private static Part result(Fields part, Fields result, Ids ids) {
        String name = result.requiredText("name");
        String id = ids.result(name, result.text("id"));
        Fields response = result.object("response");
        boolean error = response != null && only(response.node(), "error");
        var content = new ArrayList<Part>();
        if (response != null) {
            String text = text(response.node(), error ? "error" : "output");
            content.add(new Part.Text(text));
        }
        for (Fields more : result.objects("parts")) {
            content.addAll(read(more, ids));
        }
        Extras extras = result.extras(NAME);
        return new Part.ToolResult(
                id, name, content, error, extras.isEmpty() ? part.extras(NAME) : extras);
    }

    private static boolean only(ObjectNode response, String name) {
        return response.size() == 1 && response.has(name);
    }

    /**
     * By convention the output stands in one member; without it, the whole object is the output.
     */
    private static String text(ObjectNode response, String name) {
        if (!only(response, name)) {
            return Json.text(response);
        }
        JsonNode value = response.get(name);
        return value.isString() ? value.stringValue() : Json.text(value);
    }
}
