// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Dialect.View;
import dev.martlet.provider.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes an answer for a client. */
final class ReplyWriter {
    private static final String NAME = GeminiDialect.NAME;

    private ReplyWriter() {}

    static ObjectNode write(ChatReply reply, View view) {
        ObjectNode node = Json.object();
        ArrayNode candidates = node.putArray("candidates");
        for (Choice choice : reply.choices()) {
            ObjectNode candidate = candidate(choice.index(), choice.parts());
            finish(candidate, choice.finish());
            logprobs(candidate, choice.logprobs());
            choice.extras().write(candidate, NAME, new Losses());
            candidates.add(candidate);
        }
        tail(node, reply.id(), reply.model(), reply.usage(), view);
        reply.extras().write(node, NAME, new Losses());
        return node;
    }

    static ObjectNode candidate(int index, List<Part> parts) {
        ObjectNode candidate = Json.object();
        ObjectNode content = candidate.putObject("content");
        ArrayNode written = Json.array();
        PartWriter.ofReply().write(parts, written);
        if (!written.isEmpty()) {
            content.set("parts", written);
        }
        content.put("role", "model");
        candidate.put("index", index);
        return candidate;
    }

    static void finish(ObjectNode candidate, Finish finish) {
        candidate.put("finishReason", FinishReasons.write(finish));
        if (FinishReasons.vague(finish)) {
            candidate.put("finishMessage", finish.raw());
        }
    }

    static void logprobs(ObjectNode candidate, @Nullable JsonNode logprobs) {
        ObjectNode result = Logprobs.write(logprobs);
        if (result != null) {
            candidate.set("logprobsResult", result);
        }
    }

    static void tail(ObjectNode node, String id, String model, @Nullable Usage usage, View view) {
        if (usage != null) {
            node.set("usageMetadata", Usages.write(usage));
        }
        node.put("modelVersion", view.model().isEmpty() ? model : view.model());
        node.put("responseId", id.isEmpty() ? view.id() : id);
    }
}
