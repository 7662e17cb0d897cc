// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import static dev.martlet.provider.bedrock.BedrockConverse.NAME;

import dev.martlet.provider.chat.CacheMark;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.json.Json;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the content blocks of a request. */
final class ContentWriter {
    private static final Pattern NAME_CHARACTERS = Pattern.compile("[^\\p{Alnum} ()\\[\\]-]+");
    private static final int MAX_NAME = 200;

    private final ModelFamily family;
    private final Losses losses;

    ContentWriter(ModelFamily family, Losses losses) {
        this.family = family;
        this.losses = losses;
    }

    /** Writes one part; nothing for what has nothing to say. */
    void write(Part part, int message, ArrayNode into) {
        int before = into.size();
        switch (part) {
            case Part.Text text -> text(text, into);
            case Part.Refusal(String text, Extras extras) ->
                    text(new Part.Text(text, null, extras), into);
            case Part.Image image -> image(image, message, into);
            case Part.File file -> file(file, message, into);
            case Part.Video(Media media, Extras extras) -> {
                ObjectNode block = media(media, Formats.VIDEO);
                add(into, "video", block, extras, message, Feature.VIDEO);
            }
            case Part.Audio(Media media, _, Extras extras) -> {
                ObjectNode block = media(media, Formats.AUDIO);
                add(into, "audio", block, extras, message, Feature.AUDIO);
            }
            case Part.ToolCall call -> toolUse(call, into);
            case Part.ToolResult result -> toolResult(result, message, into);
            case Part.Reasoning thought -> reasoning(thought, into);
            case Part.Opaque(String dialect, String path, JsonNode value) -> {
                if (dialect.equals(NAME)) {
                    into.add(value);
                } else {
                    losses.field(path, path.substring(path.lastIndexOf('.') + 1), value);
                }
            }
        }
        cacheMark(part.extras(), into, into.size() > before);
    }

    /** Puts a cache point after what bears the mark, if the model knows cache points. */
    void cacheMark(Extras extras, ArrayNode into, boolean written) {
        CacheMark mark = CacheMark.in(extras);
        if (mark == null || !written) {
            return;
        }
        if (!family.cachePoints() && !extras.dialect().equals(NAME)) {
            extras.fields()
                    .forEach((name, value) -> {
                        if (CacheMark.NAMES.contains(name)) {
                            losses.field(extras.path() + '.' + name, name, value);
                        }
                    });
            return;
        }
        ObjectNode point = into.addObject().putObject("cachePoint").put("type", "default");
        if (mark.ttl() != null) {
            point.put("ttl", mark.ttl());
        }
    }

    /** Bedrock refuses blank text. */
    private void text(Part.Text text, ArrayNode into) {
        if (text.text().isBlank()) {
            return;
        }
        JsonNode citations = text.citations();
        if (citations != null && text.extras().dialect().equals(NAME)) {
            ObjectNode cited = into.addObject().putObject("citationsContent");
            cited.putArray("content").addObject().put("text", text.text());
            cited.set("citations", citations);
            return;
        }
        ObjectNode block = into.addObject().put("text", text.text());
        rest(text.extras(), block);
    }

    private void image(Part.Image image, int message, ArrayNode into) {
        if (image.detail() != null && !image.detail().equals("auto")) {
            losses.feature(Feature.IMAGE_DETAIL, message);
        }
        Feature missing =
                switch (image.media()) {
                    case Media.Inline _ -> Feature.IMAGE_INLINE;
                    case Media.Remote _ -> Feature.IMAGE_URL;
                    case Media.Uploaded _ -> Feature.IMAGE_FILE;
                };
        ObjectNode block = media(image.media(), Formats.IMAGE);
        add(into, "image", block, image.extras(), message, missing);
    }

    private void file(Part.File file, int message, ArrayNode into) {
        Feature missing =
                switch (file.media()) {
                    case Media.Inline _ -> Feature.FILE_INLINE;
                    case Media.Remote _ -> Feature.FILE_URL;
                    case Media.Uploaded _ -> Feature.FILE_ID;
                };
        ObjectNode block = media(file.media(), Formats.DOCUMENT);
        if (block != null) {
            block.put("name", documentName(file.name(), block.path("format").stringValue()));
        }
        add(into, "document", block, file.extras(), message, missing);
    }

