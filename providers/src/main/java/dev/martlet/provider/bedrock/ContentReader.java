// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import static dev.martlet.provider.bedrock.BedrockConverse.NAME;

import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.dialect.Place;
import dev.martlet.provider.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/** Reads content blocks, of requests and of replies. */
final class ContentReader {
    /** In place of a dialect: the thought is none but carries the signature of a call. */
    private static final String CALL = "";

    private ContentReader() {}

    static List<Part> parts(List<Place> blocks) {
        List<Part> parts = new ArrayList<>();
        for (Place block : blocks) {
            Place cachePoint = block.object().at("cachePoint");
            if (!cachePoint.absent() && !parts.isEmpty()) {
                parts.add(marked(parts.removeLast(), block));
            } else {
                parts.add(part(block));
            }
        }
        return restoreCallSignatures(parts);
    }

    /** Each block is a union: it has one member. */
    private static Part part(Place block) {
        if (!block.at("text").absent()) {
            return new Part.Text(block.at("text").text(), null, rest(block, "text"));
        }
        if (!block.at("toolUse").absent()) {
            return toolUse(block.at("toolUse").object());
        }
        if (!block.at("toolResult").absent()) {
            return toolResult(block.at("toolResult").object());
        }
        if (!block.at("reasoningContent").absent()) {
            return reasoning(block.at("reasoningContent").object());
        }
        if (!block.at("image").absent()) {
            return image(block.at("image").object());
        }
        if (!block.at("document").absent()) {
            return document(block);
        }
        if (!block.at("video").absent()) {
            Place video = block.at("video").object();
            return new Part.Video(media(video, Formats.VIDEO), mediaRest(video));
        }
        if (!block.at("audio").absent()) {
            Place audio = block.at("audio").object();
            return new Part.Audio(
                    media(audio, Formats.AUDIO), audio.at("format").text(), mediaRest(audio));
        }
        if (!block.at("citationsContent").absent()) {
            return cited(block.at("citationsContent").object());
        }
        if (!block.at("json").absent()) {
            return new Part.Text(Json.text(block.at("json").node()));
        }
        return new Part.Opaque(NAME, block.path(), block.node());
    }

    private static Part toolUse(Place use) {
        Place input = use.at("input");
        return new Part.ToolCall(
                use.at("toolUseId").text(),
                use.at("name").text(),
                input.absent() ? "{}" : Json.text(input.node()),
                null,
                rest(use, "toolUseId", "name", "input"));
    }

    private static Part toolResult(Place result) {
        return new Part.ToolResult(
                result.at("toolUseId").text(),
                null,
                parts(result.at("content").items()),
                "error".equals(result.at("status").textOrNull()),
                rest(result, "toolUseId", "content", "status"));
    }

    private static Part reasoning(Place reasoning) {
        Place hidden = reasoning.at("redactedContent");
        if (!hidden.absent()) {
            return new Part.Reasoning(
                    "", false, null, hidden.text(), null, NAME, rest(reasoning, "redactedContent"));
        }
        Place text = reasoning.at("reasoningText").object();
        String signature = text.at("signature").textOrNull();
        CarriedThought carried = CarriedThought.read(signature);
        if (carried != null && carried.call() != null) {
            // Stands for the signature of a call; restoreCallSignatures moves it there.
            return new Part.Reasoning(
                    "", false, carried.signature(), null, carried.call(), CALL, Extras.NONE);
        }
        return carried != null
                ? carried.thought(text.at("text").textOr(""))
                : new Part.Reasoning(
                        text.at("text").textOr(""),
                        false,
                        signature,
                        null,
                        null,
                        NAME,
                        rest(text, "text", "signature"));
    }

    private static Part image(Place image) {
        return new Part.Image(media(image, Formats.IMAGE), null, mediaRest(image));
    }

