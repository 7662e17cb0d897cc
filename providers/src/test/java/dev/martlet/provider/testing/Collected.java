// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.testing;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Dialect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a stream said in the end; complains about events out of order. */
public final class Collected {
    private final Map<Integer, Part> seeds = new TreeMap<>();
    private final Map<Integer, StringBuilder> grown = new TreeMap<>();
    private final Map<Integer, StringBuilder> signatures = new TreeMap<>();
    private final Set<Integer> open = new HashSet<>();
    private boolean started;
    private boolean ended;
    private @Nullable Finish finish;
    private @Nullable Usage usage;
    private @Nullable ProviderError error;

    public static Collected of(Dialect dialect, List<Event> events) {
        var collected = new Collected();
        Dialect.EventReader reader = dialect.eventReader();
        for (Event event : events) {
            reader.read(event).forEach(collected::add);
        }
        reader.end().forEach(collected::add);
        return collected;
    }

    public void add(ChatEvent event) {
        require(!ended && error == null, event, "after the end");
        switch (event) {
            case ChatEvent.Started _ -> {
                require(!started, event, "twice");
                started = true;
            }
            case ChatEvent.PartStarted(int choice, int part, Part seed) -> {
                require(started && finish == null && choice == 0, event, "out of place");
                require(part == seeds.size(), event, "numbers count up");
                seeds.put(part, seed);
                grown.put(part, new StringBuilder());
                signatures.put(part, new StringBuilder());
                open.add(part);
            }
            case ChatEvent.Delta(_, int part, ChatEvent.Kind kind, String text) -> {
                require(open.contains(part), event, "part is not open");
                (kind == ChatEvent.Kind.SIGNATURE ? signatures : grown).get(part).append(text);
            }
            case ChatEvent.PartEnded(_, int part) ->
                    require(open.remove(part), event, "part is not open");
            case ChatEvent.Finished(_, Finish how) -> {
                require(open.isEmpty() && finish == null, event, "parts are open");
                finish = how;
            }
            case ChatEvent.UsageTold(Usage told) -> usage = told;
            case ChatEvent.Failed(ProviderError what) -> error = what;
            case ChatEvent.Ended _ -> {
                require(finish != null, event, "before the answer finished");
                ended = true;
            }
            default -> {}
        }
    }

    private static void require(boolean condition, ChatEvent event, String why) {
        if (!condition) {
            throw new AssertionError(event + ": " + why);
        }
    }

    /** The parts as a whole reply would have them. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        seeds.forEach((number, seed) -> parts.add(whole(number, seed)));
        return parts;
    }

    private Part whole(int number, Part seed) {
        String text = grown.get(number).toString();
        String proof = signatures.get(number).toString();
        return switch (seed) {
            case Part.Text(String start, var citations, var extras) ->
                    new Part.Text(start + text, citations, extras);
            case Part.Refusal(String start, var extras) -> new Part.Refusal(start + text, extras);
            case Part.ToolCall call -> {
                String arguments = call.arguments() + text;
                yield new Part.ToolCall(
                        call.id(),
                        call.name(),
                        arguments.isEmpty() ? "{}" : arguments,
                        proof(call.signature(), proof),
                        call.extras());
            }
            case Part.Reasoning thought ->
                    new Part.Reasoning(
                            thought.text() + text,
                            thought.summary(),
                            proof(thought.signature(), proof),
                            thought.encrypted(),
                            thought.id(),
                            thought.dialect(),
                            thought.extras());
            default -> seed;
        };
    }

    private static @Nullable String proof(@Nullable String start, String more) {
        return more.isEmpty() ? start : start == null ? more : start + more;
    }

    public @Nullable Finish finish() {
        return finish;
    }

    public @Nullable Usage usage() {
        return usage;
    }

    public @Nullable ProviderError error() {
        return error;
    }

    public boolean ended() {
        return ended;
    }
}
