// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.cohere;

import static dev.martlet.provider.cohere.CohereChat.NAME;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.dialect.SerialParts;
import dev.martlet.provider.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the events of one stream: message-start; content-start, -delta, -end for each text and
 * thought, tool-call-start, -delta, -end for each call; message-end with reason and usage.
 */
final class StreamWriter implements Dialect.EventWriter {
    private final SerialParts serial = new SerialParts();
    private final StringBuilder signature = new StringBuilder();
    private final Deque<ObjectNode> probabilities = new ArrayDeque<>();
    private final Dialect.View view;
    private String id;
    private @Nullable Part seed;
    private @Nullable Usage usage;
    private @Nullable Finish finish;
    private boolean started;
    private boolean over;
    private int contents;
    private int calls;
    private int citations;

    StreamWriter(Dialect.View view) {
        this.view = view;
        this.id = view.id();
    }

    @Override
    public List<Event> write(ChatEvent event) {
        List<Event> out = new ArrayList<>();
        for (ChatEvent next : serial.next(event)) {
            if (!over) {
                one(next, out);
            }
        }
        return out;
    }

    private void one(ChatEvent event, List<Event> out) {
        switch (event) {
            case ChatEvent.Started(String given, _, _, _) -> {
                id = given.isEmpty() ? view.id() : given;
                start(out);
            }
            case ChatEvent.PartStarted(_, _, Part part) -> partStarted(part, out);
            case ChatEvent.Delta(_, _, ChatEvent.Kind kind, String text) -> delta(kind, text, out);
            case ChatEvent.Cited(_, _, String dialect, JsonNode citation) -> {
                if (dialect.equals(NAME)) {
                    cite(citation, out);
                }
            }
            case ChatEvent.PartEnded _ -> partEnded(out);
            case ChatEvent.Logprobs(_, JsonNode logprobs) ->
                    probabilities.addAll(Probabilities.write(logprobs));
            case ChatEvent.Finished(_, Finish how) -> finish = how;
            case ChatEvent.UsageTold(Usage told) -> usage = told;
            case ChatEvent.Failed(ProviderError error) -> {
                over = true;
                start(out);
                messageEnd("ERROR", error.message(), out);
            }
            case ChatEvent.Ended _ -> {
                over = true;
                if (finish != null) {
                    start(out);
                    messageEnd(Finishes.write(finish), null, out);
                }
            }
            case ChatEvent.Unknown(String dialect, String type, JsonNode data, _) -> {
                if (dialect.equals(NAME) && data instanceof ObjectNode object) {
                    out.add(event(type, object));
                }
            }
            case ChatEvent.Heartbeat _ -> {}
        }
    }

    private void start(List<Event> out) {
        if (started) {
            return;
        }
        started = true;
        ObjectNode data = Json.object().put("id", id);
        ObjectNode message = data.putObject("delta").putObject("message").put("role", "assistant");
        message.putArray("content");
        message.put("tool_plan", "");
        message.putArray("tool_calls");
        message.putArray("citations");
        out.add(event("message-start", data));
    }

    private void partStarted(Part part, List<Event> out) {
        start(out);
        seed = part;
        signature.setLength(0);
        switch (part) {
            case Part.ToolCall call -> {
                ObjectNode node = Json.object().put("id", call.id()).put("type", "function");
                node.putObject("function").put("name", call.name()).put("arguments", "");
                if (call.signature() != null) {
                    node.put("signature", call.signature());
                }
                out.add(indexed("tool-call-start", calls, "tool_calls", node));
                delta(ChatEvent.Kind.ARGUMENTS, call.arguments(), out);
            }
            case Part.Reasoning thought -> {
                ObjectNode node = Json.object().put("type", "thinking").put("thinking", "");
                out.add(indexed("content-start", contents, "content", node));
                delta(ChatEvent.Kind.REASONING, thought.text(), out);
                if (thought.signature() != null) {
                    signature.append(thought.signature());
                }
            }
            case Part.Text(String text, _, _) -> textStarted(text, out);
            case Part.Refusal(String text, _) -> textStarted(text, out);
            default -> {}
        }
    }