    private static Part document(Place block) {
        Place document = block.at("document").object();
        Place source = document.at("source");
        // Split into chunks for citations: nothing that another dialect has.
        if (!source.at("content").absent()) {
            return new Part.Opaque(NAME, block.path(), block.node());
        }
        Extras extras = rest(document, "format", "source", "name");
        Place text = source.at("text");
        if (!text.absent()) {
            String base64 =
                    Base64.getEncoder()
                            .encodeToString(text.text().getBytes(StandardCharsets.UTF_8));
            return new Part.File(
                    new Media.Inline("text/plain", base64),
                    document.at("name").textOrNull(),
                    extras);
        }
        return new Part.File(
                media(document, Formats.DOCUMENT), document.at("name").textOrNull(), extras);
    }

    private static Media media(Place block, Formats formats) {
        String type = formats.mediaType(block.at("format").textOr(""));
        Place source = block.at("source").object();
        Place bytes = source.at("bytes");
        if (!bytes.absent()) {
            return new Media.Inline(type, bytes.text());
        }
        return new Media.Remote(source.at("s3Location").object().at("uri").text(), type);
    }

    /** The owner of a bucket stands two levels deeper than the rest. */
    private static Extras mediaRest(Place block) {
        Extras extras = rest(block, "format", "source", "name");
        Place owner = block.at("source").at("s3Location").at("bucketOwner");
        if (owner.absent()) {
            return extras;
        }
        Extras base = extras.isEmpty() ? none(block.path()) : extras;
        return base.with("bucketOwner", owner.node());
    }

    private static Part cited(Place cited) {
        var text = new StringBuilder();
        for (Place piece : cited.at("content").items()) {
            text.append(piece.at("text").textOr(""));
        }
        ArrayNode citations = Json.array();
        cited.at("citations").items().forEach(one -> citations.add(one.node()));
        Extras extras = rest(cited, "content", "citations");
        // The dialect of the extras says whose words the citations are in.
        return new Part.Text(
                text.toString(), citations, extras.isEmpty() ? none(cited.path()) : extras);
    }

    private static Part marked(Part part, Place block) {
        Extras extras = part.extras().isEmpty() ? none(block.path()) : part.extras();
        Extras more = extras.with("cachePoint", block.at("cachePoint").node());
        return switch (part) {
            case Part.Text(String text, var citations, _) -> new Part.Text(text, citations, more);
            case Part.Image(Media media, var detail, _) -> new Part.Image(media, detail, more);
            case Part.File(Media media, var name, _) -> new Part.File(media, name, more);
            case Part.Video(Media media, _) -> new Part.Video(media, more);
            case Part.Audio(Media media, String format, _) -> new Part.Audio(media, format, more);
            case Part.ToolCall(String id, String name, String arguments, var signature, _) ->
                    new Part.ToolCall(id, name, arguments, signature, more);
            case Part.ToolResult(String id, var name, var content, boolean error, _) ->
                    new Part.ToolResult(id, name, content, error, more);
            // A mark behind a thought or an opaque block stands for nothing that could be cached.
            default -> part;
        };
    }

    /** A thought that stands for the signature of a call goes where it belongs. */
    private static List<Part> restoreCallSignatures(List<Part> parts) {
        if (parts.stream().noneMatch(ContentReader::callSignature)) {
            return parts;
        }
        List<Part> restored = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                restored.add(
                        new Part.ToolCall(
                                call.id(),
                                call.name(),
                                call.arguments(),
                                signatureOf(call.id(), parts),
                                call.extras()));
            } else if (!callSignature(part)) {
                restored.add(part);
            }
        }
        return restored;
    }

    private static boolean callSignature(Part part) {
        return part instanceof Part.Reasoning thought && thought.dialect().equals(CALL);
    }

    private static @Nullable String signatureOf(String id, List<Part> parts) {
        for (Part part : parts) {
            if (part instanceof Part.Reasoning thought
                    && thought.dialect().equals(CALL)
                    && id.equals(thought.id())) {
                return thought.signature();
            }
        }
        return null;
    }

    static Extras rest(Place place, String... known) {
        return Extras.of(NAME, place.path(), place.node(), Set.of(known));
    }

    static Extras none(String path) {
        return new Extras(NAME, path, Map.of());
    }
}
