// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ChatEvent.Kind;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.json.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings parts, of which several may be open at a time, into blocks that follow each other. One
 * block is open; what the others say is kept until it is their turn. Only text makes room at once,
 * since text may go on in a block of its own.
 */
final class BlockSequence {
    private static final String NAME = AnthropicDialect.NAME;

    /** Characters that may wait in one stream: more than any model says in parallel. */
    private static final long LIMIT = 16 << 20;

    private static final byte[] DELTA = ascii("{\"type\":\"content_block_delta\",\"index\":");
    private static final byte[] TYPE = ascii(",\"delta\":{\"type\":");
    private static final byte[] COMMA = ascii(",");
    private static final byte[] COLON = ascii(":");
    private static final byte[] END = ascii("}}");

    private final Consumer<ObjectNode> wire;
    private final Consumer<byte[]> deltas;
    private final Map<Integer, Block> blocks = new LinkedHashMap<>();
    private @Nullable Block open;
    private int index = -1;
    private long held;

    /**
     * A sequence.
     *
     * @param wire takes events
     * @param deltas takes the data of events of the type {@code content_block_delta}
     */
    BlockSequence(Consumer<ObjectNode> wire, Consumer<byte[]> deltas) {
        this.wire = wire;
        this.deltas = deltas;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A part that has not been written to its end. */
    private static final class Block {
        final int part;
        Part seed;
        final List<ChatEvent> waiting = new ArrayList<>();
        final StringBuilder signature = new StringBuilder();

        /** False for text that made room and has said nothing since. */
        boolean due = true;

        boolean ended;

        Block(int part, Part seed) {
            this.part = part;
            this.seed = seed;
        }
    }

    void start(int part, Part seed) {
        var block = new Block(part, seed);
        blocks.put(part, block);
        if (open != null && open.seed instanceof Part.Text) {
            makeRoom(open);
        }
        advance();
    }

    private void makeRoom(Block text) {
        stopBlock();
        text.seed = new Part.Text("", null, Extras.NONE);
        text.due = false;
        open = null;
    }

    void delta(ChatEvent.Delta delta) {
        said(delta.part(), delta);
    }

    void cited(ChatEvent.Cited cited) {
        if (cited.dialect().equals(NAME)) {
            said(cited.part(), cited);
        }
    }

    private void said(int part, ChatEvent what) {
        Block block = blocks.get(part);
        if (block == null || block.ended) {
            return;
        }
        block.due = true;
        if (block == open) {
            write(block, what);
        } else {
            held += what instanceof ChatEvent.Delta delta ? delta.text().length() : 1;
            if (held > LIMIT) {
                throw new BadChatException("", "too much at once (expected: 16 Mi characters)");
            }
            block.waiting.add(what);
            advance();
        }
    }

    void end(int part) {
        Block block = blocks.get(part);
        if (block == null) {
            return;
        }
        block.ended = true;
        if (block == open) {
            close(block);
        } else if (!block.due) {
            blocks.remove(part);
        }
        advance();
    }

    void endAll() {
        for (Integer part : List.copyOf(blocks.keySet())) {
            end(part);
        }
    }

    private void advance() {
        while (open == null) {
            Block next = due();
            if (next == null) {
                return;
            }
            open = next;
            begin(next);
            next.waiting.forEach(what -> write(next, what));
            next.waiting.clear();
            if (next.ended) {
                close(next);
            }
        }
    }

    private @Nullable Block due() {
        for (Block block : blocks.values()) {
            if (block.due) {
                return block;
            }
        }
        return null;
    }

    private void begin(Block block) {
        switch (block.seed) {
            case Part.Text(String text, JsonNode citations, _) -> {
                startBlock(BlockWriter.typed("text").put("text", ""));
                text(text);
                if (citations != null && BlockWriter.ours(citations)) {
                    citations.forEach(this::citation);
                }
            }
            case Part.Refusal(String text, _) -> {
                startBlock(BlockWriter.typed("text").put("text", ""));
                text(text);
            }
            case Part.ToolCall call -> {
                if (call.signature() != null) {
                    carrier(call.id(), call.signature());
                }
                ObjectNode start = ReplyBlocks.call(call.id(), call.name());
                start.putObject("input");
                startBlock(start);
                deltas("input_json_delta", "partial_json", call.arguments());
            }
            case Part.Reasoning thought when thought.encrypted() == null || !ours(thought) -> {
                startBlock(ReplyBlocks.thinking("", ""));
                deltas("thinking_delta", "thinking", thought.text());
                if (thought.signature() != null) {
                    block.signature.append(thought.signature());
                }
            }
            default -> {
                ObjectNode whole = ReplyBlocks.block(block.seed);
                if (whole != null) {
                    startBlock(whole);
                }
            }
        }
    }

    private static boolean ours(Part.Reasoning thought) {
        return thought.dialect().equals(NAME);
    }

    private void write(Block block, ChatEvent what) {
        if (what instanceof ChatEvent.Cited cited) {
            citation(cited.citation());
        } else if (what instanceof ChatEvent.Delta(_, _, Kind kind, String text)) {
            switch (kind) {
                case TEXT -> text(text);
                case ARGUMENTS -> deltas("input_json_delta", "partial_json", text);
                case REASONING -> deltas("thinking_delta", "thinking", text);
                case SIGNATURE -> block.signature.append(text);
            }
        }
    }

    private void text(String text) {
        deltas("text_delta", "text", text);
    }

    private void citation(JsonNode citation) {
        ObjectNode delta = BlockWriter.typed("citations_delta");
        delta.set("citation", citation);
        delta(delta);
    }

    private void deltas(String type, String member, String text) {
        if (text.isEmpty()) {
            return;
        }
        // Nearly every event is one of these: a tree is not made for them.
        var data = new JsonBytes(text.length() + 112).raw(DELTA).number(index);
        data.raw(TYPE).text(type).raw(COMMA).text(member).raw(COLON).text(text).raw(END);
        deltas.accept(data.toByteArray());
    }

    private void delta(ObjectNode delta) {
        ObjectNode data = BlockWriter.typed("content_block_delta").put("index", index);
        data.set("delta", delta);
        wire.accept(data);
    }

    private void startBlock(ObjectNode block) {
        index++;
        ObjectNode data = BlockWriter.typed("content_block_start").put("index", index);
        data.set("content_block", block);
        wire.accept(data);
    }

    private void stopBlock() {
        wire.accept(BlockWriter.typed("content_block_stop").put("index", index));
    }

    private void close(Block block) {
        open = null;
        blocks.remove(block.part);
        String late = block.signature.toString();
        switch (block.seed) {
            case Part.Reasoning thought -> {
                if (thought.encrypted() == null || !ours(thought)) {
                    deltas("signature_delta", "signature", signature(thought, late));
                }
                stopBlock();
            }
            case Part.ToolCall call -> {
                stopBlock();
                if (!late.isEmpty()) {
                    carrier(call.id(), late);
                }
            }
            default -> {
                if (ReplyBlocks.block(block.seed) != null) {
                    stopBlock();
                }
            }
        }
    }

    private static String signature(Part.Reasoning seed, String whole) {
        if (ours(seed)) {
            return whole;
        }
        var thought =
                new Part.Reasoning(
                        "",
                        seed.summary(),
                        whole.isEmpty() ? null : whole,
                        seed.encrypted(),
                        seed.id(),
                        seed.dialect(),
                        Extras.NONE);
        return CarriedThought.of(thought).text();
    }

    private void carrier(String call, String signature) {
        ObjectNode whole = ReplyBlocks.carrier(call, signature);
        startBlock(ReplyBlocks.thinking("", ""));
        deltas("signature_delta", "signature", whole.path("signature").asString(""));
        stopBlock();
    }
}
