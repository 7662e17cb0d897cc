// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ChatEvent.Kind;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.openai.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One answer of a stream. Text, refusal and thoughts follow one another, so that one of them begins
 * where the other ends; calls may grow side by side until the answer ends.
 */
final class ChoiceReader {
    private static final int NONE = -1;

    private final int choice;
    private final StreamedCalls calls;
    private int parts;

    /** The open part that is no call, and what it is. */
    private int open = NONE;

    private Class<?> kind = Void.class;
    private int thought = NONE;
    private boolean refused;
    private boolean finished;

    ChoiceReader(int choice, String reply) {
        this.choice = choice;
        this.calls = new StreamedCalls(choice, reply, () -> parts++);
    }

    boolean finished() {
        return finished;
    }

    void read(Fields chunk, List<ChatEvent> events) {
        if (finished) {
            return;
        }
        Fields delta = chunk.object("delta");
        if (delta != null) {
            delta(delta, events);
        }
        JsonNode logprobs = chunk.any("logprobs");
        if (logprobs != null) {
            events.add(new ChatEvent.Logprobs(choice, logprobs));
        }
        String finish = chunk.text("finish_reason", "");
        if (!finish.isEmpty()) {
            close(events);
            calls.end(events);
            finished = true;
            var read = Finishes.read(finish, calls.any(), refused);
            events.add(new ChatEvent.Finished(choice, read));
        }
    }

    /** The same for a chunk that has nothing but words. */
    List<ChatEvent> more(PlainChunk chunk) {
        if (finished) {
            return List.of();
        }
        String text = chunk.text() == null ? "" : chunk.text();
        if (chunk.thought() == null && !text.isEmpty() && kind == Part.Text.class) {
            return List.of(new ChatEvent.Delta(choice, open, Kind.TEXT, text));
        }
        List<ChatEvent> events = new ArrayList<>(3);
        if (chunk.thought() != null) {
            think(NONE, chunk.thought(), events);
        }
        say(new Part.Text(""), Kind.TEXT, text, events);
        return events;
    }

    private void delta(Fields delta, List<ChatEvent> events) {
        thoughts(delta, events);
        content(delta, events);
        String refusal = delta.text("refusal");
        if (refusal != null && !refusal.isEmpty()) {
            refused = true;
            say(new Part.Refusal("", Extras.NONE), Kind.TEXT, refusal, events);
        }
        for (Fields image : delta.objects("images")) {
            whole(ReplyReader.image(image), events);
        }
        JsonNode annotations = delta.any("annotations");
        if (annotations != null && kind == Part.Text.class) {
            for (JsonNode annotation : annotations) {
                events.add(new ChatEvent.Cited(choice, open, OpenAiChat.NAME, annotation));
            }
        }
        calls(delta, events);
        JsonNode audio = delta.any("audio");
        if (audio != null) {
            events.add(new ChatEvent.Unknown(OpenAiChat.NAME, "audio", audio, choice));
        }
    }

    /** A string; Mistral mixes in arrays of parts while it thinks. */
    private void content(Fields delta, List<ChatEvent> events) {
        JsonNode content = delta.peek("content");
        if (content == null) {
            return;
        }
        for (Part part : ContentReader.read(delta)) {
            switch (part) {
                case Part.Text(String text, _, _) ->
                        say(new Part.Text(""), Kind.TEXT, text, events);
                case Part.Reasoning(String text, _, _, _, _, _, _) -> think(NONE, text, events);
                default -> whole(part, events);
            }
        }
    }

    private void thoughts(Fields delta, List<ChatEvent> events) {
        boolean told = false;
        for (Fields detail : delta.objects("reasoning_details")) {
            JsonNode at = detail.peek("index");
            int index = at != null && at.isIntegralNumber() ? at.asInt() : NONE;
            Part.Reasoning part = ReasoningFields.detail(detail, false);
            told |= !part.text().isEmpty();
            detail(part, index, events);
        }
        String text = ReasoningFields.text(delta);
        if (text != null && !told) {
            think(NONE, text, events);
        }
    }

    private void detail(Part.Reasoning part, int index, List<ChatEvent> events) {
        if (part.encrypted() != null) {
            whole(part, events);
            return;
        }
        if (part.text().isEmpty() && part.signature() == null) {
            return;
        }
        boolean other = index != NONE && thought != NONE && index != thought;
        if (kind == Part.Reasoning.class && other) {
            close(events);
        }
        if (kind != Part.Reasoning.class) {
            open(
                    new Part.Reasoning(
                            "",
                            part.summary(),
                            null,
                            null,
                            part.id(),
                            part.dialect(),
                            part.extras()),
                    events);
        }
        thought = index;
        grow(Kind.REASONING, part.text(), events);
        if (part.signature() != null) {
            grow(Kind.SIGNATURE, part.signature(), events);
        }
    }

    private void think(int index, String text, List<ChatEvent> events) {
        thought = index;
        var seed = new Part.Reasoning("", false, null, null, null, OpenAiChat.NAME, Extras.NONE);
        say(seed, Kind.REASONING, text, events);
    }

    private void say(Part seed, Kind what, String text, List<ChatEvent> events) {
        if (text.isEmpty()) {
            return;
        }
        if (kind != seed.getClass()) {
            open(seed, events);
        }
        grow(what, text, events);
    }

    private void open(Part seed, List<ChatEvent> events) {
        close(events);
        open = parts++;
        kind = seed.getClass();
        events.add(new ChatEvent.PartStarted(choice, open, seed));
    }

    private void grow(Kind what, String text, List<ChatEvent> events) {
        if (!text.isEmpty()) {
            events.add(new ChatEvent.Delta(choice, open, what, text));
        }
    }

    private void whole(Part part, List<ChatEvent> events) {
        open(part, events);
        close(events);
    }

    private void close(List<ChatEvent> events) {
        if (open != NONE) {
            events.add(new ChatEvent.PartEnded(choice, open));
        }
        open = NONE;
        kind = Void.class;
        thought = NONE;
    }

    private void calls(Fields delta, List<ChatEvent> events) {
        List<Fields> said = delta.objects("tool_calls");
        Fields legacy = delta.object("function_call");
        if (said.isEmpty() && legacy == null) {
            return;
        }
        close(events);
        for (Fields call : said) {
            Fields function = call.object("function");
            if (function == null && call.peek("custom") != null) {
                events.add(
                        new ChatEvent.Unknown(OpenAiChat.NAME, "tool_calls", call.node(), choice));
                continue;
            }
            calls.read(index(call), call.text("id", ""), function, call, events);
        }
        if (legacy != null) {
            calls.read(0, "", legacy, legacy, events);
        }
    }

    private static @Nullable Integer index(Fields call) {
        JsonNode index = call.any("index");
        return index != null && index.isIntegralNumber() ? index.asInt() : null;
    }
}
