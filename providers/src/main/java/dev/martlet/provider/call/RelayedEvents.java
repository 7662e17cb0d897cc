// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Body;
import dev.martlet.core.Event;
import dev.martlet.core.EventSource;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.sse.SseSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events of completions, images or audio on their way to the client: as they came, but for a
 * usage that nobody asked for. A stream that breaks off ends in an error that SDKs understand.
 */
final class RelayedEvents implements EventSource {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final SseSource source;
    private final boolean usageWanted;
    private final RelayCall.Ending ending;
    private boolean finished;
    private boolean ended;

    RelayedEvents(Body body, boolean usageWanted, RelayCall.Ending ending) {
        this.source = new SseSource(body);
        this.usageWanted = usageWanted;
        this.ending = ending;
    }

    @Override
    public @Nullable Event next() throws IOException {
        while (!ended) {
            @Nullable Event event;
            try {
                event = source.next();
            } catch (IOException e) {
                return cut();
            }
            if (event == null) {
                return end();
            }
            if (Arrays.equals(event.data(), DONE)) {
                finished = true;
                return event;
            }
            if (!onlyUsage(event)) {
                return event;
            }
        }
        return null;
    }

    private @Nullable Event end() {
        if (!finished) {
            return cut();
        }
        ended = true;
        ending.complete();
        return null;
    }

    private Event cut() {
        ended = true;
        ending.cut("upstream_cut");
        ObjectNode error = Json.object();
        error.putObject("error")
                .put("message", "The provider's reply broke off.")
                .put("type", "server_error")
                .putNull("param")
                .put("code", "upstream_protocol");
        return new Event("", Json.write(error), Map.of());
    }

    /** Whether an event is for the account only; takes from any what the account needs. */
    private boolean onlyUsage(Event event) {
        JsonNode data;
        try {
            data = Json.readReply(event.data());
        } catch (JsonException e) {
            return false;
        }
        @Nullable Usage usage = RelayUsage.of(data.path("usage"));
        if (usage != null) {
            ending.used(usage);
        }
        for (JsonNode choice : data.path("choices")) {
            ending.said(choice.path("text").asString(""));
            finished |= choice.path("finish_reason").isString();
        }
        String type = data.path("type").asString("");
        finished |= type.endsWith(".completed") || type.endsWith(".done");
        return usage != null && !usageWanted && data.path("choices").isEmpty();
    }

    @Override
    public boolean ready() {
        try {
            return ended || source.ready();
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
