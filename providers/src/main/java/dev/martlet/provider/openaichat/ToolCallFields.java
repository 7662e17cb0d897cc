// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A member of {@code tool_calls}. */
final class ToolCallFields {
    /** Where Google's own imitation of this dialect keeps the signature of a call. */
    static final String EXTRA = "extra_content";

    private static final String VENDOR = "google";
    private static final String SIGNATURE = "thought_signature";

    private ToolCallFields() {}

    /** A call; {@code id} is for one that has none, or null to refuse that. */
    static Part read(Fields call, @Nullable String id) {
        String type = call.text("type", "function");
        Fields function = call.object("function");
        if (!type.equals("function") && function == null) {
            return new Part.Opaque(OpenAiChat.NAME, call.path(), call.node());
        }
        if (function == null) {
            throw new BadChatException(call.at("function"), "missing (expected: an object)");
        }
        call.any("index");
        String own = call.text("id", "");
        if (own.isEmpty() && id == null) {
            throw new BadChatException(call.at("id"), "missing (expected: a string)");
        }
        String signature = signature(call.peek(EXTRA));
        if (signature != null) {
            call.any(EXTRA);
        }
        return new Part.ToolCall(
                own.isEmpty() && id != null ? id : own,
                function.required("name"),
                arguments(function),
                signature,
                call.rest(OpenAiChat.NAME));
    }

    static Part.ToolCall legacy(Fields call, String id) {
        return new Part.ToolCall(id, call.required("name"), arguments(call), null, Extras.NONE);
    }

    /** Some write an object where text is wanted, and nothing for none. */
    private static String arguments(Fields function) {
        String text = argumentText(function);
        return text.isBlank() ? "{}" : text;
    }

    static String argumentText(Fields function) {
        JsonNode arguments = function.any("arguments");
        if (arguments == null) {
            return "";
        }
        return arguments.isObject() ? Json.text(arguments) : function.text("arguments", "");
    }

    static @Nullable String signature(@Nullable JsonNode extra) {
        if (extra == null) {
            return null;
        }
        JsonNode signature = extra.path(VENDOR).path(SIGNATURE);
        return signature.isString() ? signature.stringValue() : null;
    }

    static ObjectNode write(Part.ToolCall call) {
        ObjectNode node = Json.object().put("id", call.id()).put("type", "function");
        node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
        if (call.signature() != null) {
            sign(node, call.signature());
        }
        return node;
    }

    static void sign(ObjectNode call, String signature) {
        call.putObject(EXTRA).putObject(VENDOR).put(SIGNATURE, signature);
    }
}
