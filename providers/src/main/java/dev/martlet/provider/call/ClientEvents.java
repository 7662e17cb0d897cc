// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Event;
import dev.martlet.core.Failure;
import dev.martlet.provider.call.LiveStream.Step;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.dialect.Dialect.EventWriter;
import dev.martlet.provider.json.ByteSearch;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.json.JsonMembers;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream as the client gets it: the provider's own events while both speak the same dialect, else
 * written anew. Keeps what the client has, so that it can go over from the one to the other.
 */
final class ClientEvents {
    /** No provider writes the name of the member with escapes. */
    private static final ByteSearch USAGE = ByteSearch.of("usage\"");

    private final ClientRequest request;
    private final Supplier<Dialect.View> view;
    private final Progress progress = new Progress();
    private final boolean strip;
    private boolean raw;
    private @Nullable EventWriter writer;

    /**
     * A stream.
     *
     * @param view what its events have to look like, if they are written anew
     * @param raw whether the provider's events are in the client's dialect
     */
    ClientEvents(ClientRequest request, Supplier<Dialect.View> view, boolean raw) {
        this.request = request;
        this.view = view;
        this.raw = raw;
        this.strip = Forwarding.of(request.dialect()).usageOption() && !request.usage();
    }

    Progress progress() {
        return progress;
    }

    boolean raw() {
        return raw;
    }

    /** Passes an event of the provider on. */
    void forward(Step step, Collection<Event> out) {
        boolean usage = false;
        boolean more = false;
        for (ChatEvent event : step.events()) {
            progress.add(event);
            usage |= event instanceof ChatEvent.UsageTold;
            more |= !(event instanceof ChatEvent.UsageTold);
        }
        if (step.raw() == null) {
            @Nullable Event mark = endMark();
            if (mark != null) {
                out.add(mark);
            }
            return;
        }
        if (!strip) {
            out.add(step.raw());
        } else if (!usage || more) {
            out.add(withoutUsage(step.raw()));
        }
    }

    /** The client did not ask for it; we did. */
    private static Event withoutUsage(Event event) {
        if (event.data().length == 0 || event.data()[0] != '{' || !USAGE.in(event.data())) {
            return event;
        }
        try {
            JsonMembers members = JsonMembers.of(event.data());
            return members.has("usage")
                    ? new Event(
                            event.type(), members.edit().remove("usage").bytes(), event.fields())
                    : event;
        } catch (JsonException e) {
            return event;
        }
    }

    /** What a provider forgot to send after a complete answer, and a client may wait for. */
    private @Nullable Event endMark() {
        return switch (request.dialect().name()) {
            case "openai-chat" -> new Event("", ascii("[DONE]"), Map.of());
            case "anthropic-messages" ->
                    new Event("message_stop", ascii("{\"type\":\"message_stop\"}"), Map.of());
            default -> null;
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes what was said in the client's dialect. */
    void write(List<ChatEvent> events, Collection<Event> out) {
        EventWriter into = writer();
        for (ChatEvent event : events) {
            progress.add(event);
            out.addAll(into.write(event));
        }
    }

    /** Tells the client that it does not get all. */
    void fail(Failure failure, Collection<Event> out) {
        var error =
                new ProviderError(
                        FinalFailure.kind(failure),
                        failure.status().code(),
                        "",
                        failure.reason(),
                        failure.publicMessage(),
                        null);
        write(List.of(new ChatEvent.Failed(error)), out);
    }

    /** From here on, the provider's own events are of no use to the client. */
    private EventWriter writer() {
        if (writer == null) {
            writer = request.dialect().eventWriter(view.get());
            progress.replay(writer);
            raw = false;
        }
        return writer;
    }
}
