// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.call.Progress.SentPart;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ChatEvent.Kind;
import dev.martlet.provider.chat.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream that goes on where the broken one stopped: its first text is more of the client's last
 * one, all else is new. Also for a client that has seen nothing of the answer but thoughts.
 */
final class GoOn implements Resume {
    private final PartNumbers numbers;
    private final boolean begun;
    private @Nullable SentPart open;

    /** White space that the client has and the new target was not told. */
    private String trimmed;

    private int merged = -1;

    /**
     * A stream that continues an open text, or follows what is there.
     *
     * @param trimmed the end of the open text that the target was not told
     */
    GoOn(Progress progress, String trimmed) {
        this.numbers = new PartNumbers(progress);
        this.begun = progress.started() != null;
        this.trimmed = trimmed;
        List<SentPart> parts = progress.parts();
        this.open = parts.isEmpty() || parts.getLast().ended ? null : parts.getLast();
    }

    @Override
    public boolean caughtUp() {
        return true;
    }

    @Override
    public List<ChatEvent> fit(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Started start -> begun ? List.of() : List.of(start);
            case ChatEvent.PartStarted part -> part(part);
            case ChatEvent.Delta delta -> delta(delta);
            case ChatEvent.PartEnded(int choice, int part) ->
                    List.of(new ChatEvent.PartEnded(choice, number(choice, part)));
            case ChatEvent.Cited(int choice, int part, var dialect, var citation) ->
                    List.of(new ChatEvent.Cited(choice, number(choice, part), dialect, citation));
            case ChatEvent.Finished finished -> closeAnd(finished);
            default -> List.of(event);
        };
    }

    private int number(int choice, int part) {
        @Nullable Integer number = numbers.of(choice, part);
        return number == null ? numbers.fresh(choice, part) : number;
    }

    private List<ChatEvent> part(ChatEvent.PartStarted begin) {
        SentPart last = open;
        if (last != null
                && last.seed instanceof Part.Text
                && begin.seed() instanceof Part.Text
                && begin.choice() == last.choice) {
            open = null;
            merged = begin.part();
            numbers.same(begin.choice(), begin.part(), last.number);
            String text = Progress.beginning(begin.seed());
            return text.isEmpty()
                    ? List.of()
                    : delta(new ChatEvent.Delta(begin.choice(), begin.part(), Kind.TEXT, text));
        }
        int number = numbers.fresh(begin.choice(), begin.part());
        return closeAnd(new ChatEvent.PartStarted(begin.choice(), number, begin.seed()));
    }

    /** A part that the new target does not take up is over. */
    private List<ChatEvent> closeAnd(ChatEvent event) {
        List<ChatEvent> events = new ArrayList<>(2);
        if (open != null) {
            events.add(new ChatEvent.PartEnded(open.choice, open.number));
            open = null;
        }
        events.add(event);
        return events;
    }

    private List<ChatEvent> delta(ChatEvent.Delta delta) {
        String text = delta.part() == merged ? withoutTrimmed(delta.text()) : delta.text();
        return text.isEmpty()
                ? List.of()
                : List.of(
                        new ChatEvent.Delta(
                                delta.choice(),
                                number(delta.choice(), delta.part()),
                                delta.kind(),
                                text));
    }

    private String withoutTrimmed(String text) {
        int same = 0;
        while (same < text.length()
                && same < trimmed.length()
                && text.charAt(same) == trimmed.charAt(same)) {
            same++;
        }
        trimmed = same == text.length() ? trimmed.substring(same) : "";
        return text.substring(same);
    }
}
