// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the content of one message of a request. */
final class BlockWriter {
    private static final String NAME = AnthropicDialect.NAME;

    /** Ids of this provider's files begin so; the other providers' do not. */
    private static final String FILE_ID = "file_";

    private static final String BEDROCK = "bedrock-converse";

    private final Losses losses;
    private final int message;

    BlockWriter(Losses losses, int message) {
        this.losses = losses;
        this.message = message;
    }

    /** Text that may be written as a plain string, or null. */
    static @Nullable String plain(List<Part> parts) {
        return parts.size() == 1
                        && parts.getFirst()
                                instanceof Part.Text(String text, var citations, var extras)
                        && citations == null
                        && extras.isEmpty()
                ? text
                : null;
    }

    void write(List<Part> parts, ArrayNode into) {
        for (Part part : parts) {
            ObjectNode block = block(part);
            if (block != null) {
                CacheControl.write(part.extras(), block, losses);
                into.add(block);
            }
        }
    }

    private @Nullable ObjectNode block(Part part) {
        return switch (part) {
            case Part.Text text -> text(text);
            case Part.Refusal refusal ->
                    refusal.text().isEmpty() ? null : typed("text").put("text", refusal.text());
            case Part.Image image -> image(image);
            case Part.File file -> file(file);
            case Part.Audio _ -> lost(Feature.AUDIO);
            case Part.Video _ -> lost(Feature.VIDEO);
            case Part.ToolCall call -> call(call);
            case Part.ToolResult result -> result(result);
            case Part.Reasoning thought -> thought(thought);
            case Part.Opaque opaque -> opaque(opaque);
        };
    }

    static ObjectNode typed(String type) {
        return Json.object().put("type", type);
    }

    private @Nullable ObjectNode lost(Feature feature) {
        losses.feature(feature, message);
        return null;
    }

    /** The API refuses empty text. Citations in another dialect's words point nowhere here. */
    private static @Nullable ObjectNode text(Part.Text part) {
        if (part.text().isEmpty()) {
            return null;
        }
        ObjectNode block = typed("text").put("text", part.text());
        if (part.citations() != null && ours(part.citations())) {
            block.set("citations", part.citations());
        }
        return block;
    }

    /** Whether citations are in the words of this API: each is some kind of location. */
    static boolean ours(JsonNode citations) {
        for (JsonNode citation : citations) {
            if (!citation.path("type").asString("").endsWith("_location")) {
                return false;
            }
        }
        return citations.isArray();
    }

    private @Nullable ObjectNode image(Part.Image image) {
        if (image.detail() != null && !image.detail().equals("auto")) {
            losses.feature(Feature.IMAGE_DETAIL, message);
        }
        ObjectNode source = source(image.media());
        if (source == null) {
            return lost(Feature.IMAGE_FILE);
        }
        ObjectNode block = typed("image");
        block.set("source", source);
        return block;
    }

    /** Null for a file that was uploaded to another provider. */
    static @Nullable ObjectNode source(Media media) {
        return switch (media) {
            case Media.Inline(String type, String base64) ->
                    typed("base64").put("media_type", type).put("data", base64);
            case Media.Remote(String url, _) -> typed("url").put("url", url);
            case Media.Uploaded(String id) ->
                    id.startsWith(FILE_ID) ? typed("file").put("file_id", id) : null;
        };
    }

    private @Nullable ObjectNode file(Part.File file) {
        String type = type(file.media());
        if (type.startsWith("image/")) {
            return image(new Part.Image(file.media(), null, Extras.NONE));
        }
        ObjectNode source =
                type.startsWith("text/") && file.media() instanceof Media.Inline(_, String base64)
                        ? textSource(base64)
                        : source(file.media());
        if (source == null) {
            return lost(Feature.FILE_ID);
        }
        if (!readable(type, file.media())) {
            return lost(Feature.FILE_INLINE);
        }
        ObjectNode block = typed("document");
        block.set("source", source);
        if (file.name() != null) {
            block.put("title", file.name());
        }
        return block;
    }

    private static String type(Media media) {
        return switch (media) {
            case Media.Inline(String type, _) -> type.toLowerCase(Locale.ROOT);
            case Media.Remote(_, String type) -> type == null ? "" : type.toLowerCase(Locale.ROOT);
            case Media.Uploaded _ -> "";
        };
    }

    /** Inline documents are text or PDF; what a URL leads to is the provider's to judge. */
    private static boolean readable(String type, Media media) {
        return !(media instanceof Media.Inline)
                || type.startsWith("text/")
                || type.equals("application/pdf");
    }

    private static @Nullable ObjectNode textSource(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return typed("text")
                    .put("media_type", "text/plain")
                    .put("data", new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static ObjectNode call(Part.ToolCall call) {
        ObjectNode block =
                typed("tool_use").put("id", ToolIds.clean(call.id())).put("name", call.name());
        block.set("input", input(call.arguments()));
        return block;
    }

    /** Arguments as a model wrote them may be no JSON; the API takes an object only. */
    static ObjectNode input(String arguments) {
        if (arguments.isBlank()) {
            return Json.object();
        }
        try {
            if (Json.read(arguments) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonException e) {
            // shown to the model as it is, so that it can see what it did
        }
        return Json.object().put("invalid_arguments", arguments);
    }

    private ObjectNode result(Part.ToolResult result) {
        ObjectNode block = typed("tool_result").put("tool_use_id", ToolIds.clean(result.callId()));
        String plain = plain(result.content());
        if (plain != null) {
            block.put("content", plain);
        } else if (!result.content().isEmpty()) {
            write(result.content(), block.putArray("content"));
        }
        if (result.error()) {
            block.put("is_error", true);
        }
        return block;
    }

    /**
     * Only what this API has signed, here or on Bedrock: its signatures hold on every platform.
     * Another provider's thoughts mean nothing to it.
     */
    private static @Nullable ObjectNode thought(Part.Reasoning thought) {
        boolean ours = thought.dialect().equals(NAME);
        if (!ours && !thought.dialect().equals(BEDROCK)) {
            return null;
        }
        if (ours && thought.encrypted() != null) {
            return typed("redacted_thinking").put("data", thought.encrypted());
        }
        if (thought.signature() == null) {
            return null;
        }
        return typed("thinking")
                .put("thinking", thought.text())
                .put("signature", thought.signature());
    }

    private @Nullable ObjectNode opaque(Part.Opaque opaque) {
        if (opaque.dialect().equals(NAME) && opaque.value() instanceof ObjectNode block) {
            return block;
        }
        JsonNode value = opaque.value();
        losses.field(opaque.path(), "", value);
        return null;
    }
}
