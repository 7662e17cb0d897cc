// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One answer of a stream for a client, as the members of {@code choices}. */
final class ChoiceWriter {
    private final int index;
    private final boolean legacy;
    private final Map<Integer, Open> open = new HashMap<>();
    private boolean begun;
    private boolean refused;
    private int calls;
    private int thoughts;

    private static final class Open {
        private final Part seed;
        private final int number;
        private boolean grown;

        Open(Part seed, int number) {
            this.seed = seed;
            this.number = number;
        }
    }

    ChoiceWriter(int index, boolean legacy) {
        this.index = index;
        this.legacy = legacy;
    }

    List<ObjectNode> start(ChatEvent.PartStarted started) {
        Part seed = started.seed();
        List<ObjectNode> chunks = begin(seed instanceof Part.Text);
        switch (seed) {
            case Part.Text(String text, _, _) -> {
                open.put(started.part(), new Open(seed, 0));
                text(chunks, "content", text);
            }
            case Part.Refusal(String text, _) -> {
                refused = true;
                open.put(started.part(), new Open(seed, 0));
                text(chunks, "refusal", text);
            }
            case Part.ToolCall call -> {
                var opened = new Open(seed, calls++);
                opened.grown = !call.arguments().isEmpty();
                open.put(started.part(), opened);
                chunks.addAll(call(opened, call));
            }
            case Part.Reasoning thought -> thought(started.part(), thought, chunks);
            case Part.Image image ->
                    chunks.add(
                            delta(delta ->
                                    delta.putArray("images").add(ReplyWriter.imageNode(image))));
            case Part.Audio _, Part.File _, Part.Video _, Part.ToolResult _, Part.Opaque _ -> {}
        }
        return chunks;
    }

    /** The first chunk says who speaks; of text, that there will be some. */
    private List<ObjectNode> begin(boolean text) {
        List<ObjectNode> chunks = new ArrayList<>(2);
        if (!begun) {
            begun = true;
            chunks.add(
                    delta(delta -> {
                        delta.put("role", "assistant");
                        delta.put("content", text ? "" : null);
                    }));
        }
        return chunks;
    }

    private List<ObjectNode> call(Open opened, Part.ToolCall call) {
        if (legacy) {
            // the old form knows one call
            return opened.number > 0
                    ? List.of()
                    : List.of(
                            delta(delta ->
                                    delta.putObject("function_call")
                                            .put("name", call.name())
                                            .put("arguments", call.arguments())));
        }
        return List.of(
                delta(delta -> {
                    ObjectNode node = delta.putArray("tool_calls").addObject();
                    node.put("index", opened.number);
                    node.setAll(ToolCallFields.write(call));
                }));
    }

    private void thought(int part, Part.Reasoning thought, List<ObjectNode> chunks) {
        boolean proven = ReasoningFields.proven(thought);
        var opened = new Open(thought, proven ? thoughts++ : 0);
        open.put(part, opened);
        if (!thought.text().isEmpty()
                || thought.encrypted() != null
                || thought.signature() != null) {
            chunks.add(
                    delta(delta -> {
                        if (!thought.text().isEmpty()) {
                            delta.put("reasoning_content", thought.text());
                        }
                        if (proven) {
                            var details = delta.putArray("reasoning_details");
                            ReasoningFields.details(thought, opened.number).forEach(details::add);
                        }
                    }));
        }
    }

    List<ObjectNode> grow(ChatEvent.Delta grown) {
        Open opened = open.get(grown.part());
        if (opened == null) {
            return List.of();
        }
        opened.grown = true;
        List<ObjectNode> chunks = new ArrayList<>(1);
        switch (grown.kind()) {
            case TEXT -> {
                boolean refusal = opened.seed instanceof Part.Refusal;
                text(chunks, refusal ? "refusal" : "content", grown.text());
            }
            case ARGUMENTS -> arguments(opened, grown.text(), chunks);
            case REASONING -> chunks.add(delta(delta -> think(delta, opened, grown.text())));
            case SIGNATURE -> sign(opened, grown.text(), chunks);
        }
        return chunks;
    }

    private void text(List<ObjectNode> chunks, String name, String text) {
        if (!text.isEmpty()) {
            chunks.add(delta(delta -> delta.put(name, text)));
        }
    }

    private void arguments(Open opened, String text, List<ObjectNode> chunks) {
        if (legacy) {
            if (opened.number == 0) {
                chunks.add(delta(delta -> delta.putObject("function_call").put("arguments", text)));
            }
            return;
        }
        chunks.add(
                delta(delta -> {
                    ObjectNode call = delta.putArray("tool_calls").addObject();
                    call.put("index", opened.number);
                    call.putObject("function").put("arguments", text);
                }));
    }

    private static void think(ObjectNode delta, Open opened, String text) {
        delta.put("reasoning_content", text);
        if (opened.seed instanceof Part.Reasoning seed && ReasoningFields.proven(seed)) {
            ObjectNode detail = ReasoningFields.detail(seed, opened.number);
            detail.put(seed.summary() ? "summary" : "text", text);
            delta.putArray("reasoning_details").add(detail);
        }
    }

    private void sign(Open opened, String signature, List<ObjectNode> chunks) {
        if (opened.seed instanceof Part.Reasoning seed) {
            ObjectNode detail = ReasoningFields.detail(seed, opened.number);
            detail.put("signature", signature);
            chunks.add(delta(delta -> delta.putArray("reasoning_details").add(detail)));
        } else if (!legacy) {
            chunks.add(
                    delta(delta -> {
                        ObjectNode call = delta.putArray("tool_calls").addObject();
                        call.put("index", opened.number);
                        ToolCallFields.sign(call, signature);
                    }));
        }
    }

    List<ObjectNode> cite(ChatEvent.Cited cited) {
        JsonNode annotation = Citations.annotation(cited.citation(), 0, 0);
        return List.of(delta(delta -> delta.putArray("annotations").add(annotation)));
    }

    List<ObjectNode> logprobs(JsonNode logprobs) {
        ObjectNode choice = delta(delta -> {});
        choice.set("logprobs", logprobs);
        return List.of(choice);
    }

    List<ObjectNode> unknown(String name, JsonNode data) {
        return List.of(
                delta(delta -> {
                    boolean listed = name.equals("tool_calls");
                    delta.set(name, listed ? Json.array().add(data) : data);
                }));
    }

    List<ObjectNode> end(ChatEvent.PartEnded ended) {
        Open opened = open.remove(ended.part());
        List<ObjectNode> chunks = new ArrayList<>(1);
        if (opened != null && opened.seed instanceof Part.ToolCall && !opened.grown) {
            arguments(opened, "{}", chunks);
        }
        return chunks;
    }

    List<ObjectNode> finish(Finish finish) {
        List<ObjectNode> chunks = begin(true);
        ObjectNode last = delta(delta -> {});
        Finishes.write(last, finish, refused, legacy);
        chunks.add(last);
        return chunks;
    }

    private ObjectNode delta(Consumer<ObjectNode> fill) {
        ObjectNode choice = Json.object().put("index", index);
        fill.accept(choice.putObject("delta"));
        choice.putNull("logprobs");
        choice.putNull("finish_reason");
        return choice;
    }
}
