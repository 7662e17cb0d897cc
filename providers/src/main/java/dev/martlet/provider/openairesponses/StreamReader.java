// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ChatEvent.Kind;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect.EventReader;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.openai.Fields;
import dev.martlet.provider.openai.OpenAiErrors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The events of a response. Parts are known by the place of their item and within it. */
final class StreamReader implements EventReader {
    private static final String DONE = "[DONE]";

    /** Within an item: what is no content of a message. */
    private static final int ITEM = -1;

    private record Place(int output, int content) {}

    private static final class Open {
        private final int part;
        private boolean grown;
        private int paragraph;

        Open(int part) {
            this.part = part;
        }
    }

    private final Map<Place, Open> open = new HashMap<>();
    private List<ChatEvent> events = new ArrayList<>();
    private int parts;
    private boolean started;
    private boolean calls;
    private boolean refusal;
    private boolean over;

    @Override
    public List<ChatEvent> read(Event event) {
        if (over || isDone(event.data())) {
            return List.of();
        }
        events = new ArrayList<>();
        Fields fields = new Fields("", parse(event.data()));
        String type = fields.text("type", event.type());
        if (type.startsWith("response.") || type.equals("error")) {
            read(type, fields);
        } else if (fields.peek("error") != null) {
            fail(fields.node());
        }
        return events;
    }

    private static boolean isDone(byte[] data) {
        return data.length == DONE.length() && data[0] == '[' && data[1] == 'D';
    }

    private static JsonNode parse(byte[] data) {
        try {
            return Json.readReply(data);
        } catch (JsonException e) {
            throw new BadChatException("", e.getMessage() + " (expected: an event)");
        }
    }

    private void read(String type, Fields event) {
        switch (type) {
            case "response.created", "response.in_progress", "response.queued" ->
                    start(event.object("response"));
            case "response.output_item.added" -> added(event);
            case "response.content_part.added" -> contentAdded(event);
            case "response.output_text.delta" -> text(event, Part.Text.class);
            case "response.refusal.delta" -> text(event, Part.Refusal.class);
            case "response.output_text.annotation.added" -> cited(event);
            case "response.content_part.done" -> close(place(event));
            case "response.function_call_arguments.delta" ->
                    grow(item(event), Kind.ARGUMENTS, event.text("delta", ""));
            case "response.function_call_arguments.done" -> arguments(event);
            case "response.reasoning_summary_text.delta" -> thought(event, "summary_index", true);
            case "response.reasoning_text.delta" -> thought(event, "content_index", false);
            case "response.output_item.done" -> done(event);
            case "response.completed", "response.incomplete" -> end(event.object("response"));
            case "response.failed" -> {
                JsonNode response = event.any("response");
                fail(response == null ? event.node() : response);
            }
            case "error" -> fail(flat(event));
            default -> {
                // progress of tools that the provider runs: their items tell all at their end
            }
        }
    }

    private void start(@Nullable Fields response) {
        if (started) {
            return;
        }
        started = true;
        if (response == null) {
            events.add(new ChatEvent.Started("", 0, "", Extras.NONE));
            return;
        }
        String id = response.text("id", "");
        long created = ReplyReader.created(response);
        events.add(new ChatEvent.Started(id, created, response.text("model", ""), Extras.NONE));
    }

    private static int number(Fields event, String name) {
        JsonNode number = event.any(name);
        return number != null && number.isIntegralNumber() ? number.asInt() : 0;
    }

    private static Place item(Fields event) {
        return new Place(number(event, "output_index"), ITEM);
    }

    private static Place place(Fields event) {
        return new Place(number(event, "output_index"), number(event, "content_index"));
    }

    private Open open(Place place, Part seed) {
        start(null);
        var opened = new Open(parts++);
        open.put(place, opened);
        events.add(new ChatEvent.PartStarted(0, opened.part, seed));
        return opened;
    }

    private void grow(Place place, Kind kind, String text) {
        Open opened = open.get(place);
        if (opened != null && !text.isEmpty()) {
            opened.grown = true;
            events.add(new ChatEvent.Delta(0, opened.part, kind, text));
        }
    }

    private void close(Place place) {
        Open opened = open.remove(place);
        if (opened != null) {
            events.add(new ChatEvent.PartEnded(0, opened.part));
        }
    }

    private void added(Fields event) {
        Fields item = event.object("item");
        if (item != null && item.text("type", "").equals("function_call")) {
            calls = true;
            String id = item.required("call_id");
            var seed = new Part.ToolCall(id, item.required("name"), "", null, Extras.NONE);
            open(item(event), seed);
            grow(item(event), Kind.ARGUMENTS, item.text("arguments", ""));
        }
    }

