// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.openai.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The turns of a request. */
final class MessageReader {
    /**
     * Ids of calls by the name of their function, for results of the old form, which have no id.
     */
    private final Map<String, String> legacyCalls = new HashMap<>();

    List<Message> read(List<Fields> messages) {
        if (messages.isEmpty()) {
            throw new BadChatException("messages", "none (expected: one or more)");
        }
        List<Message> read = new ArrayList<>(messages.size());
        for (Fields message : messages) {
            read.add(read(message, read.size()));
        }
        return read;
    }

    private Message read(Fields message, int index) {
        return switch (message.required("role")) {
            case "system" -> said(Role.SYSTEM, message);
            case "developer" -> said(Role.DEVELOPER, message);
            case "user" -> said(Role.USER, message);
            case "assistant" -> assistant(message, index);
            case "tool" -> result(message, message.required("tool_call_id"));
            case "function" -> legacyResult(message);
            default -> throw message.wrong("role", "system, developer, user, assistant or tool");
        };
    }

    private static Message said(Role role, Fields message) {
        return message(role, required(message), message);
    }

    private static Message message(Role role, List<Part> parts, Fields message) {
        String name = message.text("name");
        return new Message(role, parts, name, message.rest(OpenAiChat.NAME));
    }

    private static List<Part> required(Fields message) {
        if (message.any("content") == null) {
            throw new BadChatException(
                    message.at("content"), "missing (expected: a string or an array)");
        }
        return ContentReader.read(message);
    }

    private Message assistant(Fields message, int index) {
        List<Part> parts = new ArrayList<>(ReasoningFields.read(message, true));
        parts.addAll(ContentReader.read(message));
        String refusal = message.text("refusal");
        if (refusal != null) {
            parts.add(new Part.Refusal(refusal, Extras.NONE));
        }
        Fields audio = message.object("audio");
        if (audio != null) {
            parts.add(new Part.Audio(new Media.Uploaded(audio.required("id")), "", Extras.NONE));
        }
        for (Fields call : message.objects("tool_calls")) {
            parts.add(ToolCallFields.read(call, null));
        }
        Fields call = message.object("function_call");
        if (call != null) {
            Part.ToolCall legacy = ToolCallFields.legacy(call, "call_legacy_" + index);
            legacyCalls.put(legacy.name(), legacy.id());
            parts.add(legacy);
        }
        // what a reply had and a client sends back: it changes nothing for the model
        message.any("annotations");
        return message(Role.ASSISTANT, parts, message);
    }

    private static Message result(Fields message, String id) {
        String name = message.text("name");
        var result = new Part.ToolResult(id, name, required(message), false, Extras.NONE);
        return new Message(Role.TOOL, List.of(result), null, message.rest(OpenAiChat.NAME));
    }

    private Message legacyResult(Fields message) {
        String name = message.required("name");
        String id = legacyCalls.get(name);
        if (id == null) {
            throw new BadChatException(
                    message.at("name"),
                    "not called before (expected: the name of a function call)");
        }
        return result(message, id);
    }
}
