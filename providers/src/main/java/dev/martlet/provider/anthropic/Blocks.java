// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Fields;
import dev.martlet.provider.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads content: a string or an array of blocks, of requests and of replies. */
final class Blocks {
    private static final String NAME = AnthropicDialect.NAME;

    private Blocks() {}

    /** A string, or an array of blocks. */
    static List<Part> content(Fields owner, String name) {
        JsonNode value = owner.any(name);
        if (value == null) {
            return List.of();
        }
        if (value.isString()) {
            return List.of(new Part.Text(value.stringValue()));
        }
        if (!value.isArray()) {
            throw new BadChatException(owner.at(name), "wrong (expected: a string or an array)");
        }
        return blocks(owner, name);
    }

    /** An array of blocks; calls get back the signatures that travelled beside them. */
    static List<Part> blocks(Fields owner, String name) {
        var parts = new ArrayList<Part>();
        var signatures = new HashMap<String, String>();
        for (Fields block : owner.objects(name)) {
            CarriedThought carried = carried(block);
            if (carried == null) {
                parts.add(block(block));
            } else if (carried.call() == null) {
                parts.add(carried.thought(block.text("thinking", "")));
            } else if (carried.signature() != null) {
                signatures.put(carried.call(), carried.signature());
            }
        }
        if (!signatures.isEmpty()) {
            parts.replaceAll(
                    part -> part instanceof Part.ToolCall call ? signed(call, signatures) : part);
        }
        return parts;
    }

    /** What another dialect's provider wants back, or null. */
    private static @Nullable CarriedThought carried(Fields block) {
        return switch (block.requiredText("type")) {
            case "thinking" -> CarriedThought.read(block.text("signature"));
            case "redacted_thinking" -> CarriedThought.read(block.text("data"));
            default -> null;
        };
    }

    private static Part signed(Part.ToolCall call, Map<String, String> signatures) {
        String signature = signatures.get(call.id());
        return signature == null
                ? call
                : new Part.ToolCall(
                        call.id(), call.name(), call.arguments(), signature, call.extras());
    }

    static Part block(Fields block) {
        return switch (block.requiredText("type")) {
            case "text" -> text(block);
            case "image" -> image(block);
            case "document" -> document(block);
            case "tool_use" -> toolUse(block);
            case "tool_result" -> toolResult(block);
            case "thinking" -> thinking(block);
            case "redacted_thinking" -> redacted(block);
            default -> opaque(block);
        };
    }

    private static Part opaque(Fields block) {
        return new Part.Opaque(NAME, block.path(), block.node());
    }

    private static Part text(Fields block) {
        String text = block.requiredText("text");
        JsonNode citations = block.any("citations");
        return new Part.Text(text, citations, block.extras(NAME));
    }

    private static Part image(Fields block) {
        Media media = media(block.requiredObject("source"), null);
        return media == null ? opaque(block) : new Part.Image(media, null, block.extras(NAME));
    }

    private static Part document(Fields block) {
        Media media = media(block.requiredObject("source"), "application/pdf");
        if (media == null) {
            return opaque(block);
        }
        String title = block.text("title");
        return new Part.File(media, title, block.extras(NAME));
    }

    private static @Nullable Media media(Fields source, @Nullable String remoteType) {
        return switch (source.requiredText("type")) {
            case "base64" ->
                    new Media.Inline(
                            source.requiredText("media_type"), source.requiredText("data"));
            case "text" ->
                    new Media.Inline(
                            source.text("media_type", "text/plain"),
                            base64(source.requiredText("data")));
            case "url" -> new Media.Remote(source.requiredText("url"), remoteType);
            case "file" -> new Media.Uploaded(source.requiredText("file_id"));
            default -> null;
        };
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Part toolUse(Fields block) {
        String id = block.requiredText("id");
        String name = block.requiredText("name");
        JsonNode input = block.any("input");
        String arguments = input == null ? "{}" : Json.text(input);
        if (name.equals(StructuredTool.NAME)) {
            return new Part.Text(arguments, null, Extras.NONE);
        }
        return new Part.ToolCall(id, name, arguments, null, block.extras(NAME));
    }

    private static Part toolResult(Fields block) {
        String id = block.requiredText("tool_use_id");
        List<Part> content = content(block, "content");
        boolean error = Boolean.TRUE.equals(block.flag("is_error"));
        return new Part.ToolResult(id, null, content, error, block.extras(NAME));
    }

    /** The models that answer today show summaries of their thoughts. */
    private static Part thinking(Fields block) {
        String text = block.text("thinking", "");
        String signature = block.text("signature");
        if (signature != null && signature.isEmpty()) {
            signature = null;
        }
        return new Part.Reasoning(text, true, signature, null, null, NAME, block.extras(NAME));
    }

    private static Part redacted(Fields block) {
        String data = block.requiredText("data");
        return new Part.Reasoning("", false, null, data, null, NAME, block.extras(NAME));
    }
}