    private void contentAdded(Fields event) {
        Fields part = event.object("part");
        String type = part == null ? "" : part.text("type", "");
        if (type.equals("output_text")) {
            open(place(event), new Part.Text(""));
        } else if (type.equals("refusal")) {
            refusal = true;
            open(place(event), new Part.Refusal("", Extras.NONE));
        }
    }

    private void text(Fields event, Class<?> kind) {
        Place place = place(event);
        if (!open.containsKey(place)) {
            boolean words = kind == Part.Text.class;
            refusal |= !words;
            open(place, words ? new Part.Text("") : new Part.Refusal("", Extras.NONE));
        }
        grow(place, Kind.TEXT, event.text("delta", ""));
        ArrayNode tokens = Json.array();
        event.array("logprobs").forEach(tokens::add);
        JsonNode logprobs = ReplyReader.chat(tokens);
        if (logprobs != null) {
            events.add(new ChatEvent.Logprobs(0, logprobs));
        }
    }

    private void cited(Fields event) {
        Open opened = open.get(place(event));
        JsonNode annotation = event.any("annotation");
        if (opened != null && annotation != null) {
            events.add(new ChatEvent.Cited(0, opened.part, OpenAiResponses.NAME, annotation));
        }
    }

    private void arguments(Fields event) {
        Open opened = open.get(item(event));
        if (opened != null && !opened.grown) {
            grow(item(event), Kind.ARGUMENTS, event.text("arguments", ""));
        }
    }

    private void thought(Fields event, String index, boolean summary) {
        Place place = item(event);
        Open opened = open.get(place);
        int paragraph = number(event, index);
        if (opened == null) {
            String id = event.text("item_id");
            opened =
                    open(
                            place,
                            new Part.Reasoning(
                                    "",
                                    summary,
                                    null,
                                    null,
                                    id,
                                    OpenAiResponses.NAME,
                                    Extras.NONE));
        } else if (paragraph != opened.paragraph) {
            grow(place, Kind.REASONING, "\n\n");
        }
        opened.paragraph = paragraph;
        grow(place, Kind.REASONING, event.text("delta", ""));
    }

    private void done(Fields event) {
        Fields item = event.object("item");
        if (item == null) {
            return;
        }
        Place place = item(event);
        Open opened = open.get(place);
        switch (item.text("type", "")) {
            case "message" -> closeContents(place.output());
            case "function_call" -> {
                if (opened == null) {
                    added(event);
                    opened = open.get(place);
                }
                if (opened != null && !opened.grown) {
                    String arguments = item.text("arguments", "");
                    grow(place, Kind.ARGUMENTS, arguments.isBlank() ? "{}" : arguments);
                }
                JsonNode signature = Items.signature(item);
                if (signature != null) {
                    grow(place, Kind.SIGNATURE, signature.stringValue());
                }
                close(place);
            }
            case "reasoning" -> {
                Part.Reasoning whole = ReasoningItems.read(item, false);
                if (opened == null) {
                    open(place, whole);
                } else if (whole.signature() != null) {
                    grow(place, Kind.SIGNATURE, whole.signature());
                }
                close(place);
            }
            default -> {
                for (Part part : Items.read(item)) {
                    open(place, part);
                    close(place);
                }
            }
        }
    }

    private void closeContents(int output) {
        open.keySet().stream()
                .filter(place -> place.output() == output)
                .sorted(Comparator.comparingInt(Place::content))
                .toList()
                .forEach(this::close);
    }

    private void end(@Nullable Fields response) {
        if (response == null) {
            throw new BadChatException("response", "missing (expected: an object)");
        }
        start(response);
        for (Place place : List.copyOf(open.keySet())) {
            close(place);
        }
        over = true;
        events.add(new ChatEvent.Finished(0, Finishes.read(response, calls, refusal)));
        Usage usage = UsageFields.read(response.any("usage"));
        if (usage != null) {
            events.add(new ChatEvent.UsageTold(usage));
        }
        events.add(new ChatEvent.Ended());
    }

    /** Its type is the event's, not the error's. */
    private static JsonNode flat(Fields event) {
        if (event.peek("error") != null) {
            return event.node();
        }
        ObjectNode error = Json.object();
        for (String name : new String[] {"code", "message", "param"}) {
            error.set(name, event.any(name));
        }
        return Json.object().set("error", error);
    }

    private void fail(JsonNode holder) {
        over = true;
        events.add(new ChatEvent.Failed(OpenAiErrors.read(0, holder)));
    }

    /** The last event says itself that it is the last. */
    @Override
    public List<ChatEvent> end() {
        return List.of();
    }
}
