// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect.EventWriter;
import dev.martlet.provider.dialect.Dialect.View;
import dev.martlet.provider.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the events of one stream: text as it comes, calls once they are complete, and in the last
 * event the reasons and the usage. That event is marked, for the form that is an array.
 */
final class StreamWriter implements EventWriter {
    private static final String NAME = GeminiDialect.NAME;

    /** Characters of the arguments of one call. */
    private static final int LIMIT = 16 << 20;

    private final View view;
    private final Map<Long, OpenPart> open = new HashMap<>();
    private final Map<Integer, Finish> finishes = new TreeMap<>();
    private String id = "";
    private String model = "";
    private @Nullable Usage usage;
    private boolean over;

    StreamWriter(View view) {
        this.view = view;
    }

    /** A part that has begun. */
    private static final class OpenPart {
        final Part seed;
        final StringBuilder arguments = new StringBuilder();
        final StringBuilder signature = new StringBuilder();

        OpenPart(Part seed) {
            this.seed = seed;
        }
    }

    @Override
    public List<Event> write(ChatEvent event) {
        if (over) {
            return List.of();
        }
        return switch (event) {
            case ChatEvent.Started started -> {
                id = started.id();
                model = started.model();
                yield List.of();
            }
            case ChatEvent.PartStarted(int choice, int part, Part seed) -> {
                open.put(key(choice, part), new OpenPart(seed));
                yield begin(choice, seed);
            }
            case ChatEvent.Delta delta -> delta(delta);
            case ChatEvent.PartEnded(int choice, int part) -> end(choice, key(choice, part));
            case ChatEvent.Logprobs(int choice, JsonNode logprobs) -> {
                ObjectNode candidate = ReplyWriter.candidate(choice, List.of());
                ReplyWriter.logprobs(candidate, logprobs);
                yield chunk(candidate);
            }
            case ChatEvent.Unknown(String dialect, String type, JsonNode data, Integer choice)
                    when dialect.equals(NAME)
                            && type.equals("candidate")
                            && choice != null
                            && data instanceof ObjectNode extras -> {
                ObjectNode candidate = ReplyWriter.candidate(choice, List.of());
                candidate.setAll(extras);
                yield chunk(candidate);
            }
            case ChatEvent.UsageTold(Usage told) -> {
                usage = told;
                yield List.of();
            }
            case ChatEvent.Finished(int choice, Finish finish) -> {
                finishes.put(choice, finish);
                yield List.of();
            }
            case ChatEvent.Ended _ -> last();
            case ChatEvent.Failed(var error) -> {
                over = true;
                yield List.of(JsonArrayEncoder.last(Errors.write(error)));
            }
            case ChatEvent.Heartbeat _, ChatEvent.Cited _, ChatEvent.Unknown _ -> List.of();
        };
    }

    private static long key(int choice, int part) {
        return ((long) choice << Integer.SIZE) | part;
    }

    private List<Event> begin(int choice, Part seed) {
        return switch (seed) {
            case Part.Text(String text, _, _) -> text(choice, text);
            case Part.Refusal(String text, _) -> text(choice, text);
            case Part.Reasoning thought -> thought(choice, thought.text());
            case Part.ToolCall _ -> List.of();
            default -> part(choice, seed);
        };
    }

    private List<Event> text(int choice, String text) {
        return text.isEmpty() ? List.of() : part(choice, new Part.Text(text));
    }

    private List<Event> thought(int choice, String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        return raw(choice, Json.object().put("text", text).put("thought", true));
    }

    private List<Event> part(int choice, Part part) {
        ObjectNode node = PartWriter.ofReply().part(part);
        return node == null ? List.of() : raw(choice, node);
    }

    private List<Event> raw(int choice, ObjectNode part) {
        ObjectNode candidate = ReplyWriter.candidate(choice, List.of());
        ObjectNode content = Json.object();
        content.putArray("parts").add(part);
        content.put("role", "model");
        candidate.set("content", content);
        return chunk(candidate);
    }

    private List<Event> delta(ChatEvent.Delta delta) {
        OpenPart part = open.get(key(delta.choice(), delta.part()));
        if (part == null) {
            return List.of();
        }
        return switch (delta.kind()) {
            case TEXT -> text(delta.choice(), delta.text());
            case REASONING -> thought(delta.choice(), delta.text());
            case ARGUMENTS -> {
                if (part.arguments.length() + delta.text().length() > LIMIT) {
                    throw new BadChatException("args", "too long (expected: 16 Mi characters)");
                }
                part.arguments.append(delta.text());
                yield List.of();
            }
            case SIGNATURE -> {
                part.signature.append(delta.text());
                yield List.of();
            }
        };
    }

    private List<Event> end(int choice, long key) {
        OpenPart part = open.remove(key);
        if (part == null) {
            return List.of();
        }
        String late = part.signature.toString();
        if (part.seed instanceof Part.ToolCall call) {
            String signature = late.isEmpty() ? call.signature() : late;
            return part(
                    choice,
                    new Part.ToolCall(
                            call.id(),
                            call.name(),
                            call.arguments() + part.arguments,
                            signature,
                            Extras.NONE));
        }
        return part.seed instanceof Part.Reasoning thought
                ? signed(choice, thought, late)
                : List.of();
    }

    private List<Event> signed(int choice, Part.Reasoning seed, String late) {
        String signature = late.isEmpty() ? seed.signature() : late;
        if (!seed.dialect().equals(NAME)) {
            var thought =
                    new Part.Reasoning(
                            "",
                            seed.summary(),
                            signature,
                            seed.encrypted(),
                            seed.id(),
                            seed.dialect(),
                            Extras.NONE);
            String carried = CarriedThought.of(thought).text();
            ObjectNode part = Json.object().put("text", "").put("thought", true);
            return raw(choice, part.put("thoughtSignature", carried));
        }
        return signature == null
                ? List.of()
                : raw(choice, Json.object().put("text", "").put("thoughtSignature", signature));
    }

    private List<Event> chunk(ObjectNode candidate) {
        ObjectNode node = Json.object();
        node.putArray("candidates").add(candidate);
        ReplyWriter.tail(node, id, model, usage, view);
        return List.of(new Event("", Json.write(node), Map.of()));
    }

    private List<Event> last() {
        over = true;
        ObjectNode node = Json.object();
        ArrayNode candidates = node.putArray("candidates");
        finishes.forEach((choice, finish) -> {
            ObjectNode candidate = ReplyWriter.candidate(choice, List.of());
            ReplyWriter.finish(candidate, finish);
            candidates.add(candidate);
        });
        ReplyWriter.tail(node, id, model, usage, view);
        return List.of(JsonArrayEncoder.last(node));
    }
}