    private void add(
            ArrayNode into,
            String kind,
            @Nullable ObjectNode block,
            Extras extras,
            int message,
            Feature missing) {
        if (block == null) {
            losses.feature(missing, message);
            return;
        }
        JsonNode owner = extras.fields().get("bucketOwner");
        Extras rest = extras;
        if (owner != null && block.path("source").path("s3Location") instanceof ObjectNode s3) {
            s3.set("bucketOwner", owner);
            rest = extras.without(Set.of("bucketOwner"));
        }
        into.addObject().set(kind, block);
        rest(rest, block);
    }

    /** Format and source, or null if Bedrock does not take it. */
    private static @Nullable ObjectNode media(Media media, Formats formats) {
        return switch (media) {
            case Media.Inline(String type, String base64) -> {
                String format = formats.word(type);
                yield format == null ? null : block(format, Json.object().put("bytes", base64));
            }
            case Media.Remote(String url, String type) -> {
                String format = type == null ? formats.wordOfName(url) : formats.word(type);
                if (!url.startsWith("s3://") || format == null) {
                    yield null;
                }
                ObjectNode source = Json.object();
                source.putObject("s3Location").put("uri", url);
                yield block(format, source);
            }
            case Media.Uploaded _ -> null;
        };
    }

    private static ObjectNode block(String format, ObjectNode source) {
        ObjectNode block = Json.object().put("format", format);
        block.set("source", source);
        return block;
    }

    /** Letters, digits, single spaces, hyphens and brackets is all that a name may have. */
    static String documentName(@Nullable String name, String format) {
        if (name == null) {
            return "document";
        }
        String bare =
                name.endsWith('.' + format)
                        ? name.substring(0, name.length() - format.length() - 1)
                        : name;
        String clean =
                NAME_CHARACTERS.matcher(bare).replaceAll("-").replaceAll(" {2,}", " ").strip();
        if (clean.isEmpty()) {
            return "document";
        }
        return clean.length() > MAX_NAME ? clean.substring(0, MAX_NAME) : clean;
    }

    private void toolUse(Part.ToolCall call, ArrayNode into) {
        ObjectNode use = into.addObject().putObject("toolUse");
        use.put("toolUseId", CallIds.valid(call.id())).put("name", call.name());
        use.set("input", Arguments.object(call.arguments()));
        rest(call.extras(), use);
    }

    private void toolResult(Part.ToolResult result, int message, ArrayNode into) {
        ObjectNode block = into.addObject().putObject("toolResult");
        block.put("toolUseId", CallIds.valid(result.callId()));
        ArrayNode content = block.putArray("content");
        for (Part part : result.content()) {
            switch (part) {
                case Part.Text _, Part.Image _, Part.File _, Part.Video _, Part.Opaque _ ->
                        write(part, message, content);
                default -> losses.feature(Feature.TOOL_RESULT_FILE, message);
            }
        }
        if (result.error()) {
            block.put("status", "error");
        }
        rest(result.extras(), block);
    }

    /** What another provider signed means nothing here, and an unsigned thought is refused. */
    private void reasoning(Part.Reasoning thought, ArrayNode into) {
        boolean ours =
                thought.dialect().equals(NAME)
                        || (family.claude()
                                && thought.dialect().equals("anthropic-messages")
                                && thought.signature() != null);
        if (!ours) {
            return;
        }
        ObjectNode block = Json.object();
        ObjectNode content = block.putObject("reasoningContent");
        if (thought.encrypted() != null) {
            content.put("redactedContent", thought.encrypted());
        } else {
            ObjectNode text = content.putObject("reasoningText").put("text", thought.text());
            if (thought.signature() != null) {
                text.put("signature", thought.signature());
            }
            rest(thought.extras(), text);
        }
        into.add(block);
    }

    private void rest(Extras extras, ObjectNode block) {
        extras.without(CacheMark.NAMES).write(block, NAME, losses);
    }
}
