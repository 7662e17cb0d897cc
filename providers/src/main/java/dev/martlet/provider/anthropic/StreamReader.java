// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ChatEvent.Kind;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect.EventReader;
import dev.martlet.provider.dialect.Fields;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the events of one stream. */
final class StreamReader implements EventReader {
    private static final String NAME = AnthropicDialect.NAME;

    private static final String DELTA = "content_block_delta";

    /** Characters of a block that is kept back. */
    private static final int LIMIT = 16 << 20;

    private final Map<Integer, OpenBlock> blocks = new HashMap<>();
    private int parts;
    private boolean structured;
    private boolean calls;
    private @Nullable Usage usage;
    private boolean finished;
    private boolean ended;

    /** A block that has begun. */
    private static final class OpenBlock {
        /** -1 while the block is kept back. */
        final int part;

        final Part seed;
        final ObjectNode start;
        final boolean structured;

        /** Of a block that is kept back. */
        final StringBuilder input = new StringBuilder();

        boolean fed;

        OpenBlock(int part, Part seed, ObjectNode start, boolean structured) {
            this.part = part;
            this.seed = seed;
            this.start = start;
            this.structured = structured;
        }
    }

    @Override
    public List<ChatEvent> read(Event event) {
        List<ChatEvent> plain = plain(event);
        if (plain != null) {
            return plain;
        }
        Fields data = Fields.of(json(event), "");
        String type = data.text("type", event.type());
        var out = new ArrayList<ChatEvent>();
        switch (type) {
            case "message_start" -> start(data.requiredObject("message"), out);
            case "content_block_start" -> startBlock(data, out);
            case "content_block_delta" -> delta(data, out);
            case "content_block_stop" -> stopBlock(index(data), out);
            case "message_delta" -> messageDelta(data, out);
            case "message_stop" -> end(out);
            case "ping" -> out.add(new ChatEvent.Heartbeat());
            case "error" -> out.add(new ChatEvent.Failed(Errors.read(0, data.node())));
            default -> out.add(new ChatEvent.Unknown(NAME, type, data.node(), null));
        }
        return out;
    }

