// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.openai.Fields;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The items of the input. What the model said in one go, in several items, is one turn. */
final class InputReader {
    private final List<Message> messages = new ArrayList<>();
    private final List<Part> said = new ArrayList<>();

    static List<Message> read(List<Fields> items) {
        var reader = new InputReader();
        items.forEach(reader::item);
        reader.turn();
        return reader.messages;
    }

    private void turn() {
        if (!said.isEmpty()) {
            messages.add(new Message(Role.ASSISTANT, said));
            said.clear();
        }
    }

    private void item(Fields item) {
        String byDefault = item.peek("role") == null ? "item_reference" : "message";
        String type = item.text("type", byDefault);
        switch (type) {
            case "message" -> message(item);
            case "function_call" -> said.add(Items.call(item));
            case "reasoning" -> said.add(ReasoningItems.read(item, true));
            case "function_call_output" -> result(item);
            default -> opaque(type, item);
        }
    }

    private void opaque(String type, Fields item) {
        var part = new Part.Opaque(OpenAiResponses.NAME, item.path(), item.node());
        if (type.endsWith("_output") || type.endsWith("_response")) {
            turn();
            messages.add(new Message(Role.USER, List.of(part)));
        } else {
            said.add(part);
        }
    }

    private void message(Fields item) {
        Role role =
                switch (item.required("role")) {
                    case "user" -> Role.USER;
                    case "assistant" -> Role.ASSISTANT;
                    case "system" -> Role.SYSTEM;
                    case "developer" -> Role.DEVELOPER;
                    default -> throw item.wrong("role", "user, assistant, system or developer");
                };
        List<Part> content = content(item, "content");
        // a reply's item that comes back has them; they say nothing to a model
        item.any("id");
        item.any("status");
        Extras rest = item.rest(OpenAiResponses.NAME);
        if (role == Role.ASSISTANT && rest.isEmpty()) {
            said.addAll(content);
            return;
        }
        turn();
        messages.add(new Message(role, content, null, rest));
    }

    private void result(Fields item) {
        turn();
        String id = item.required("call_id");
        List<Part> content = content(item, "output");
        item.any("id");
        item.any("status");
        var result = new Part.ToolResult(id, null, content, false, item.rest(OpenAiResponses.NAME));
        messages.add(new Message(Role.TOOL, List.of(result)));
    }

    private static List<Part> content(Fields item, String name) {
        JsonNode content = item.any(name);
        if (content == null) {
            throw new BadChatException(item.at(name), "missing (expected: a string or an array)");
        }
        if (content.isString()) {
            return List.of(new Part.Text(content.stringValue()));
        }
        List<Part> parts = new ArrayList<>();
        for (Fields part : item.objects(name)) {
            parts.add(ContentReader.read(part));
        }
        return parts;
    }
}
