// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ChatEvent.Kind;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.openai.CallIds;
import dev.martlet.provider.openai.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one streamed answer. OpenAI numbers them and gives id and name once; imitators give
 * every call the number 0 or none, give ids again, twice or not at all. What is meant follows from
 * the three together.
 */
final class StreamedCalls {
    private final int choice;
    private final String reply;
    private final IntSupplier parts;
    private final List<Call> all = new ArrayList<>();
    private final Map<Integer, Call> latest = new HashMap<>();
    private final Set<String> ids = new HashSet<>();

    private static final class Call {
        private final StringBuilder arguments = new StringBuilder();
        private String id;
        private String name = "";
        private int part = -1;
        private boolean ended;

        Call(String id) {
            this.id = id;
        }

        /** Whether nothing can be added to the arguments. */
        boolean whole() {
            if (arguments.isEmpty() || arguments.charAt(arguments.length() - 1) != '}') {
                return false;
            }
            try {
                return Json.read(arguments.toString()).isObject();
            } catch (JsonException e) {
                return false;
            }
        }
    }

    StreamedCalls(int choice, String reply, IntSupplier parts) {
        this.choice = choice;
        this.reply = reply;
        this.parts = parts;
    }

    boolean any() {
        return !all.isEmpty();
    }

    void read(
            @Nullable Integer index,
            String id,
            @Nullable Fields function,
            Fields outer,
            List<ChatEvent> events) {
        String name = function == null ? "" : function.text("name", "");
        String arguments = function == null ? "" : ToolCallFields.argumentText(function);
        Call call = find(index, id, name, arguments);
        if (call == null) {
            endWholes(events);
            call = new Call(id);
            all.add(call);
            if (index != null) {
                latest.put(index, call);
            }
        }
        if (call.id.isEmpty()) {
            call.id = id;
        }
        if (call.name.isEmpty()) {
            call.name = name;
        }
        String signature = ToolCallFields.signature(outer.peek(ToolCallFields.EXTRA));
        if (call.part < 0 && !call.name.isEmpty()) {
            start(call, events);
        }
        grow(call, arguments, events);
        if (signature != null && call.part >= 0 && !call.ended) {
            events.add(new ChatEvent.Delta(choice, call.part, Kind.SIGNATURE, signature));
        }
    }

    /** Where the next call begins, those before it mostly are complete; the others stay open. */
    private void endWholes(List<ChatEvent> events) {
        for (Call call : all) {
            if (!call.ended && call.part >= 0 && call.whole()) {
                call.ended = true;
                events.add(new ChatEvent.PartEnded(choice, call.part));
            }
        }
    }

    /** The call that is meant, or null for a new one. */
    private @Nullable Call find(@Nullable Integer index, String id, String name, String arguments) {
        if (all.isEmpty()) {
            return null;
        }
        Call current = index == null ? all.getLast() : latest.get(index);
        if (current == null) {
            return null;
        }
        if (!id.isEmpty() && !id.equals(current.id)) {
            Call same = byId(id);
            boolean late = current.id.isEmpty() && name.isEmpty();
            // a name makes a call; an id alone, other than before, is noise
            return same != null ? same : late || (name.isEmpty() && index != null) ? current : null;
        }
        boolean again = !name.isEmpty() && !arguments.isEmpty() && current.whole();
        return again ? null : current;
    }

    private @Nullable Call byId(String id) {
        for (Call call : all) {
            if (call.id.equals(id)) {
                return call;
            }
        }
        return null;
    }

    private void start(Call call, List<ChatEvent> events) {
        call.part = parts.getAsInt();
        String id = call.id;
        if (id.isEmpty()) {
            id = CallIds.made(reply, choice, all.indexOf(call));
        }
        while (!ids.add(id)) {
            id += "_" + all.indexOf(call);
        }
        var seed = new Part.ToolCall(id, call.name, "", null, Extras.NONE);
        events.add(new ChatEvent.PartStarted(choice, call.part, seed));
        if (!call.arguments.isEmpty()) {
            delta(call, call.arguments.toString(), events);
        }
    }

    private void grow(Call call, String arguments, List<ChatEvent> events) {
        if (arguments.isEmpty() || call.ended) {
            return;
        }
        call.arguments.append(arguments);
        if (call.part >= 0) {
            delta(call, arguments, events);
        }
    }

    private void delta(Call call, String arguments, List<ChatEvent> events) {
        events.add(new ChatEvent.Delta(choice, call.part, Kind.ARGUMENTS, arguments));
    }

    void end(List<ChatEvent> events) {
        for (Call call : all) {
            if (call.ended) {
                continue;
            }
            if (call.part < 0) {
                start(call, events);
            }
            if (call.arguments.toString().isBlank()) {
                delta(call, "{}", events);
            }
            events.add(new ChatEvent.PartEnded(choice, call.part));
        }
    }
}
