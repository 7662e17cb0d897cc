// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Dialect.EventWriter;
import dev.martlet.provider.dialect.Dialect.View;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.OpenAiErrors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A stream of {@code chat.completion.chunk}s for a client. */
final class ChunkWriter implements EventWriter {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final View view;
    private final Map<Integer, ChoiceWriter> choices = new LinkedHashMap<>();
    private String id;
    private long created;
    private @Nullable JsonNode fingerprint;
    private @Nullable Usage usage;
    private boolean over;

    ChunkWriter(View view) {
        this.view = view;
        this.id = view.id();
        this.created = view.created();
    }

    @Override
    public List<Event> write(ChatEvent event) {
        if (over) {
            return List.of();
        }
        return switch (event) {
            case ChatEvent.Started started -> start(started);
            case ChatEvent.PartStarted part -> chunks(choice(part.choice()).start(part));
            case ChatEvent.Delta delta -> chunks(choice(delta.choice()).grow(delta));
            case ChatEvent.Cited cited -> chunks(choice(cited.choice()).cite(cited));
            case ChatEvent.Logprobs probabilities ->
                    chunks(choice(probabilities.choice()).logprobs(probabilities.logprobs()));
            case ChatEvent.PartEnded part -> chunks(choice(part.choice()).end(part));
            case ChatEvent.Finished finished ->
                    chunks(choice(finished.choice()).finish(finished.finish()));
            case ChatEvent.UsageTold told -> {
                usage = told.usage();
                yield List.of();
            }
            case ChatEvent.Heartbeat _ -> List.of();
            case ChatEvent.Failed failed -> {
                over = true;
                ObjectNode body = Json.object();
                body.set("error", OpenAiErrors.object(failed.error()));
                yield List.of(event(Json.write(body)));
            }
            case ChatEvent.Ended _ -> end();
            case ChatEvent.Unknown unknown -> unknown(unknown);
        };
    }

    private List<Event> start(ChatEvent.Started started) {
        if (!started.id().isEmpty()) {
            id = started.id();
        }
        if (started.created() != 0) {
            created = started.created();
        }
        if (started.extras().dialect().equals(OpenAiChat.NAME)) {
            fingerprint = started.extras().fields().get("system_fingerprint");
        }
        return List.of();
    }

    private ChoiceWriter choice(int index) {
        return choices.computeIfAbsent(index, n -> new ChoiceWriter(n, view.legacy()));
    }

    private List<Event> unknown(ChatEvent.Unknown unknown) {
        if (!unknown.dialect().equals(OpenAiChat.NAME) || unknown.choice() == null) {
            return List.of();
        }
        return chunks(choice(unknown.choice()).unknown(unknown.type(), unknown.data()));
    }

    private List<Event> end() {
        over = true;
        List<Event> events = new ArrayList<>(2);
        if (view.usage() && usage != null) {
            ObjectNode chunk = head();
            chunk.putArray("choices");
            chunk.set("usage", UsageFields.write(usage));
            events.add(event(Json.write(chunk)));
        }
        events.add(event(DONE));
        return events;
    }

    private List<Event> chunks(List<ObjectNode> said) {
        List<Event> events = new ArrayList<>(said.size());
        for (ObjectNode choice : said) {
            ObjectNode chunk = head();
            chunk.putArray("choices").add(choice);
            if (view.usage()) {
                chunk.putNull("usage");
            }
            events.add(event(Json.write(chunk)));
        }
        return events;
    }

    private ObjectNode head() {
        ObjectNode chunk = Json.object();
        chunk.put("id", id).put("object", "chat.completion.chunk").put("created", created);
        chunk.put("model", view.model());
        if (fingerprint != null) {
            chunk.set("system_fingerprint", fingerprint);
        }
        return chunk;
    }

    private static Event event(byte[] data) {
        return new Event("", data, Map.of());
    }
}
