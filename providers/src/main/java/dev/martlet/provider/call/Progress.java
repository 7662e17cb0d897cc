// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ChatEvent.Kind;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.dialect.Dialect.EventWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of an answer has reached the client. Enough to bring the writer of a stream to where the
 * client is, and to tell whether another answer is the same so far.
 */
final class Progress {
    /** In characters: a longer answer cannot be taken up by another target. */
    private static final int MOST = 4 << 20;

    private final List<SentPart> parts = new ArrayList<>();
    private final Set<Integer> finished = new HashSet<>();
    private ChatEvent.@Nullable Started started;
    private long size;

    /** A part, as far as the client has it. */
    static final class SentPart {
        final int choice;
        final int number;
        final Part seed;
        final StringBuilder text = new StringBuilder();
        final StringBuilder signature = new StringBuilder();
        boolean ended;

        SentPart(int choice, int number, Part seed) {
            this.choice = choice;
            this.number = number;
            this.seed = seed;
        }

        Kind kind() {
            return switch (seed) {
                case Part.ToolCall _ -> Kind.ARGUMENTS;
                case Part.Reasoning _ -> Kind.REASONING;
                default -> Kind.TEXT;
            };
        }

        /** What it says, with what it began with. */
        String said() {
            return beginning(seed) + text;
        }
    }

    /** What a part says as it begins. */
    static String beginning(Part seed) {
        return switch (seed) {
            case Part.Text part -> part.text();
            case Part.Refusal part -> part.text();
            case Part.Reasoning part -> part.text();
            case Part.ToolCall part -> part.arguments();
            default -> "";
        };
    }

    void add(ChatEvent event) {
        switch (event) {
            case ChatEvent.Started begin -> started = started == null ? begin : started;
            case ChatEvent.PartStarted(int choice, int part, Part seed) -> {
                parts.add(new SentPart(choice, part, seed));
                size += beginning(seed).length();
            }
            case ChatEvent.Delta delta -> add(delta);
            case ChatEvent.PartEnded(int choice, int part) -> {
                @Nullable SentPart sent = part(choice, part);
                if (sent != null) {
                    sent.ended = true;
                }
            }
            case ChatEvent.Finished done -> finished.add(done.choice());
            default -> {}
        }
    }

    private void add(ChatEvent.Delta delta) {
        size += delta.text().length();
        @Nullable SentPart sent = part(delta.choice(), delta.part());
        if (sent != null && size <= MOST) {
            (delta.kind() == Kind.SIGNATURE ? sent.signature : sent.text).append(delta.text());
        }
    }

    private @Nullable SentPart part(int choice, int number) {
        // The last ones are the ones that grow.
        for (int i = parts.size() - 1; i >= 0; i--) {
            SentPart part = parts.get(i);
            if (part.choice == choice && part.number == number) {
                return part;
            }
        }
        return null;
    }

    List<SentPart> parts() {
        return parts;
    }

    boolean finished(int choice) {
        return finished.contains(choice);
    }

    /** Whether every answer that was begun is complete. */
    boolean complete() {
        return !finished.isEmpty()
                && parts.stream().allMatch(part -> finished.contains(part.choice));
    }

    /** Whether all of it is still known. */
    boolean known() {
        return size <= MOST;
    }

    /** The begin of the answer, which all that follows keeps. */
    ChatEvent.@Nullable Started started() {
        return started;
    }

    /** All that was said, for an estimate of its size. */
    String text() {
        var all = new StringBuilder();
        parts.forEach(part -> all.append(part.said()));
        return all.toString();
    }

    /**
     * What a target may go on from, if the answer is one text so far.
     *
     * @return null if it is anything else
     */
    @Nullable String plainText() {
        if (parts.size() != 1 || parts.getFirst().ended || parts.getFirst().choice != 0) {
            return null;
        }
        SentPart only = parts.getFirst();
        return only.seed instanceof Part.Text && !only.said().isBlank() ? only.said() : null;
    }

    /** Brings a fresh writer to where the client is; what it writes the client has. */
    void replay(EventWriter writer) {
        if (started != null) {
            writer.write(started);
        }
        for (SentPart part : parts) {
            writer.write(new ChatEvent.PartStarted(part.choice, part.number, part.seed));
            delta(writer, part, part.kind(), part.text);
            delta(writer, part, Kind.SIGNATURE, part.signature);
            if (part.ended) {
                writer.write(new ChatEvent.PartEnded(part.choice, part.number));
            }
        }
    }

    private static void delta(EventWriter writer, SentPart part, Kind kind, StringBuilder text) {
        if (!text.isEmpty()) {
            writer.write(new ChatEvent.Delta(part.choice, part.number, kind, text.toString()));
        }
    }
}