    private void textStarted(String text, List<Event> out) {
        ObjectNode node = Json.object().put("type", "text").put("text", "");
        out.add(indexed("content-start", contents, "content", node));
        delta(ChatEvent.Kind.TEXT, text, out);
    }

    private void delta(ChatEvent.Kind kind, String text, List<Event> out) {
        if (text.isEmpty()) {
            return;
        }
        switch (kind) {
            case TEXT -> text(text, out);
            case REASONING ->
                    out.add(
                            indexed(
                                    "content-delta",
                                    contents,
                                    "content",
                                    Json.object().put("thinking", text)));
            case ARGUMENTS -> {
                ObjectNode node = Json.object();
                node.putObject("function").put("arguments", text);
                out.add(indexed("tool-call-delta", calls, "tool_calls", node));
            }
            case SIGNATURE -> signature.append(text);
        }
    }

    /** Probabilities that have come go with the next text. */
    private void text(String text, List<Event> out) {
        ObjectNode data = data(contents, "content", Json.object().put("text", text));
        ObjectNode first = probabilities.poll();
        if (first != null) {
            data.set("logprobs", first);
        }
        out.add(event("content-delta", data));
        restOfProbabilities(out);
    }

    private void restOfProbabilities(List<Event> out) {
        while (!probabilities.isEmpty()) {
            ObjectNode data = data(contents, "content", Json.object().put("text", ""));
            data.set("logprobs", probabilities.poll());
            out.add(event("content-delta", data));
        }
    }

    private void partEnded(List<Event> out) {
        Part part = seed;
        seed = null;
        switch (part) {
            case Part.ToolCall _ -> {
                if (!signature.isEmpty()) {
                    ObjectNode node = Json.object().put("signature", signature.toString());
                    out.add(indexed("tool-call-delta", calls, "tool_calls", node));
                }
                out.add(event("tool-call-end", Json.object().put("index", calls++)));
            }
            case Part.Reasoning thought -> {
                String proof = proof(thought);
                if (proof != null) {
                    ObjectNode node = Json.object().put("signature", proof);
                    out.add(indexed("content-delta", contents, "content", node));
                }
                out.add(event("content-end", Json.object().put("index", contents++)));
            }
            case Part.Text _, Part.Refusal _ -> {
                restOfProbabilities(out);
                out.add(event("content-end", Json.object().put("index", contents++)));
            }
            case null, default -> {}
        }
    }

    private @Nullable String proof(Part.Reasoning thought) {
        return Replies.signature(
                new Part.Reasoning(
                        "",
                        thought.summary(),
                        signature.isEmpty() ? null : signature.toString(),
                        thought.encrypted(),
                        thought.id(),
                        thought.dialect(),
                        Extras.NONE));
    }

    private void cite(JsonNode citation, List<Event> out) {
        ObjectNode data = Json.object().put("index", citations);
        data.putObject("delta").putObject("message").set("citations", citation);
        out.add(event("citation-start", data));
        out.add(event("citation-end", Json.object().put("index", citations++)));
    }

    private void messageEnd(String reason, @Nullable String error, List<Event> out) {
        ObjectNode data = Json.object().put("id", id);
        ObjectNode delta = data.putObject("delta").put("finish_reason", reason);
        if (error != null) {
            delta.put("error", error);
        }
        if (usage != null) {
            delta.set("usage", Usages.write(usage));
        }
        out.add(event("message-end", data));
    }

    private static Event indexed(String type, int index, String member, ObjectNode value) {
        return event(type, data(index, member, value));
    }

    private static ObjectNode data(int index, String member, ObjectNode value) {
        ObjectNode data = Json.object().put("index", index);
        data.putObject("delta").putObject("message").set(member, value);
        return data;
    }

    private static Event event(String type, ObjectNode rest) {
        ObjectNode data = Json.object().put("type", type);
        data.setAll(rest);
        return new Event(type, Json.write(data), Map.of());
    }
}
