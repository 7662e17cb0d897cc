// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.FinishReason;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Dialect.View;
import dev.martlet.provider.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes an answer for a client. There is one answer in this API: the first. */
final class ReplyWriter {
    private ReplyWriter() {}

    static ObjectNode write(ChatReply reply, View view) {
        Choice choice = reply.choices().getFirst();
        ObjectNode node = message(reply.id(), reply.model(), view);
        node.set("content", ReplyBlocks.write(choice.parts()));
        boolean refused = choice.parts().stream().anyMatch(Part.Refusal.class::isInstance);
        stop(node, choice.finish(), refused);
        node.set("usage", usage(reply.usage()));
        reply.extras().write(node, AnthropicDialect.NAME, new Losses());
        return node;
    }

    static ObjectNode message(String id, String model, View view) {
        ObjectNode node = Json.object().put("id", id.isEmpty() ? view.id() : id);
        node.put("type", "message").put("role", "assistant");
        return node.put("model", view.model().isEmpty() ? model : view.model());
    }

    static ObjectNode usage(@Nullable Usage usage) {
        return Usages.write(usage == null ? Usage.ZERO : usage);
    }

    /** A reason that this API has no word for is told beside the nearest one. */
    static void stop(ObjectNode node, Finish finish, boolean refused) {
        node.put("stop_reason", StopReasons.write(finish, refused));
        node.put("stop_sequence", finish.stopSequence());
        if (finish.reason() == FinishReason.OTHER) {
            node.putObject("stop_details").put("type", "other").put("reason", finish.raw());
        }
    }
}
