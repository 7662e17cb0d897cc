// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the parts of one content, of a request or of a reply. */
final class PartWriter {
    private static final String NAME = GeminiDialect.NAME;
    private static final String SIGNATURE = "thoughtSignature";

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("jpeg", "image/jpeg"),
                    Map.entry("png", "image/png"),
                    Map.entry("gif", "image/gif"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("heic", "image/heic"),
                    Map.entry("pdf", "application/pdf"),
                    Map.entry("txt", "text/plain"),
                    Map.entry("csv", "text/csv"),
                    Map.entry("html", "text/html"),
                    Map.entry("mp3", "audio/mp3"),
                    Map.entry("wav", "audio/wav"),
                    Map.entry("mp4", "video/mp4"),
                    Map.entry("mov", "video/quicktime"));

    private final Losses losses;
    private final int message;
    private final boolean reply;
    private final Map<String, String> names;

    private PartWriter(Losses losses, int message, boolean reply, Map<String, String> names) {
        this.losses = losses;
        this.message = message;
        this.reply = reply;
        this.names = names;
    }

    /**
     * For a message of a request.
     *
     * @param names of the tools, by the ids of their calls
     */
    static PartWriter ofRequest(Losses losses, int message, Map<String, String> names) {
        return new PartWriter(losses, message, false, names);
    }

    /** For a reply: nobody is told of losses there, and other providers' thoughts are carried. */
    static PartWriter ofReply() {
        return new PartWriter(new Losses(), 0, true, Map.of());
    }

    void write(List<Part> parts, ArrayNode into) {
        for (Part part : parts) {
            if (part instanceof Part.Reasoning thought && signs(thought, into)) {
                continue;
            }
            ObjectNode node = part(part);
            if (node != null) {
                part.extras().write(extrasGo(part, node), NAME, losses);
                into.add(node);
            }
        }
    }

    private static ObjectNode extrasGo(Part part, ObjectNode node) {
        String inner =
                switch (part) {
                    case Part.ToolCall _ -> "functionCall";
                    case Part.ToolResult _ -> "functionResponse";
                    default -> "";
                };
        return node.get(inner) instanceof ObjectNode object ? object : node;
    }

    /** Puts a signature back on the part that it came with. */
    private static boolean signs(Part.Reasoning thought, ArrayNode into) {
        if (!thought.text().isEmpty()
                || thought.signature() == null
                || !thought.dialect().equals(NAME)
                || into.isEmpty()) {
            return false;
        }
        ObjectNode last = (ObjectNode) into.get(into.size() - 1);
        if (last.has(SIGNATURE) || last.has("functionCall") || last.has("thought")) {
            return false;
        }
        last.put(SIGNATURE, thought.signature());
        return true;
    }

    @Nullable ObjectNode part(Part part) {
        return switch (part) {
            case Part.Text(String text, _, _) -> Json.object().put("text", text);
            case Part.Refusal(String text, _) -> Json.object().put("text", text);
            case Part.Image image -> image(image);
            case Part.Audio audio -> media(audio.media(), Feature.AUDIO);
            case Part.Video video -> media(video.media(), Feature.VIDEO);
            case Part.File file -> media(file.media(), Feature.FILE_ID);
            case Part.ToolCall call -> call(call);
            case Part.ToolResult result -> result(result);
            case Part.Reasoning thought -> thought(thought);
            case Part.Opaque opaque -> opaque(opaque);
        };
    }

    private @Nullable ObjectNode image(Part.Image image) {
        if (image.detail() != null && !image.detail().equals("auto")) {
            losses.feature(Feature.IMAGE_DETAIL, message);
        }
        return media(image.media(), Feature.IMAGE_FILE);
    }

    private @Nullable ObjectNode media(Media media, Feature feature) {
        return switch (media) {
            case Media.Inline(String type, String base64) -> {
                ObjectNode node = Json.object();
                node.putObject("inlineData").put("mimeType", type).put("data", base64);
                yield node;
            }
            case Media.Remote(String url, String type) -> {
                ObjectNode node = Json.object();
                ObjectNode file = node.putObject("fileData");
                String known = type == null ? guess(url) : type;
                if (known != null) {
                    file.put("mimeType", known);
                }
                file.put("fileUri", url);
                yield node;
            }
            case Media.Uploaded _ -> {
                losses.feature(feature, message);
                yield null;
            }
        };
    }

    /** The provider wants to know beforehand what it will find. */
    private static @Nullable String guess(String url) {
        int end = url.indexOf('?');
        String path = end < 0 ? url : url.substring(0, end);
        String extension = path.substring(path.lastIndexOf('.') + 1);
        return TYPES.get(extension.toLowerCase(Locale.ROOT));
    }

    static ObjectNode call(Part.ToolCall call) {
        ObjectNode node = Json.object();
        ObjectNode inner = node.putObject("functionCall");
        if (!call.id().isEmpty()) {
            inner.put("id", call.id());
        }
        inner.put("name", call.name());
        inner.set("args", arguments(call.arguments()));
        if (call.signature() != null) {
            node.put(SIGNATURE, call.signature());
        }
        return node;
    }

    /** Arguments as a model wrote them may be no JSON; the API takes an object only. */
    private static ObjectNode arguments(String text) {
        ObjectNode object = object(text);
        if (object != null) {
            return object;
        }
        return text.isBlank() ? Json.object() : Json.object().put("invalid_arguments", text);
    }

    private static @Nullable ObjectNode object(String text) {
        try {
            return text.startsWith("{") && Json.read(text) instanceof ObjectNode object
                    ? object
                    : null;
        } catch (JsonException e) {
            return null;
        }
    }

    private ObjectNode result(Part.ToolResult result) {
        ObjectNode node = Json.object();
        ObjectNode inner = node.putObject("functionResponse");
        if (!result.callId().isEmpty()) {
            inner.put("id", result.callId());
        }
        String name = result.name() == null ? names.get(result.callId()) : result.name();
        inner.put("name", name == null ? result.callId() : name);
        var text = new StringBuilder();
        ArrayNode media = Json.array();
        for (Part part : result.content()) {
            if (part instanceof Part.Text(String piece, _, var extras)) {
                extras.write(Json.object(), NAME, losses);
                text.append(piece);
            } else {
                write(List.of(part), media);
            }
        }
        inner.set("response", response(text.toString(), result.error()));
        if (!media.isEmpty()) {
            inner.set("parts", media);
        }
        return node;
    }

    private static ObjectNode response(String text, boolean error) {
        ObjectNode object = error ? null : object(text);
        return object == null ? Json.object().put(error ? "error" : "output", text) : object;
    }

    /** Another provider's thoughts are no use to this one, but its clients can bring them back. */
    private @Nullable ObjectNode thought(Part.Reasoning thought) {
        boolean ours = thought.dialect().equals(NAME);
        if (!ours && !reply) {
            return null;
        }
        ObjectNode node = Json.object().put("text", thought.text());
        String signature = ours ? thought.signature() : CarriedThought.of(thought).text();
        if (!ours || !thought.text().isEmpty()) {
            node.put("thought", true);
        }
        if (signature != null) {
            node.put(SIGNATURE, signature);
        }
        return node;
    }

    private @Nullable ObjectNode opaque(Part.Opaque opaque) {
        if (opaque.dialect().equals(NAME) && opaque.value() instanceof ObjectNode node) {
            return node;
        }
        losses.field(opaque.path(), "", opaque.value());
        return null;
    }
}
