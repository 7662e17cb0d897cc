// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Fields;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads what a provider answered. */
final class ReplyReader {
    private static final String NAME = AnthropicDialect.NAME;

    private ReplyReader() {}

    static ChatReply read(JsonNode body) {
        Fields reply = Fields.of(body, "");
        if (!reply.text("type", "message").equals("message")) {
            throw new BadChatException("type", "something else (expected: message)");
        }
        reply.any("role");
        String id = reply.text("id", "");
        String model = reply.text("model", "");
        reply.required("content");
        List<Part> parts = Blocks.blocks(reply, "content");
        Finish finish =
                StopReasons.read(
                        reply.requiredText("stop_reason"),
                        reply.text("stop_sequence"),
                        structured(body) && !calls(parts));
        Fields usage = reply.object("usage");
        Usage counted = usage == null ? null : Usages.read(usage, null);
        Choice choice = new Choice(0, parts, finish, null, Extras.NONE);
        return new ChatReply(id, 0, model, List.of(choice), counted, reply.extras(NAME));
    }

    private static boolean structured(JsonNode body) {
        for (JsonNode block : body.path("content")) {
            if (block.path("name").asString("").equals(StructuredTool.NAME)) {
                return true;
            }
        }
        return false;
    }

    private static boolean calls(List<Part> parts) {
        return parts.stream().anyMatch(Part.ToolCall.class::isInstance);
    }
}
