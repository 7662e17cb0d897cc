// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.cohere;

import static dev.martlet.provider.cohere.CohereChat.NAME;

import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.json.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the messages of a request. */
final class MessageWriter {
    private final Losses losses;

    MessageWriter(Losses losses) {
        this.losses = losses;
    }

    void write(Message message, int index, ArrayNode into) {
        if (message.name() != null) {
            losses.feature(Feature.NAME, index);
        }
        if (message.role() == Role.ASSISTANT) {
            assistant(message, index, into);
            return;
        }
        ArrayNode content = Json.array();
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                result(result, index, into);
            } else {
                block(part, index, content);
            }
        }
        if (!content.isEmpty()) {
            ObjectNode node = into.addObject().put("role", role(message.role()));
            content(node, content);
            message.extras().write(node, NAME, losses);
        } else {
            message.extras().write(Json.object(), NAME, losses);
        }
    }

    private static String role(Role role) {
        return role == Role.SYSTEM || role == Role.DEVELOPER ? "system" : "user";
    }

    /** One plain text is a string, as most clients write it. */
    private static void content(ObjectNode node, ArrayNode content) {
        if (content.size() == 1 && content.get(0).size() == 2 && content.get(0).has("text")) {
            node.set("content", content.get(0).get("text"));
        } else {
            node.set("content", content);
        }
    }

    /** Text beside calls is the plan; the API takes either content or calls. */
    private void assistant(Message message, int index, ArrayNode into) {
        ObjectNode node = Json.object().put("role", "assistant");
        ArrayNode content = Json.array();
        ArrayNode calls = Json.array();
        ArrayNode citations = Json.array();
        boolean planned = message.parts().stream().anyMatch(Part.ToolCall.class::isInstance);
        var plan = new StringBuilder();
        for (Part part : message.parts()) {
            switch (part) {
                case Part.ToolCall call -> call(call, calls);
                case Part.Text(String text, _, Extras extras) when planned -> {
                    plan.append(text);
                    extras.write(Json.object(), NAME, losses);
                }
                case Part.Refusal(String text, _) when planned -> plan.append(text);
                default -> block(part, index, content);
            }
            JsonNode cited = ContentReader.citations(part);
            if (cited != null) {
                cited.forEach(citations::add);
            }
        }
        if (!content.isEmpty()) {
            content(node, content);
        }
        if (!plan.isEmpty()) {
            node.put("tool_plan", plan.toString());
        }
        if (!calls.isEmpty()) {
            node.set("tool_calls", calls);
        }
        if (!citations.isEmpty()) {
            node.set("citations", citations);
        }
        message.extras().write(node, NAME, losses);
        if (node.size() > 1) {
            into.add(node);
        }
    }

    private void call(Part.ToolCall call, ArrayNode into) {
        ObjectNode node = into.addObject().put("id", call.id()).put("type", "function");
        node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
        call.extras().write(node, NAME, losses);
    }

    private void block(Part part, int index, ArrayNode into) {
        switch (part) {
            case Part.Text(String text, _, Extras extras) -> {
                if (!text.isEmpty()) {
                    ObjectNode node = into.addObject().put("type", "text").put("text", text);
                    extras.write(node, NAME, losses);
                }
            }
            case Part.Refusal(String text, _) ->
                    into.addObject().put("type", "text").put("text", text);
            case Part.Image image -> image(image, index, into);
            case Part.Reasoning thought -> {
                // What another provider thought means nothing to this one.
                if (thought.dialect().equals(NAME) && !thought.text().isEmpty()) {
                    into.addObject().put("type", "thinking").put("thinking", thought.text());
                }
            }
            case Part.File(Media media, _, _) -> losses.feature(file(media), index);
            case Part.Audio _ -> losses.feature(Feature.AUDIO, index);
            case Part.Video _ -> losses.feature(Feature.VIDEO, index);
            case Part.Opaque(String dialect, String path, JsonNode value) -> {
                if (dialect.equals(NAME)) {
                    into.add(value);
                } else {
                    losses.field(path, path.substring(path.lastIndexOf('.') + 1), value);
                }
            }
            case Part.ToolCall _, Part.ToolResult _ -> losses.feature(Feature.OPAQUE, index);
        }
    }

    private static Feature file(Media media) {
        return switch (media) {
            case Media.Inline _ -> Feature.FILE_INLINE;
            case Media.Remote _ -> Feature.FILE_URL;
            case Media.Uploaded _ -> Feature.FILE_ID;
        };
    }

    private void image(Part.Image image, int index, ArrayNode into) {
        String url =
                switch (image.media()) {
                    case Media.Inline(String type, String base64) ->
                            "data:" + type + ";base64," + base64;
                    case Media.Remote(String remote, _) -> remote;
                    case Media.Uploaded _ -> "";
                };
        if (url.isEmpty()) {
            losses.feature(Feature.IMAGE_FILE, index);
            return;
        }
        ObjectNode node = into.addObject().put("type", "image_url").putObject("image_url");
        node.put("url", url);
        if (image.detail() != null) {
            node.put("detail", image.detail());
        }
        image.extras().write(node, NAME, losses);
    }

    /** As documents, so that the answer can cite them. */
    private void result(Part.ToolResult result, int index, ArrayNode into) {
        ObjectNode node = into.addObject().put("role", "tool").put("tool_call_id", result.callId());
        ArrayNode content = node.putArray("content");
        for (Part part : result.content()) {
            switch (part) {
                case Part.Text(String text, _, Extras extras) -> {
                    ObjectNode document = document(content);
                    if (result.error()) {
                        document.putObject("data").put("error", text);
                    } else {
                        document.put("data", text);
                    }
                    extras.write(document, NAME, losses);
                }
                case Part.Image _ -> losses.feature(Feature.TOOL_RESULT_IMAGE, index);
                default -> losses.feature(Feature.TOOL_RESULT_FILE, index);
            }
        }
        if (content.isEmpty()) {
            document(content).put("data", "");
        }
        result.extras().write(node, NAME, losses);
    }

    private static ObjectNode document(ArrayNode content) {
        return content.addObject().put("type", "document").putObject("document");
    }

    /** For tests and replies: blocks of parts that cannot be refused. */
    static ArrayNode blocks(List<Part> parts) {
        var writer = new MessageWriter(new Losses());
        ArrayNode blocks = Json.array();
        parts.forEach(part -> writer.block(part, 0, blocks));
        return blocks;
    }
}
