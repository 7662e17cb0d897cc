// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.CallIds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The turns as instructions and items. */
final class InputWriter {
    private final Losses losses;
    private final ContentWriter contents;
    private final ArrayNode items = Json.array();
    private @Nullable String instructions;

    InputWriter(Losses losses) {
        this.losses = losses;
        this.contents = new ContentWriter(losses);
    }

    /** The operator's first words, if they are plain text. */
    @Nullable String instructions() {
        return instructions;
    }

    ArrayNode write(List<Message> messages) {
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (i == 0 && isPlainSystem(message)) {
                instructions = message.text();
                continue;
            }
            if (message.name() != null) {
                losses.feature(Feature.NAME, i);
            }
            message(message, i);
        }
        return items;
    }

    private static boolean isPlainSystem(Message message) {
        return message.role() == Role.SYSTEM
                && message.extras().isEmpty()
                && message.parts().size() == 1
                && message.parts().getFirst() instanceof Part.Text text
                && text.extras().isEmpty();
    }

    /** Items stand in the order of the parts; what can stand in one message does. */
    private void message(Message message, int index) {
        Extras extras = message.extras();
        List<Part> content = new ArrayList<>();
        for (Part part : message.parts()) {
            ObjectNode item = item(part, index);
            if (item != null) {
                extras = flush(message.role(), content, index, extras);
                items.add(item);
            } else if (!(part instanceof Part.Reasoning)) {
                content.add(part);
            }
        }
        if (message.parts().isEmpty()) {
            content.add(new Part.Text(""));
        }
        extras = flush(message.role(), content, index, extras);
        // of a turn without a message of its own they can only be told
        extras.write(Json.object(), OpenAiResponses.NAME, losses);
    }

    private Extras flush(Role role, List<Part> content, int index, Extras extras) {
        if (content.isEmpty()) {
            return extras;
        }
        ObjectNode item = Json.object().put("type", "message").put("role", role(role));
        item.set("content", contents.write(content, role == Role.ASSISTANT, index));
        extras.write(item, OpenAiResponses.NAME, losses);
        items.add(item);
        content.clear();
        return Extras.NONE;
    }

    private static boolean isOwn(Part part) {
        return part instanceof Part.Opaque(String dialect, String path, _)
                && dialect.equals(OpenAiResponses.NAME)
                && !path.contains("].content[");
    }

    /** Parts that are items themselves; null for those that are content, or mean nothing here. */
    private @Nullable ObjectNode item(Part part, int index) {
        return switch (part) {
            case Part.ToolCall call -> {
                ObjectNode item = Items.call(call, false);
                item.put("call_id", CallIds.fit(call.id(), CallIds.RESPONSES));
                call.extras().write(item, OpenAiResponses.NAME, losses);
                yield item;
            }
            case Part.ToolResult result -> result(result, index);
            case Part.Reasoning thought -> reasoning(thought);
            case Part.Opaque opaque
                    when isOwn(opaque) && opaque.value() instanceof ObjectNode own ->
                    own;
            default -> null;
        };
    }

    /** Only what the provider encrypted itself, or named, can go back to it. */
    private static @Nullable ObjectNode reasoning(Part.Reasoning thought) {
        if (!thought.dialect().equals(OpenAiResponses.NAME)) {
            return null;
        }
        String encrypted = ReasoningItems.encrypted(thought);
        if (encrypted == null && thought.id() == null) {
            return null;
        }
        ObjectNode item = ReasoningItems.write(thought, thought.id() == null ? "" : thought.id());
        if (thought.id() == null) {
            item.remove("id");
        }
        thought.extras().fields().forEach(item::set);
        return item;
    }

    private ObjectNode result(Part.ToolResult result, int index) {
        ObjectNode item = Json.object().put("type", "function_call_output");
        item.put("call_id", CallIds.fit(result.callId(), CallIds.RESPONSES));
        JsonNode output = contents.write(result.content(), false, index);
        item.set("output", output);
        result.extras().write(item, OpenAiResponses.NAME, losses);
        return item;
    }

    private static String role(Role role) {
        return switch (role) {
            case SYSTEM -> "system";
            case DEVELOPER -> "developer";
            case ASSISTANT -> "assistant";
            case USER, TOOL -> "user";
        };
    }
}
