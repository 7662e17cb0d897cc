// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ChatEvent.Kind;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect.EventReader;
import dev.martlet.provider.dialect.Fields;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the events of one stream: each is a whole reply with the parts that are new. The stream has
 * no mark of its end; it is complete if every answer has its reason when the connection ends.
 */
final class StreamReader implements EventReader {
    private static final String NAME = GeminiDialect.NAME;

    private final Map<Integer, Answer> answers = new TreeMap<>();
    private ReplyReader.@Nullable ReplyIds ids;
    private boolean failed;

    /** One of the answers. */
    private static final class Answer {
        final int index;
        int parts;

        /** The text or thought that goes on, or null. */
        @Nullable Class<? extends Part> open;

        boolean calls;
        boolean finished;

        Answer(int index) {
            this.index = index;
        }
    }

    @Override
    public List<ChatEvent> read(Event event) {
        JsonNode json = json(event);
        var out = new ArrayList<ChatEvent>();
        if (json.has("error")) {
            failed = true;
            out.add(new ChatEvent.Failed(Errors.read(0, json)));
            return out;
        }
        Fields reply = Fields.ofProto(json, "");
        ReplyReader.ReplyIds known = begin(reply, out);
        List<Fields> candidates = reply.objects("candidates");
        for (int i = 0; i < candidates.size(); i++) {
            candidate(candidates.get(i), i, known, out);
        }
        Fields usage = reply.object("usageMetadata");
        if (usage != null) {
            out.add(new ChatEvent.UsageTold(Usages.read(usage)));
        }
        Finish blocked = candidates.isEmpty() ? ReplyReader.blocked(reply) : null;
        if (blocked != null) {
            finish(answer(0), blocked, out);
        }
        return out;
    }

    private static JsonNode json(Event event) {
        try {
            return Json.readReply(event.data());
        } catch (JsonException e) {
            throw new BadChatException("", String.valueOf(e.getMessage()));
        }
    }

    private ReplyReader.ReplyIds begin(Fields reply, List<ChatEvent> out) {
        String id = reply.text("responseId", "");
        String model = reply.text("modelVersion", "");
        if (ids != null) {
            return ids;
        }
        out.add(new ChatEvent.Started(id, 0, model, Extras.NONE));
        var made = new ReplyReader.ReplyIds(id.isEmpty() ? Json.text(reply.node()) : id);
        ids = made;
        return made;
    }

    private Answer answer(int index) {
        return answers.computeIfAbsent(index, Answer::new);
    }

    private void candidate(
            Fields candidate, int position, PartReader.Ids known, List<ChatEvent> out) {
        Integer index = candidate.integer("index");
        Answer answer = answer(index == null ? position : index);
        for (Part part : ReplyReader.parts(candidate, known)) {
            part(answer, part, out);
        }
        JsonNode logprobs = Logprobs.read(candidate.any("logprobsResult"));
        if (logprobs != null) {
            out.add(new ChatEvent.Logprobs(answer.index, logprobs));
        }
        String reason = candidate.text("finishReason");
        Extras extras = candidate.extras(NAME);
        if (!extras.isEmpty()) {
            ObjectNode rest = Json.object();
            extras.fields().forEach(rest::set);
            out.add(new ChatEvent.Unknown(NAME, "candidate", rest, answer.index));
        }
        if (reason != null) {
            finish(answer, FinishReasons.read(reason, answer.calls), out);
        }
    }

    private static void finish(Answer answer, Finish finish, List<ChatEvent> out) {
        if (answer.finished) {
            return;
        }
        close(answer, out);
        answer.finished = true;
        out.add(new ChatEvent.Finished(answer.index, finish));
    }

    private static void part(Answer answer, Part part, List<ChatEvent> out) {
        switch (part) {
            case Part.Text(String text, _, Extras extras) ->
                    more(answer, new Part.Text("", null, extras), Kind.TEXT, text, out);
            case Part.Reasoning thought when !thought.text().isEmpty() -> {
                more(answer, seed(thought), Kind.REASONING, thought.text(), out);
                signature(answer, thought.signature(), out);
            }
            case Part.Reasoning thought when answer.open == Part.Reasoning.class ->
                    signature(answer, thought.signature(), out);
            case Part.ToolCall call -> call(answer, call, out);
            default -> whole(answer, part, out);
        }
    }

    private static Part seed(Part.Reasoning thought) {
        return new Part.Reasoning(
                "",
                thought.summary(),
                null,
                thought.encrypted(),
                thought.id(),
                thought.dialect(),
                thought.extras());
    }

    private static void more(
            Answer answer, Part seed, Kind kind, String text, List<ChatEvent> out) {
        if (text.isEmpty() && seed.extras().isEmpty()) {
            return;
        }
        if (answer.open != seed.getClass()) {
            start(answer, seed, out);
            answer.open = seed.getClass();
        }
        if (!text.isEmpty()) {
            out.add(new ChatEvent.Delta(answer.index, answer.parts - 1, kind, text));
        }
    }

    /** A signed thought is complete. */
    private static void signature(Answer answer, @Nullable String signature, List<ChatEvent> out) {
        if (signature != null) {
            int part = answer.parts - 1;
            out.add(new ChatEvent.Delta(answer.index, part, Kind.SIGNATURE, signature));
            close(answer, out);
        }
    }

    private static void call(Answer answer, Part.ToolCall call, List<ChatEvent> out) {
        answer.calls = true;
        start(
                answer,
                new Part.ToolCall(call.id(), call.name(), "", call.signature(), call.extras()),
                out);
        int part = answer.parts - 1;
        out.add(new ChatEvent.Delta(answer.index, part, Kind.ARGUMENTS, call.arguments()));
        out.add(new ChatEvent.PartEnded(answer.index, part));
    }

    private static void whole(Answer answer, Part part, List<ChatEvent> out) {
        start(answer, part, out);
        out.add(new ChatEvent.PartEnded(answer.index, answer.parts - 1));
    }

    private static void start(Answer answer, Part seed, List<ChatEvent> out) {
        close(answer, out);
        out.add(new ChatEvent.PartStarted(answer.index, answer.parts, seed));
        answer.parts++;
    }

    private static void close(Answer answer, List<ChatEvent> out) {
        if (answer.open != null) {
            answer.open = null;
            out.add(new ChatEvent.PartEnded(answer.index, answer.parts - 1));
        }
    }

    @Override
    public List<ChatEvent> end() {
        boolean complete =
                !failed
                        && !answers.isEmpty()
                        && answers.values().stream().allMatch(answer -> answer.finished);
        return complete ? List.of(new ChatEvent.Ended()) : List.of();
    }
}
