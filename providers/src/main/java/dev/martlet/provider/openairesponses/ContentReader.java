// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.openai.DataUrl;
import dev.martlet.provider.openai.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One part of a message's content. */
final class ContentReader {
    private ContentReader() {}

    static Part read(Fields part) {
        return switch (part.required("type")) {
            case "input_text", "output_text", "text" -> text(part);
            case "refusal" -> {
                String text = part.required("refusal");
                yield new Part.Refusal(text, part.rest(OpenAiResponses.NAME));
            }
            case "input_image" -> image(part);
            case "input_file" -> file(part);
            default -> new Part.Opaque(OpenAiResponses.NAME, part.path(), part.node());
        };
    }

    private static Part text(Fields part) {
        String text = part.required("text");
        JsonNode annotations = part.any("annotations");
        part.any("logprobs");
        boolean cited = annotations != null && !annotations.isEmpty();
        return new Part.Text(text, cited ? annotations : null, part.rest(OpenAiResponses.NAME));
    }

    private static Part image(Fields part) {
        Media media = media(part, part.text("image_url"), null, part.text("file_id"));
        String detail = part.text("detail");
        // auto is what happens if nothing is said, and clients of this dialect have to say it
        String said = "auto".equals(detail) ? null : detail;
        return new Part.Image(media, said, part.rest(OpenAiResponses.NAME));
    }

    private static Part file(Fields part) {
        Media media =
                media(part, part.text("file_url"), part.text("file_data"), part.text("file_id"));
        String name = part.text("filename");
        Extras extras = part.rest(OpenAiResponses.NAME);
        return new Part.File(media, name, extras);
    }

    private static Media media(
            Fields part, @Nullable String url, @Nullable String data, @Nullable String id) {
        if (data != null) {
            Media read = DataUrl.read(data);
            return read instanceof Media.Inline ? read : new Media.Inline("application/pdf", data);
        }
        if (url != null) {
            return DataUrl.read(url);
        }
        if (id != null) {
            return new Media.Uploaded(id);
        }
        throw new BadChatException(part.path(), "empty (expected: a URL, data or a file_id)");
    }
}
