// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import static dev.martlet.provider.bedrock.BedrockConverse.NAME;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the events of one stream: messageStart; for each block contentBlockStart (tool calls only,
 * as Bedrock does), contentBlockDeltas, contentBlockStop; messageStop; metadata.
 */
final class StreamWriter implements Dialect.EventWriter {
    private final SerialParts serial = new SerialParts();
    private final StringBuilder signature = new StringBuilder();
    private @Nullable Part seed;
    private @Nullable Usage usage;
    private @Nullable ObjectNode more;
    private boolean started;
    private boolean written;
    private boolean over;
    private int index;

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
            case ChatEvent.Started _ -> start(out);
            case ChatEvent.PartStarted(_, _, Part part) -> partStarted(part, out);
            case ChatEvent.Delta(_, _, ChatEvent.Kind kind, String text) -> delta(kind, text, out);
            case ChatEvent.Cited(_, _, String dialect, JsonNode citation) -> {
                if (dialect.equals(NAME)) {
                    ObjectNode delta = Json.object();
                    delta.set("citation", citation);
                    add(delta, out);
                }
            }
            case ChatEvent.PartEnded _ -> partEnded(out);
            case ChatEvent.Finished(_, Finish finish) -> {
                start(out);
                ObjectNode stop = Json.object();
                Stops.write(finish, stop);
                out.add(event("messageStop", stop));
            }
            case ChatEvent.UsageTold(Usage told) -> usage = told;
            case ChatEvent.Unknown(String dialect, String type, JsonNode data, _) -> {
                if (dialect.equals(NAME)) {
                    unknown(type, data, out);
                }
            }
            case ChatEvent.Failed(ProviderError error) -> {
                over = true;
                out.add(Errors.toStream(error));
            }
            case ChatEvent.Ended _ -> {
                over = true;
                metadata(out);
            }
            case ChatEvent.Logprobs _, ChatEvent.Heartbeat _ -> {}
        }
    }

    private void start(List<Event> out) {
        if (!started) {
            started = true;
            out.add(event("messageStart", Json.object().put("role", "assistant")));
        }
    }

    private void partStarted(Part part, List<Event> out) {
        start(out);
        seed = part;
        written = false;
        signature.setLength(0);
        switch (part) {
            case Part.ToolCall call -> {
                ObjectNode data = Json.object();
                ObjectNode use = data.putObject("start").putObject("toolUse");
                use.put("toolUseId", CallIds.valid(call.id())).put("name", call.name());
                out.add(event("contentBlockStart", data.put("contentBlockIndex", index)));
                written = true;
                delta(ChatEvent.Kind.ARGUMENTS, call.arguments(), out);
                if (call.signature() != null) {
                    signature.append(call.signature());
                }
            }
            case Part.Text(String text, _, _) -> delta(ChatEvent.Kind.TEXT, text, out);
            case Part.Refusal(String text, _) -> delta(ChatEvent.Kind.TEXT, text, out);
            case Part.Reasoning thought -> {
                delta(ChatEvent.Kind.REASONING, thought.text(), out);
                if (thought.dialect().equals(NAME) && thought.encrypted() != null) {
                    thought(Json.object().put("redactedContent", thought.encrypted()), out);
                } else if (thought.signature() != null) {
                    signature.append(thought.signature());
                }
            }
            default -> {}
        }
    }

    private void delta(ChatEvent.Kind kind, String text, List<Event> out) {
        if (text.isEmpty()) {
            return;
        }
        switch (kind) {
            case TEXT -> add(Json.object().put("text", text), out);
            case ARGUMENTS -> add("toolUse", Json.object().put("input", text), out);
            case REASONING -> thought(Json.object().put("text", text), out);
            case SIGNATURE -> signature.append(text);
        }
    }

    private void add(ObjectNode delta, List<Event> out) {
        written = true;
        ObjectNode data = Json.object();
        data.set("delta", delta);
        out.add(event("contentBlockDelta", data.put("contentBlockIndex", index)));
    }

    private void add(String member, ObjectNode value, List<Event> out) {
        ObjectNode delta = Json.object();
        delta.set(member, value);
        add(delta, out);
    }

    private void thought(ObjectNode content, List<Event> out) {
        add("reasoningContent", content, out);
    }

    private void partEnded(List<Event> out) {
        Part part = seed;
        seed = null;
        String proof = signature.isEmpty() ? null : signature.toString();
        if (part instanceof Part.Reasoning thought) {
            String text = proof(thought, proof);
            if (text != null) {
                thought(Json.object().put("signature", text), out);
            }
        }
        if (written) {
            stop(out);
        }
        if (part instanceof Part.ToolCall call && proof != null) {
            thought(Json.object().put("signature", Replies.callSignature(call.id(), proof)), out);
            stop(out);
        }
    }

    private static @Nullable String proof(Part.Reasoning thought, @Nullable String signature) {
        boolean ours = thought.dialect().equals(NAME);
        if (ours) {
            return signature;
        }
        return Replies.signature(
                new Part.Reasoning(
                        "",
                        thought.summary(),
                        signature,
                        thought.encrypted(),
                        thought.id(),
                        thought.dialect(),
                        Extras.NONE));
    }

    private void stop(List<Event> out) {
        out.add(event("contentBlockStop", Json.object().put("contentBlockIndex", index)));
        index++;
    }

    private void unknown(String type, JsonNode data, List<Event> out) {
        if (type.equals("metadata") && data instanceof ObjectNode fields) {
            more = more == null ? Json.object() : more;
            more.setAll(fields);
        } else if (data instanceof ObjectNode object && seed == null) {
            out.add(event(type, object));
        }
    }

    private void metadata(List<Event> out) {
        if (!started) {
            return;
        }
        ObjectNode data = more == null ? Json.object() : more;
        Tokens.write(usage == null ? Usage.ZERO : usage, data);
        Replies.latency(data);
        out.add(event("metadata", data));
    }

    static Event event(String type, JsonNode data) {
        return new Event(type, Json.write(data), Map.of(MessageHeaders.MESSAGE_TYPE, "event"));
    }
}
