// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.cohere;

import static dev.martlet.provider.cohere.CohereChat.NAME;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.dialect.Place;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the events of one stream. */
final class StreamReader implements Dialect.EventReader {
    private static final String PLAN = "plan";
    private static final String TEXT = "content";
    private static final String CALL = "call";

    /** What is open, by kind and index, with the number of the part. */
    private final Map<String, Integer> open = new LinkedHashMap<>();

    private int parts;
    private int lastText;
    private boolean started;
    private boolean finished;
    private boolean ended;

    @Override
    public List<ChatEvent> read(Event event) {
        List<ChatEvent> out = new ArrayList<>();
        String text = new String(event.data(), StandardCharsets.UTF_8).strip();
        if (text.isEmpty() || ended) {
            return out;
        }
        if (text.equals("[DONE]")) {
            return end();
        }
        Place root = Place.root(parse(text));
        String type = root.at("type").textOr(event.type());
        switch (type) {
            case "message-start" -> start(root.at("id").textOr(""), out);
            case "content-start" -> contentStart(root, out);
            case "content-delta" -> contentDelta(root, out);
            case "content-end" -> close(TEXT + index(root), out);
            case "tool-plan-delta" -> plan(root, out);
            case "tool-call-start" -> callStart(root, out);
            case "tool-call-delta" -> callDelta(root, out);
            case "tool-call-end" -> close(CALL + index(root), out);
            case "citation-start" -> {
                Place citation = message(root).at("citations");
                out.add(new ChatEvent.Cited(0, lastText, NAME, citation.object().node()));
            }
            case "citation-end" -> {}
            case "message-end" -> messageEnd(root, out);
            default -> other(root, type, out);
        }
        return out;
    }

    private static JsonNode parse(String text) {
        try {
            return Json.read(text);
        } catch (JsonException e) {
            throw new BadChatException("", "no JSON (expected: an event)");
        }
    }

    /** An error object in place of an event is an error. */
    private void other(Place root, String type, List<ChatEvent> out) {
        if (type.isEmpty() && root.at("message").node().isString()) {
            fail(Errors.read(0, root.node()), out);
        } else {
            out.add(new ChatEvent.Unknown(NAME, type, root.node(), null));
        }
    }

    private void fail(ProviderError error, List<ChatEvent> out) {
        ended = true;
        out.add(new ChatEvent.Failed(error));
    }

    private static Place message(Place root) {
        return root.at("delta").at("message");
    }

    private static long index(Place root) {
        Long index = root.at("index").longOrNull();
        return index == null ? 0 : index;
    }

    private void start(String id, List<ChatEvent> out) {
        if (!started) {
            started = true;
            out.add(new ChatEvent.Started(id, 0, "", Extras.NONE));
        }
    }

    private int begin(String key, Part seed, List<ChatEvent> out) {
        start("", out);
        if (!key.equals(PLAN)) {
            close(PLAN, out);
        }
        close(key, out);
        int part = parts++;
        open.put(key, part);
        if (seed instanceof Part.Text) {
            lastText = part;
        }
        out.add(new ChatEvent.PartStarted(0, part, seed));
        return part;
    }

    private void close(String key, List<ChatEvent> out) {
        Integer part = open.remove(key);
        if (part != null) {
            out.add(new ChatEvent.PartEnded(0, part));
        }
    }

    private void contentStart(Place root, List<ChatEvent> out) {
        Place content = message(root).at("content").object();
        String key = TEXT + index(root);
        if (content.at("type").textOr("text").equals("thinking")) {
            int part = begin(key, thought(), out);
            delta(part, ChatEvent.Kind.REASONING, content.at("thinking"), out);
        } else {
            int part = begin(key, new Part.Text(""), out);
            delta(part, ChatEvent.Kind.TEXT, content.at("text"), out);
        }
    }

    private static Part.Reasoning thought() {
        return new Part.Reasoning("", false, null, null, null, NAME, Extras.NONE);
    }

    private void contentDelta(Place root, List<ChatEvent> out) {
        Place content = message(root).at("content").object();
        String key = TEXT + index(root);
        Integer known = open.get(key);
        boolean thinking = !content.at("thinking").absent();
        int part =
                known == null ? begin(key, thinking ? thought() : new Part.Text(""), out) : known;
        Place logprobs = root.at("logprobs");
        if (!logprobs.absent()) {
            JsonNode read = Probabilities.read(List.of(logprobs.object()));
            if (read != null) {
                out.add(new ChatEvent.Logprobs(0, read));
            }
        }
        delta(part, ChatEvent.Kind.REASONING, content.at("thinking"), out);
        delta(part, ChatEvent.Kind.SIGNATURE, content.at("signature"), out);
        delta(part, ChatEvent.Kind.TEXT, content.at("text"), out);
    }

    private static void delta(int part, ChatEvent.Kind kind, Place text, List<ChatEvent> out) {
        String piece = text.textOr("");
        if (!piece.isEmpty()) {
            out.add(new ChatEvent.Delta(0, part, kind, piece));
        }
    }

    private void plan(Place root, List<ChatEvent> out) {
        Integer known = open.get(PLAN);
        int part = known == null ? begin(PLAN, new Part.Text(""), out) : known;
        delta(part, ChatEvent.Kind.TEXT, message(root).at("tool_plan"), out);
    }

    private void callStart(Place root, List<ChatEvent> out) {
        Place call = message(root).at("tool_calls").object();
        Place function = call.at("function").object();
        var seed =
                new Part.ToolCall(
                        call.at("id").text(),
                        function.at("name").text(),
                        "",
                        call.at("signature").textOrNull(),
                        ContentReader.rest(call, "id", "type", "function", "signature"));
        int part = begin(CALL + index(root), seed, out);
        delta(part, ChatEvent.Kind.ARGUMENTS, function.at("arguments"), out);
    }

    private void callDelta(Place root, List<ChatEvent> out) {
        Integer part = open.get(CALL + index(root));
        Place call = message(root).at("tool_calls");
        if (part == null) {
            throw call.bad("a tool-call-start before");
        }
        delta(part, ChatEvent.Kind.ARGUMENTS, call.at("function").at("arguments"), out);
        delta(part, ChatEvent.Kind.SIGNATURE, call.at("signature"), out);
    }

    private void messageEnd(Place root, List<ChatEvent> out) {
        start("", out);
        Place delta = root.at("delta").object();
        String reason = delta.at("finish_reason").text();
        @Nullable Usage usage = Usages.read(delta.at("usage"));
        if (usage != null) {
            out.add(new ChatEvent.UsageTold(usage));
        }
        ProviderError failure = Finishes.failure(reason, delta.at("error").textOrNull());
        if (failure != null) {
            fail(failure, out);
            return;
        }
        List.copyOf(open.keySet()).forEach(key -> close(key, out));
        out.add(new ChatEvent.Finished(0, Finishes.read(reason)));
        finished = true;
        out.addAll(end());
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