    /** What an event says that only goes on with a block; null for all others. */
    private @Nullable List<ChatEvent> plain(Event event) {
        PlainDelta delta = event.type().equals(DELTA) ? PlainDelta.in(event.data()) : null;
        OpenBlock open = delta == null ? null : blocks.get(delta.index());
        if (delta == null || open == null || open.part < 0) {
            return null;
        }
        var out = new ArrayList<ChatEvent>(1);
        switch (delta.kind()) {
            case TEXT -> more(open.part, Kind.TEXT, delta.text(), out);
            case THINKING -> more(open.part, Kind.REASONING, delta.text(), out);
            case INPUT -> input(open, delta.text(), out);
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

    private void end(List<ChatEvent> out) {
        if (!ended) {
            ended = true;
            out.add(new ChatEvent.Ended());
        }
    }

    @Override
    public List<ChatEvent> end() {
        var out = new ArrayList<ChatEvent>();
        if (finished) {
            end(out);
        }
        return out;
    }

    private void start(Fields message, List<ChatEvent> out) {
        String id = message.text("id", "");
        String model = message.text("model", "");
        for (String known : List.of("type", "role", "content", "stop_reason", "stop_sequence")) {
            message.any(known);
        }
        Fields told = message.object("usage");
        out.add(new ChatEvent.Started(id, 0, model, message.extras(NAME)));
        usage(told, out);
    }

    private void usage(@Nullable Fields told, List<ChatEvent> out) {
        if (told != null) {
            usage = Usages.read(told, usage);
            out.add(new ChatEvent.UsageTold(usage));
        }
    }

    private static int index(Fields data) {
        Integer index = data.integer("index");
        return index == null ? 0 : index;
    }

    private void startBlock(Fields data, List<ChatEvent> out) {
        int index = index(data);
        Fields block = data.requiredObject("content_block");
        if (blocks.containsKey(index)) {
            stopBlock(index, out);
        }
        Part whole = Blocks.block(block);
        boolean answer = block.text("name", "").equals(StructuredTool.NAME);
        structured |= answer;
        calls |= whole instanceof Part.ToolCall;
        int part = whole instanceof Part.Opaque ? -1 : parts++;
        var open = new OpenBlock(part, whole, block.node(), answer);
        blocks.put(index, open);
        if (part >= 0) {
            begin(open, out);
        }
    }

    /** A seed is empty; what a block has at its start is its first delta. */
    private static void begin(OpenBlock open, List<ChatEvent> out) {
        int part = open.part;
        switch (open.seed) {
            case Part.Text text -> {
                out.add(started(part, new Part.Text("", null, text.extras())));
                String first = open.structured ? "" : text.text();
                more(part, Kind.TEXT, first, out);
            }
            case Part.ToolCall call ->
                    out.add(
                            started(
                                    part,
                                    new Part.ToolCall(
                                            call.id(), call.name(), "", null, call.extras())));
            case Part.Reasoning thought when thought.encrypted() == null -> {
                out.add(started(part, empty(thought)));
                more(part, Kind.REASONING, thought.text(), out);
                more(part, Kind.SIGNATURE, thought.signature(), out);
            }
            default -> out.add(started(part, open.seed));
        }
    }

    private static Part empty(Part.Reasoning thought) {
        return new Part.Reasoning("", thought.summary(), null, null, null, NAME, thought.extras());
    }

    private static ChatEvent started(int part, Part seed) {
        return new ChatEvent.PartStarted(0, part, seed);
    }

    private static void more(int part, Kind kind, @Nullable String text, List<ChatEvent> out) {
        if (text != null && !text.isEmpty()) {
            out.add(new ChatEvent.Delta(0, part, kind, text));
        }
    }

    private void delta(Fields data, List<ChatEvent> out) {
        OpenBlock open = blocks.get(index(data));
        Fields delta = data.requiredObject("delta");
        if (open == null) {
            throw new BadChatException("index", "of a block that has not begun");
        }
        int part = open.part;
        String type = delta.requiredText("type");
        if (part < 0 && !type.equals("input_json_delta")) {
            out.add(new ChatEvent.Unknown(NAME, "content_block_delta", data.node(), 0));
            return;
        }
        switch (type) {
            case "text_delta" -> more(part, Kind.TEXT, delta.requiredText("text"), out);
            case "thinking_delta" ->
                    more(part, Kind.REASONING, delta.requiredText("thinking"), out);
            case "signature_delta" ->
                    more(part, Kind.SIGNATURE, delta.requiredText("signature"), out);
            case "input_json_delta" -> input(open, delta.requiredText("partial_json"), out);
            case "citations_delta" ->
                    out.add(new ChatEvent.Cited(0, part, NAME, delta.required("citation")));
            default -> out.add(new ChatEvent.Unknown(NAME, "content_block_delta", data.node(), 0));
        }
    }

    private static void input(OpenBlock open, String json, List<ChatEvent> out) {
        open.fed |= !json.isEmpty();
        if (open.part < 0) {
            if (open.input.length() + json.length() > LIMIT) {
                throw new BadChatException("delta", "too long (expected: 16 Mi characters)");
            }
            open.input.append(json);
        } else {
            more(open.part, open.structured ? Kind.TEXT : Kind.ARGUMENTS, json, out);
        }
    }

    private void stopBlock(int index, List<ChatEvent> out) {
        OpenBlock open = blocks.remove(index);
        if (open == null) {
            return;
        }
        if (open.part < 0) {
            keptBack(open, out);
            return;
        }
        if (!open.fed) {
            whole(open, out);
        }
        out.add(new ChatEvent.PartEnded(0, open.part));
    }

    /**
     * Some providers send the whole input at the block's start; and none at all is an object too.
     */
    private static void whole(OpenBlock open, List<ChatEvent> out) {
        if (open.seed instanceof Part.ToolCall call) {
            more(open.part, Kind.ARGUMENTS, call.arguments(), out);
        } else if (open.structured && open.seed instanceof Part.Text text) {
            more(open.part, Kind.TEXT, text.text(), out);
        }
    }

    /** Blocks of the provider's own tools pass whole: the hub has no deltas for them. */
    private void keptBack(OpenBlock open, List<ChatEvent> out) {
        ObjectNode block = open.start;
        if (!open.input.isEmpty()) {
            block = block.deepCopy();
            block.set("input", BlockWriter.input(open.input.toString()));
        }
        int part = parts++;
        out.add(started(part, new Part.Opaque(NAME, "", block)));
        out.add(new ChatEvent.PartEnded(0, part));
    }

    private void messageDelta(Fields data, List<ChatEvent> out) {
        Fields delta = data.requiredObject("delta");
        String reason = delta.text("stop_reason");
        if (reason != null && !finished) {
            finished = true;
            for (Integer index : List.copyOf(blocks.keySet())) {
                stopBlock(index, out);
            }
            Finish finish =
                    StopReasons.read(reason, delta.text("stop_sequence"), structured && !calls);
            out.add(new ChatEvent.Finished(0, finish));
        }
        usage(data.object("usage"), out);
    }
}
