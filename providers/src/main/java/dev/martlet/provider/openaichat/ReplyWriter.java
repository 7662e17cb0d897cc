// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.dialect.Dialect.View;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.DataUrl;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A whole answer for a client. */
final class ReplyWriter {
    /** What another dialect's reply says beside its answer concerns nobody here. */
    private final Losses unheard = new Losses();

    private final View view;

    ReplyWriter(View view) {
        this.view = view;
    }

    ObjectNode write(ChatReply reply) {
        ObjectNode body = Json.object();
        body.put("id", reply.id().isEmpty() ? view.id() : reply.id());
        body.put("object", "chat.completion");
        body.put("created", reply.created() == 0 ? view.created() : reply.created());
        body.put("model", view.model().isEmpty() ? reply.model() : view.model());
        ArrayNode choices = body.putArray("choices");
        for (Choice choice : reply.choices()) {
            choices.add(choice(choice));
        }
        if (reply.usage() != null) {
            body.set("usage", UsageFields.write(reply.usage()));
        }
        reply.extras().write(body, OpenAiChat.NAME, unheard);
        return body;
    }

    private ObjectNode choice(Choice choice) {
        ObjectNode node = Json.object().put("index", choice.index());
        ObjectNode message = node.putObject("message").put("role", "assistant");
        boolean refusal = message(message, choice.parts());
        node.set("logprobs", choice.logprobs());
        Finishes.write(node, choice.finish(), refusal, view.legacy());
        choice.extras().write(node, OpenAiChat.NAME, unheard);
        return node;
    }

    private boolean message(ObjectNode message, List<Part> parts) {
        var text = new StringBuilder();
        var refusal = new StringBuilder();
        List<Part.Reasoning> thoughts = new ArrayList<>();
        ArrayNode calls = Json.array();
        ArrayNode annotations = Json.array();
        boolean spoke = false;
        for (Part part : parts) {
            switch (part) {
                case Part.Text said -> {
                    spoke = true;
                    Citations.add(annotations, said, text.length());
                    text.append(said.text());
                }
                case Part.Refusal(String words, _) -> refusal.append(words);
                case Part.Reasoning thought -> thoughts.add(thought);
                case Part.ToolCall call -> calls.add(ToolCallFields.write(call));
                case Part.Image image -> image(message, image);
                case Part.Opaque opaque -> opaque(message, calls, opaque);
                case Part.Audio _, Part.File _, Part.Video _, Part.ToolResult _ -> {}
            }
        }
        message.put("content", spoke ? text.toString() : null);
        message.put("refusal", refusal.isEmpty() ? null : refusal.toString());
        ReasoningFields.write(message, thoughts);
        if (!annotations.isEmpty()) {
            message.set("annotations", annotations);
        }
        if (!calls.isEmpty()) {
            calls(message, calls);
        }
        return !refusal.isEmpty();
    }

    /** The old form knows one call. */
    private void calls(ObjectNode message, ArrayNode calls) {
        if (view.legacy()) {
            message.set("function_call", calls.get(0).path("function"));
        } else {
            message.set("tool_calls", calls);
        }
    }

    private static void image(ObjectNode message, Part.Image image) {
        message.withArray("images").add(imageNode(image));
    }

    /** As OpenRouter shows the images that a model makes. */
    static ObjectNode imageNode(Part.Image image) {
        String url =
                switch (image.media()) {
                    case Media.Inline inline -> DataUrl.write(inline);
                    case Media.Remote(String remote, _) -> remote;
                    case Media.Uploaded(String id) -> id;
                };
        ObjectNode node = Json.object().put("type", "image_url");
        node.putObject("image_url").put("url", url);
        return node;
    }

    private static void opaque(ObjectNode message, ArrayNode calls, Part.Opaque opaque) {
        if (!opaque.dialect().equals(OpenAiChat.NAME)) {
            return;
        }
        if (opaque.path().endsWith(".audio")) {
            message.set("audio", opaque.value());
        } else if (opaque.value().has("id")) {
            calls.add(opaque.value());
        }
    }
}
