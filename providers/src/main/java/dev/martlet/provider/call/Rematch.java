// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.call.Progress.SentPart;
import dev.martlet.provider.call.Trouble.Kind;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream that answers from the beginning: what the client has is compared and left out, the rest
 * is passed on. It has to say the same; only thoughts may differ, for the client has other ones.
 */
final class Rematch implements Resume {
    private final PartNumbers numbers;
    private final List<Open> left = new ArrayList<>();
    private final List<Open> matching = new ArrayList<>();
    private final Progress progress;

    /** A part that the client has, and how much of it was said again. */
    private static final class Open {
        final SentPart sent;
        final String said;
        int theirs = -1;
        int matched;

        Open(SentPart sent) {
            this.sent = sent;
            this.said = sent.said();
        }

        boolean matches(Part seed) {
            return switch (seed) {
                case Part.ToolCall call ->
                        sent.seed instanceof Part.ToolCall other
                                && call.name().equals(other.name());
                default -> seed.getClass() == sent.seed.getClass();
            };
        }
    }

    Rematch(Progress progress) {
        this.progress = progress;
        this.numbers = new PartNumbers(progress);
        progress.parts().stream()
                .filter(part -> !(part.seed instanceof Part.Reasoning))
                .map(Open::new)
                .forEach(left::add);
    }

    @Override
    public boolean caughtUp() {
        return left.isEmpty() && matching.stream().allMatch(Rematch::said);
    }

    private static boolean said(Open part) {
        return part.matched >= part.said.length();
    }

    @Override
    public List<ChatEvent> fit(ChatEvent event) throws TryFailed {
        return switch (event) {
            case ChatEvent.Started start -> progress.started() == null ? List.of(start) : List.of();
            case ChatEvent.PartStarted part -> part(part);
            case ChatEvent.Delta delta -> delta(delta);
            case ChatEvent.PartEnded end -> ended(end);
            case ChatEvent.Cited cited -> cited(cited);
            case ChatEvent.Logprobs logprobs -> caughtUp() ? List.of(logprobs) : List.of();
            case ChatEvent.Finished finished -> finished(finished);
            default -> List.of(event);
        };
    }

    private List<ChatEvent> part(ChatEvent.PartStarted begin) throws TryFailed {
        if (begin.seed() instanceof Part.Reasoning && !caughtUp()) {
            return List.of();
        }
        @Nullable Open next = next(begin.choice());
        if (next == null) {
            int number = numbers.fresh(begin.choice(), begin.part());
            return List.of(new ChatEvent.PartStarted(begin.choice(), number, begin.seed()));
        }
        if (!next.matches(begin.seed())) {
            throw diverged();
        }
        left.remove(next);
        matching.add(next);
        next.theirs = begin.part();
        numbers.same(begin.choice(), begin.part(), next.sent.number);
        return more(next, begin.choice(), next.sent.kind(), Progress.beginning(begin.seed()));
    }

    private @Nullable Open next(int choice) {
        return left.stream().filter(part -> part.sent.choice == choice).findFirst().orElse(null);
    }

    private @Nullable Open matching(int choice, int theirs) {
        return matching.stream()
                .filter(part -> part.sent.choice == choice && part.theirs == theirs)
                .findFirst()
                .orElse(null);
    }

    private List<ChatEvent> delta(ChatEvent.Delta delta) throws TryFailed {
        @Nullable Integer number = numbers.of(delta.choice(), delta.part());
        if (number == null) {
            return List.of();
        }
        @Nullable Open part = matching(delta.choice(), delta.part());
        if (part == null) {
            return List.of(new ChatEvent.Delta(delta.choice(), number, delta.kind(), delta.text()));
        }
        if (delta.kind() != part.sent.kind()) {
            // A signature: of another key than the one that the client may have.
            return List.of();
        }
        return more(part, delta.choice(), delta.kind(), delta.text());
    }

    private List<ChatEvent> more(Open part, int choice, ChatEvent.Kind kind, String text)
            throws TryFailed {
        int same = Math.min(text.length(), part.said.length() - part.matched);
        if (!part.said.regionMatches(part.matched, text, 0, same)
                || (same < text.length() && part.sent.ended)) {
            throw diverged();
        }
        part.matched += same;
        return same == text.length()
                ? List.of()
                : List.of(
                        new ChatEvent.Delta(choice, part.sent.number, kind, text.substring(same)));
    }

    private List<ChatEvent> ended(ChatEvent.PartEnded end) throws TryFailed {
        @Nullable Integer number = numbers.of(end.choice(), end.part());
        if (number == null) {
            return List.of();
        }
        @Nullable Open part = matching(end.choice(), end.part());
        if (part != null && !said(part)) {
            throw diverged();
        }
        return part != null && part.sent.ended
                ? List.of()
                : List.of(new ChatEvent.PartEnded(end.choice(), number));
    }

    private List<ChatEvent> cited(ChatEvent.Cited cited) {
        @Nullable Integer number = numbers.of(cited.choice(), cited.part());
        return number == null || !caughtUp()
                ? List.of()
                : List.of(
                        new ChatEvent.Cited(
                                cited.choice(), number, cited.dialect(), cited.citation()));
    }

    private List<ChatEvent> finished(ChatEvent.Finished finished) throws TryFailed {
        boolean open =
                next(finished.choice()) != null
                        || matching.stream()
                                .anyMatch(part ->
                                        part.sent.choice == finished.choice() && !said(part));
        if (open) {
            throw diverged();
        }
        return progress.finished(finished.choice()) ? List.of() : List.of(finished);
    }

    private static TryFailed diverged() {
        return new TryFailed(Kind.DIVERGED, "The answer broke off and could not be continued.");
    }
}
