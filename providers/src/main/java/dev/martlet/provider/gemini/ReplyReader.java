// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Fields;
import dev.martlet.provider.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what a provider answered. */
final class ReplyReader {
    private static final String NAME = GeminiDialect.NAME;

    private ReplyReader() {}

    static ChatReply read(JsonNode body) {
        Fields reply = Fields.ofProto(body, "");
        String id = reply.text("responseId", "");
        String model = reply.text("modelVersion", "");
        var ids = new ReplyIds(id.isEmpty() ? Json.text(body) : id);
        var choices = new ArrayList<Choice>();
        List<Fields> candidates = reply.objects("candidates");
        for (int i = 0; i < candidates.size(); i++) {
            choices.add(choice(candidates.get(i), i, ids));
        }
        Fields usage = reply.object("usageMetadata");
        Extras extras = reply.extras(NAME);
        if (choices.isEmpty()) {
            Finish blocked = blocked(reply);
            if (blocked == null) {
                throw new BadChatException("candidates", "missing");
            }
            choices.add(new Choice(0, List.of(), blocked, null, Extras.NONE));
        }
        return new ChatReply(
                id, 0, model, choices, usage == null ? null : Usages.read(usage), extras);
    }

    /** How a prompt that was refused ends; null if it was not. */
    static @Nullable Finish blocked(Fields reply) {
        Fields feedback = reply.object("promptFeedback");
        String reason = feedback == null ? null : feedback.text("blockReason");
        return reason == null ? null : FinishReasons.blocked(reason);
    }

    private static Choice choice(Fields candidate, int position, ReplyIds ids) {
        Integer index = candidate.integer("index");
        List<Part> parts = parts(candidate, ids);
        boolean calls = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        String reason = candidate.text("finishReason");
        if (reason == null) {
            throw new BadChatException(candidate.at("finishReason"), "missing");
        }
        JsonNode logprobs = Logprobs.read(candidate.any("logprobsResult"));
        return new Choice(
                index == null ? position : index,
                parts,
                FinishReasons.read(reason, calls),
                logprobs,
                candidate.extras(NAME));
    }

    /** The parts of a candidate, of a reply or of one event. */
    static List<Part> parts(Fields candidate, PartReader.Ids ids) {
        var parts = new ArrayList<Part>();
        Fields content = candidate.object("content");
        if (content != null) {
            for (Fields part : content.objects("parts")) {
                parts.addAll(PartReader.read(part, ids));
            }
        }
        return parts;
    }

    /** Ids of the calls of one reply. */
    static final class ReplyIds implements PartReader.Ids {
        private final String seed;
        private int count;

        ReplyIds(String seed) {
            this.seed = seed;
        }

        @Override
        public String call(String name) {
            return CallIds.inReply(seed, count++);
        }

        @Override
        public String result(String name, @Nullable String id) {
            return id == null ? "" : id;
        }
    }
}
