// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.FinishReason;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Dialect.EventWriter;
import dev.martlet.provider.dialect.Dialect.View;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.OpenAiErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events of a response for a client: every part is an item of its own, begun, grown and ended,
 * and the last event repeats the whole.
 */
final class StreamWriter implements EventWriter {
    private final View view;
    private final Map<Integer, OpenItem> open = new TreeMap<>();
    private final Map<Integer, ObjectNode> output = new TreeMap<>();
    private ResponseObject response;
    private List<Event> events = new ArrayList<>();
    private int sequence;
    private int items;
    private boolean begun;
    private boolean refusal;
    private boolean over;
    private @Nullable Finish finish;
    private @Nullable Usage usage;

    StreamWriter(View view) {
        this.view = view;
        this.response = new ResponseObject("", 0, "", view);
    }

    @Override
    public List<Event> write(ChatEvent event) {
        events = new ArrayList<>();
        if (!over) {
            take(event);
        }
        return events;
    }

    private void take(ChatEvent event) {
        switch (event) {
            case ChatEvent.Started(String id, long created, String model, _) -> {
                response = new ResponseObject(id, created, model, view);
                begin();
            }
            case ChatEvent.PartStarted(int choice, int part, Part seed) when choice == 0 -> {
                begin();
                start(part, seed);
            }
            case ChatEvent.Delta(int choice, int part, ChatEvent.Kind kind, String text)
                    when choice == 0 -> {
                OpenItem item = open.get(part);
                if (item != null) {
                    item.grow(kind, text, this);
                }
            }
            case ChatEvent.Cited(int choice, int part, _, JsonNode citation) when choice == 0 -> {
                OpenItem item = open.get(part);
                if (item != null) {
                    item.cite(citation, this);
                }
            }
            case ChatEvent.Logprobs(int choice, JsonNode logprobs) when choice == 0 ->
                    open.values().forEach(item -> item.logprobs(logprobs));
            case ChatEvent.PartEnded(int choice, int part) when choice == 0 -> end(part);
            case ChatEvent.Finished(int choice, Finish said) when choice == 0 -> finish = said;
            case ChatEvent.UsageTold(Usage told) -> usage = told;
            case ChatEvent.Failed(ProviderError error) -> fail(error);
            case ChatEvent.Ended _ -> end();
            default -> {
                // other answers, which this dialect cannot ask for; heartbeats; the unknown
            }
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            for (String type : new String[] {"response.created", "response.in_progress"}) {
                ObjectNode data = Json.object();
                data.set("response", response.running());
                emit(type, data);
            }
        }
    }

    private void start(int part, Part seed) {
        int index = items;
        ObjectNode whole = OutputItem.of(seed, response, index);
        if (whole == null) {
            return;
        }
        items++;
        refusal |= seed instanceof Part.Refusal;
        OpenItem item = OpenItem.of(seed, whole, index);
        open.put(part, item);
        item.start(this);
    }

    private void end(int part) {
        OpenItem item = open.remove(part);
        if (item != null) {
            output.put(item.index(), item.end(this));
        }
    }

    private void end() {
        begin();
        List.copyOf(open.keySet()).forEach(this::end);
        over = true;
        Finish said = finish == null ? new Finish(FinishReason.OTHER, "", null) : finish;
        ObjectNode data = Json.object();
        data.set("response", response.ended(whole(), said, refusal, usage));
        emit(Finishes.complete(said, refusal) ? "response.completed" : "response.incomplete", data);
    }

    private ArrayNode whole() {
        ArrayNode array = Json.array();
        output.values().forEach(array::add);
        return array;
    }

    /**
     * Clients differ in which of the two they look at. The members are told twice, as they are
     * documented at the top, and as SDKs that raise an exception look for them.
     */
    private void fail(ProviderError error) {
        over = true;
        ObjectNode told = OpenAiErrors.object(error);
        ObjectNode data = Json.object();
        data.set("code", told.path("code"));
        data.set("message", told.path("message"));
        data.set("param", told.path("param"));
        data.set("error", told);
        emit("error", data);
        if (begun) {
            ObjectNode last = Json.object();
            last.set("response", response.failed(whole(), error, usage));
            emit("response.failed", last);
        }
    }

    /** Completes an event by what each has. */
    void emit(String type, ObjectNode data) {
        ObjectNode event = Json.object().put("type", type).put("sequence_number", sequence);
        sequence++;
        event.setAll(data);
        events.add(new Event(type, Json.write(event), Map.of()));
    }
}
