// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.CallIds;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The turns of a request to a provider. */
final class MessageWriter {
    private static final String CALLS = ".tool_calls[";

    private final Losses losses;
    private final ContentWriter contents;
    private final ArrayNode written = Json.array();

    MessageWriter(Losses losses) {
        this.losses = losses;
        this.contents = new ContentWriter(losses);
    }

    ArrayNode write(List<Message> messages) {
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (message.role() == Role.ASSISTANT) {
                assistant(message, i);
            } else {
                said(message, i);
            }
        }
        return written;
    }

    /** Results come first: they have to follow the turn that asked for them. */
    private void said(Message message, int index) {
        List<Part> rest = new ArrayList<>();
        boolean results = false;
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                result(result, results ? Extras.NONE : message.extras(), index);
                results = true;
            } else {
                rest.add(part);
            }
        }
        if (results && rest.isEmpty()) {
            return;
        }
        ObjectNode node = written.addObject().put("role", role(message.role()));
        node.set("content", contents.write(rest, index));
        finish(node, message, results ? Extras.NONE : message.extras());
    }

    private static String role(Role role) {
        return switch (role) {
            case SYSTEM -> "system";
            case DEVELOPER -> "developer";
            case USER, TOOL -> "user";
            case ASSISTANT -> "assistant";
        };
    }

    private void finish(ObjectNode node, Message message, Extras extras) {
        if (message.name() != null) {
            node.put("name", message.name());
        }
        extras.write(node, OpenAiChat.NAME, losses);
    }

    private void result(Part.ToolResult result, Extras extras, int index) {
        ObjectNode node = written.addObject().put("role", "tool");
        node.put("tool_call_id", CallIds.fit(result.callId(), CallIds.CHAT));
        List<Part> content = new ArrayList<>();
        for (Part part : result.content()) {
            switch (part) {
                case Part.Text _ -> content.add(part);
                case Part.Image _ -> losses.feature(Feature.TOOL_RESULT_IMAGE, index);
                case Part.File _ -> losses.feature(Feature.TOOL_RESULT_FILE, index);
                case Part.Opaque(_, String path, var value) -> losses.field(path, "", value);
                default -> losses.feature(Feature.OPAQUE, index);
            }
        }
        node.set("content", contents.write(content, index));
        result.extras().write(node, OpenAiChat.NAME, losses);
        extras.write(node, OpenAiChat.NAME, losses);
    }

    private void assistant(Message message, int index) {
        ObjectNode node = written.addObject().put("role", "assistant");
        List<Part> content = new ArrayList<>();
        List<Part.Reasoning> thoughts = new ArrayList<>();
        ArrayNode calls = Json.array();
        var refusal = new StringBuilder();
        for (Part part : message.parts()) {
            switch (part) {
                case Part.Reasoning thought -> thoughts.add(thought);
                case Part.ToolCall call -> calls.add(call(call));
                case Part.Refusal(String text, _) -> refusal.append(text);
                case Part.Opaque(String dialect, String path, var value)
                        when dialect.equals(OpenAiChat.NAME) && path.contains(CALLS) ->
                        calls.add(value);
                case Part.Audio(Media.Uploaded(String id), _, _) ->
                        node.putObject("audio").put("id", id);
                default -> content.add(part);
            }
        }
        boolean silent =
                content.isEmpty() && (!calls.isEmpty() || !refusal.isEmpty() || node.has("audio"));
        if (silent) {
            node.putNull("content");
        } else {
            node.set("content", contents.write(content, index));
        }
        if (!refusal.isEmpty()) {
            node.put("refusal", refusal.toString());
        }
        // another dialect's proofs mean nothing to this one; its own go back as they came
        thoughts.removeIf(thought -> !thought.dialect().equals(OpenAiChat.NAME));
        ReasoningFields.write(node, thoughts);
        if (!calls.isEmpty()) {
            node.set("tool_calls", calls);
        }
        finish(node, message, message.extras());
    }

    private ObjectNode call(Part.ToolCall call) {
        // a signature is nothing that this dialect's owner knows, and nothing that others miss
        var unsigned =
                new Part.ToolCall(
                        CallIds.fit(call.id(), CallIds.CHAT),
                        call.name(),
                        call.arguments(),
                        null,
                        Extras.NONE);
        ObjectNode node = ToolCallFields.write(unsigned);
        call.extras().write(node, OpenAiChat.NAME, losses);
        return node;
    }
}
