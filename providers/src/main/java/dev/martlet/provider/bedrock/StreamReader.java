// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import static dev.martlet.provider.bedrock.BedrockConverse.NAME;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.dialect.Place;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads the events of one stream. */
final class StreamReader implements Dialect.EventReader {
    /** Bytes of a hidden thought; it comes in pieces that mean nothing one by one. */
    private static final int MAX_HIDDEN = 4 << 20;

    private final Map<Long, Block> open = new TreeMap<>();
    private int parts;
    private boolean started;
    private boolean finished;
    private boolean ended;

    /** A block that has begun. */
    private static final class Block {
        final int part;
        final ByteArrayOutputStream hidden = new ByteArrayOutputStream();
        boolean announced;

        Block(int part) {
            this.part = part;
        }
    }

    @Override
    public List<ChatEvent> read(Event event) {
        JsonNode data = parse(event);
        String kind = event.fields().getOrDefault(MessageHeaders.MESSAGE_TYPE, "event");
        if (!kind.equals("event") || event.type().endsWith("Exception")) {
            ended = true;
            return List.of(new ChatEvent.Failed(Errors.inStream(event, data)));
        }
        Place root = Place.root(data);
        List<ChatEvent> out = new ArrayList<>();
        switch (event.type()) {
            case "messageStart" -> start(out);
            case "contentBlockStart" -> blockStart(root, out);
            case "contentBlockDelta" -> blockDelta(root, out);
            case "contentBlockStop" -> blockStop(index(root), out);
            case "messageStop" -> {
                start(out);
                while (!open.isEmpty()) {
                    blockStop(open.keySet().iterator().next(), out);
                }
                finished = true;
                out.add(new ChatEvent.Finished(0, Stops.read(root.at("stopReason").text(), data)));
            }
            case "metadata" -> metadata(root, out);
            default -> out.add(new ChatEvent.Unknown(NAME, event.type(), data, null));
        }
        return out;
    }

    private static JsonNode parse(Event event) {
        if (event.data().length == 0) {
            return Json.object();
        }
        try {
            return Json.readReply(event.data());
        } catch (JsonException e) {
            throw new BadChatException(event.type(), "no JSON (expected: an object)");
        }
    }

    private void start(List<ChatEvent> out) {
        if (!started) {
            started = true;
            out.add(new ChatEvent.Started("", 0, "", Extras.NONE));
        }
    }

    private static long index(Place root) {
        Long index = root.at("contentBlockIndex").longOrNull();
        return index == null ? 0 : index;
    }

    private void blockStart(Place root, List<ChatEvent> out) {
        start(out);
        Place use = root.at("start").at("toolUse");
        if (use.absent()) {
            return;
        }
        long index = index(root);
        blockStop(index, out);
        announce(
                block(index),
                new Part.ToolCall(
                        use.object().at("toolUseId").text(),
                        use.at("name").text(),
                        "",
                        null,
                        ContentReader.rest(use, "toolUseId", "name")),
                out);
    }

    private Block block(long index) {
        Block block = open.get(index);
        if (block == null) {
            block = new Block(parts++);
            open.put(index, block);
        }
        return block;
    }

    private static void announce(Block block, Part seed, List<ChatEvent> out) {
        if (!block.announced) {
            block.announced = true;
            out.add(new ChatEvent.PartStarted(0, block.part, seed));
        }
    }

    private void blockDelta(Place root, List<ChatEvent> out) {
        start(out);
        Block block = block(index(root));
        Place delta = root.at("delta").object();
        if (!delta.at("text").absent()) {
            announce(block, new Part.Text(""), out);
            delta(block, ChatEvent.Kind.TEXT, delta.at("text").text(), out);
        } else if (!delta.at("toolUse").absent()) {
            if (!block.announced) {
                throw delta.at("toolUse").bad("a contentBlockStart before");
            }
            String input = delta.at("toolUse").object().at("input").textOr("");
            delta(block, ChatEvent.Kind.ARGUMENTS, input, out);
        } else if (!delta.at("reasoningContent").absent()) {
            reasoning(block, delta.at("reasoningContent").object(), out);
        } else if (!delta.at("citation").absent()) {
            announce(block, new Part.Text(""), out);
            out.add(new ChatEvent.Cited(0, block.part, NAME, delta.at("citation").node()));
        } else {
            out.add(new ChatEvent.Unknown(NAME, "contentBlockDelta", root.node(), 0));
        }
    }

    private static void delta(Block block, ChatEvent.Kind kind, String text, List<ChatEvent> out) {
        if (!text.isEmpty()) {
            out.add(new ChatEvent.Delta(0, block.part, kind, text));
        }
    }

    private static void reasoning(Block block, Place reasoning, List<ChatEvent> out) {
        Place hidden = reasoning.at("redactedContent");
        if (!hidden.absent()) {
            try {
                block.hidden.writeBytes(Base64.getDecoder().decode(hidden.text()));
            } catch (IllegalArgumentException e) {
                throw hidden.bad("base64");
            }
            if (block.hidden.size() > MAX_HIDDEN) {
                throw hidden.bad("at most " + MAX_HIDDEN + " bytes");
            }
            return;
        }
        announce(block, thought(null), out);
        delta(block, ChatEvent.Kind.REASONING, reasoning.at("text").textOr(""), out);
        delta(block, ChatEvent.Kind.SIGNATURE, reasoning.at("signature").textOr(""), out);
    }

    private static Part.Reasoning thought(@Nullable String hidden) {
        return new Part.Reasoning("", false, null, hidden, null, NAME, Extras.NONE);
    }

    private void blockStop(long index, List<ChatEvent> out) {
        Block block = open.remove(index);
        if (block == null) {
            return;
        }
        if (block.hidden.size() > 0) {
            String hidden = Base64.getEncoder().encodeToString(block.hidden.toByteArray());
            announce(block, thought(hidden), out);
        }
        announce(block, new Part.Text(""), out);
        out.add(new ChatEvent.PartEnded(0, block.part));
    }

    private void metadata(Place root, List<ChatEvent> out) {
        Usage usage = Tokens.read(root.at("usage"));
        if (usage != null) {
            out.add(new ChatEvent.UsageTold(usage));
        }
        Extras rest = ContentReader.rest(root, "usage", "metrics", "p");
        rest.fields()
                .forEach((name, value) ->
                        out.add(
                                new ChatEvent.Unknown(
                                        NAME,
                                        "metadata",
                                        JsonNodeFactory.instance.objectNode().set(name, value),
                                        null)));
        if (finished && !ended) {
            ended = true;
            out.add(new ChatEvent.Ended());
        }
    }

    @Override
    public List<ChatEvent> end() {
        if (!finished || ended) {
            return List.of();
        }
        ended = true;
        return List.of(new ChatEvent.Ended());
    }
}
