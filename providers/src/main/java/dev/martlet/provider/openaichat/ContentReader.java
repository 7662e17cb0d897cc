// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.openai.DataUrl;
import dev.martlet.provider.openai.Fields;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code content}: a string, an array of parts, or null. */
final class ContentReader {
    private ContentReader() {}

    static List<Part> read(Fields message) {
        JsonNode content = message.any("content");
        if (content == null) {
            return List.of();
        }
        if (content.isString()) {
            return List.of(new Part.Text(content.stringValue()));
        }
        List<Part> parts = new ArrayList<>();
        for (Fields part : message.objects("content")) {
            parts.add(part(part));
        }
        return parts;
    }

    private static Part part(Fields part) {
        String type = part.required("type");
        return switch (type) {
            case "text" -> {
                String text = part.required("text");
                yield new Part.Text(text, null, part.rest(OpenAiChat.NAME));
            }
            case "refusal" -> {
                String text = part.required("refusal");
                yield new Part.Refusal(text, part.rest(OpenAiChat.NAME));
            }
            case "image_url", "input_audio", "file", "video_url" -> media(type, part);
            case "thinking" -> thought(part);
            default -> opaque(part);
        };
    }

    private static Part opaque(Fields part) {
        return new Part.Opaque(OpenAiChat.NAME, part.path(), part.node());
    }

    private static Part media(String type, Fields part) {
        Fields inner = part.object(type);
        if (inner == null) {
            throw new BadChatException(part.at(type), "missing (expected: an object)");
        }
        Extras extras = part.rest(OpenAiChat.NAME);
        Part read =
                switch (type) {
                    case "image_url" ->
                            new Part.Image(
                                    DataUrl.read(inner.required("url")),
                                    inner.text("detail"),
                                    extras);
                    case "input_audio" -> audio(inner, extras);
                    case "video_url" -> new Part.Video(DataUrl.read(inner.required("url")), extras);
                    default -> file(inner, extras);
                };
        return inner.rest(OpenAiChat.NAME).isEmpty() ? read : opaque(part);
    }

    private static Part audio(Fields inner, Extras extras) {
        String format = inner.required("format");
        String type = format.equals("mp3") ? "audio/mpeg" : "audio/" + format;
        return new Part.Audio(new Media.Inline(type, inner.required("data")), format, extras);
    }

    private static Part file(Fields inner, Extras extras) {
        String id = inner.text("file_id");
        String name = inner.text("filename");
        String data = inner.text("file_data");
        if (data != null) {
            return new Part.File(bytes(data), name, extras);
        }
        if (id != null) {
            return new Part.File(new Media.Uploaded(id), name, extras);
        }
        throw new BadChatException(
                inner.path(), "empty (expected: an object with file_id or file_data)");
    }

    /** OpenAI takes PDFs here, with and without the head of a data URL. */
    private static Media bytes(String data) {
        Media media = DataUrl.read(data);
        return media instanceof Media.Inline || data.startsWith("http")
                ? media
                : new Media.Inline("application/pdf", data);
    }

    /** Mistral's way to tell thoughts: a part among those of the content. */
    private static Part thought(Fields part) {
        JsonNode thinking = part.any("thinking");
        var text = new StringBuilder();
        if (thinking != null && thinking.isString()) {
            text.append(thinking.stringValue());
        } else {
            for (Fields piece : part.objects("thinking")) {
                text.append(piece.text("text", ""));
            }
        }
        return new Part.Reasoning(
                text.toString(), false, null, null, null, OpenAiChat.NAME, Extras.NONE);
    }
}
