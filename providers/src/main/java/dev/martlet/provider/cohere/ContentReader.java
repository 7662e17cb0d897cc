// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.cohere;

import static dev.martlet.provider.cohere.CohereChat.NAME;

import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.dialect.Place;
import dev.martlet.provider.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Reads the content of messages, of requests and of replies. */
final class ContentReader {
    private static final Pattern DATA_URL =
            Pattern.compile("data:([^;,]+)(?:;[^;,]+)*;base64,(.*)", Pattern.DOTALL);

    private ContentReader() {}

    /** A string, or an array of blocks. */
    static List<Part> parts(Place content) {
        List<Part> parts = new ArrayList<>();
        if (content.absent()) {
            return parts;
        }
        if (content.node().isString()) {
            parts.add(new Part.Text(content.text()));
            return parts;
        }
        for (Place block : content.items()) {
            parts.add(part(block.object()));
        }
        return parts;
    }

    private static Part part(Place block) {
        return switch (block.at("type").text()) {
            case "text" ->
                    new Part.Text(block.at("text").text(), null, rest(block, "type", "text"));
            case "image_url" -> image(block);
            case "thinking" -> thinking(block);
            case "document" -> document(block);
            default -> new Part.Opaque(NAME, block.path(), block.node());
        };
    }

    private static Part image(Place block) {
        Place image = block.at("image_url").object();
        String url = image.at("url").text();
        Matcher inline = DATA_URL.matcher(url);
        Media media =
                inline.matches()
                        ? new Media.Inline(inline.group(1), inline.group(2))
                        : new Media.Remote(url, null);
        return new Part.Image(media, image.at("detail").textOrNull(), rest(image, "url", "detail"));
    }

    /** The signature is an extension of ours: Cohere's own thoughts have none. */
    static Part.Reasoning thinking(Place block) {
        String text = block.at("thinking").textOr("");
        String signature = block.at("signature").textOrNull();
        CarriedThought carried = CarriedThought.read(signature);
        if (carried != null) {
            return carried.thought(text);
        }
        return new Part.Reasoning(
                text,
                false,
                signature,
                null,
                null,
                NAME,
                rest(block, "type", "thinking", "signature"));
    }

    private static Part document(Place block) {
        Place document = block.at("document");
        if (document.node().isString()) {
            return new Part.Text(document.text());
        }
        JsonNode data = document.object().at("data").node();
        String text = data.isString() ? data.stringValue() : Json.text(data);
        return new Part.Text(text, null, rest(document, "data"));
    }

    /** What an assistant said: thoughts, its plan, text, calls, with citations at the text. */
    static List<Part> said(Place message) {
        List<Part> content = parts(message.at("content"));
        List<Part> parts = new ArrayList<>();
        content.stream().filter(Part.Reasoning.class::isInstance).forEach(parts::add);
        String plan = message.at("tool_plan").textOr("");
        if (!plan.isEmpty()) {
            parts.add(new Part.Text(plan));
        }
        content.stream().filter(part -> !(part instanceof Part.Reasoning)).forEach(parts::add);
        cite(parts, message);
        for (Place call : message.at("tool_calls").items()) {
            parts.add(call(call.object()));
        }
        return parts;
    }

    static Part.ToolCall call(Place call) {
        Place function = call.at("function").object();
        String arguments = function.at("arguments").textOr("");
        return new Part.ToolCall(
                call.at("id").text(),
                function.at("name").text(),
                arguments.isBlank() ? "{}" : arguments,
                call.at("signature").textOrNull(),
                rest(call, "id", "type", "function", "signature"));
    }

    /** Citations stand beside the content; they belong to the last text. */
    private static void cite(List<Part> parts, Place message) {
        List<Place> citations = message.at("citations").items();
        if (citations.isEmpty()) {
            return;
        }
        ArrayNode nodes = Json.array();
        citations.forEach(citation -> nodes.add(citation.node()));
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i) instanceof Part.Text(String text, _, Extras extras)) {
                // The dialect of the extras says whose words the citations are in.
                Extras ours =
                        extras.isEmpty() ? new Extras(NAME, message.path(), Map.of()) : extras;
                parts.set(i, new Part.Text(text, nodes, ours));
                return;
            }
        }
    }

    static Extras rest(Place place, String... known) {
        return Extras.of(NAME, place.path(), place.node(), Set.of(known));
    }

    static @Nullable JsonNode citations(Part part) {
        return part instanceof Part.Text text && text.extras().dialect().equals(NAME)
                ? text.citations()
                : null;
    }
}
