// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.golden;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ChatEvent.Kind;
import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Dialect.EventReader;
import dev.martlet.provider.dialect.Dialect.EventWriter;
import dev.martlet.provider.sse.ScriptedBody;
import dev.martlet.provider.sse.SseEncoder;
import dev.martlet.provider.sse.SseSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Takes replies apart into events, and puts events together to replies. */
public final class Streams {
    private static final int PIECE = 9;

    private Streams() {}

    /** The events of a stream that says what a reply says. */
    public static List<ChatEvent> of(ChatReply reply) {
        var events = new ArrayList<ChatEvent>();
        events.add(new ChatEvent.Started(reply.id(), 0, reply.model(), Extras.NONE));
        for (Choice choice : reply.choices()) {
            for (int i = 0; i < choice.parts().size(); i++) {
                part(choice.index(), i, choice.parts().get(i), events);
            }
            events.add(new ChatEvent.Finished(choice.index(), choice.finish()));
        }
        events.add(new ChatEvent.UsageTold(reply.usage()));
        events.add(new ChatEvent.Ended());
        return events;
    }

    private static void part(int choice, int index, Part part, List<ChatEvent> events) {
        switch (part) {
            case Part.Text(String text, _, Extras extras) -> {
                start(choice, index, new Part.Text("", null, extras), events);
                deltas(choice, index, Kind.TEXT, text, events);
            }
            case Part.ToolCall(var id, var name, var arguments, var signature, var extras) -> {
                start(choice, index, new Part.ToolCall(id, name, "", signature, extras), events);
                deltas(choice, index, Kind.ARGUMENTS, arguments, events);
            }
            case Part.Reasoning(
                            var text,
                            var summary,
                            var signature,
                            var encrypted,
                            var id,
                            var dialect,
                            var extras) -> {
                start(
                        choice,
                        index,
                        new Part.Reasoning("", summary, null, encrypted, id, dialect, extras),
                        events);
                deltas(choice, index, Kind.REASONING, text, events);
                if (signature != null) {
                    events.add(new ChatEvent.Delta(choice, index, Kind.SIGNATURE, signature));
                }
            }
            default -> start(choice, index, part, events);
        }
        events.add(new ChatEvent.PartEnded(choice, index));
    }

    private static void start(int choice, int index, Part seed, List<ChatEvent> events) {
        events.add(new ChatEvent.PartStarted(choice, index, seed));
    }

    private static void deltas(
            int choice, int index, Kind kind, String text, List<ChatEvent> events) {
        for (int from = 0; from < text.length(); from += PIECE) {
            String piece = text.substring(from, Math.min(text.length(), from + PIECE));
            events.add(new ChatEvent.Delta(choice, index, kind, piece));
        }
    }

    /** What the events said, as a reply; fails if they do not keep the order that they have to. */
    public static ChatReply reply(List<ChatEvent> events) {
        String id = null;
        String model = "";
        Extras extras = Extras.NONE;
        Usage usage = null;
        var parts = new TreeMap<Integer, TreeMap<Integer, Part>>();
        Map<Integer, Finish> finishes = new HashMap<>();
        for (ChatEvent event : events) {
            switch (event) {
                case ChatEvent.Started started -> {
                    check(id == null, "begins twice");
                    id = started.id();
                    model = started.model();
                    extras = started.extras();
                }
                case ChatEvent.PartStarted(int choice, int part, Part seed) -> {
                    var own = parts.computeIfAbsent(choice, key -> new TreeMap<>());
                    check(part == own.size(), "part " + part + " out of order");
                    own.put(part, seed);
                }
                case ChatEvent.Delta delta ->
                        parts.get(delta.choice())
                                .computeIfPresent(delta.part(), (key, part) -> more(part, delta));
                case ChatEvent.Finished(int choice, Finish finish) -> finishes.put(choice, finish);
                case ChatEvent.UsageTold(Usage told) -> usage = told;
                default -> {}
            }
        }
        check(id != null, "does not begin");
        var choices = new ArrayList<Choice>();
        for (Map.Entry<Integer, Finish> finish : finishes.entrySet()) {
            var own = parts.getOrDefault(finish.getKey(), new TreeMap<>());
            choices.add(
                    new Choice(
                            finish.getKey(),
                            List.copyOf(own.values()),
                            finish.getValue(),
                            null,
                            Extras.NONE));
        }
        return new ChatReply(id, 0, model, choices, usage, extras);
    }

    private static void check(boolean good, String what) {
        if (!good) {
            throw new AssertionError("the stream " + what);
        }
    }

    private static Part more(Part part, ChatEvent.Delta delta) {
        String text = delta.text();
        return switch (part) {
            case Part.Text(String old, var citations, var extras) ->
                    new Part.Text(old + text, citations, extras);
            case Part.ToolCall(var id, var name, var arguments, var signature, var extras) ->
                    delta.kind() == Kind.SIGNATURE
                            ? new Part.ToolCall(id, name, arguments, text, extras)
                            : new Part.ToolCall(id, name, arguments + text, signature, extras);
            case Part.Reasoning old -> thought(old, delta);
            default -> throw new AssertionError("a part that does not grow");
        };
    }

    private static Part thought(Part.Reasoning old, ChatEvent.Delta delta) {
        boolean signs = delta.kind() == Kind.SIGNATURE;
        String before = old.signature() == null ? "" : old.signature();
        return new Part.Reasoning(
                signs ? old.text() : old.text() + delta.text(),
                old.summary(),
                signs ? before + delta.text() : old.signature(),
                old.encrypted(),
                old.id(),
                old.dialect(),
                old.extras());
    }

    /** Reads all events of a stream and its end. */
    public static List<ChatEvent> read(EventReader reader, ScriptedBody body) {
        var events = new ArrayList<ChatEvent>();
        try (var source = new SseSource(body)) {
            for (Event event = source.next(); event != null; event = source.next()) {
                events.addAll(reader.read(event));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        events.addAll(reader.end());
        return events;
    }

    /** Writes events as they go over the wire. */
    public static byte[] write(EventWriter writer, List<ChatEvent> events) {
        var bytes = new ByteArrayOutputStream();
        var encoder = new SseEncoder();
        for (ChatEvent event : events) {
            for (Event written : writer.write(event)) {
                bytes.writeBytes(encoder.encode(written));
            }
        }
        return bytes.toByteArray();
    }
}
