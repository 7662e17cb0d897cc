// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Body;
import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.FullReply;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.provider.call.LiveStream.Step;
import dev.martlet.provider.call.Timed.LateException;
import dev.martlet.provider.call.Trouble.Kind;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.FinishReason;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.config.FailoverConfig;
import dev.martlet.provider.config.FilterAction;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.pool.Turn;
import io.helidon.http.HeaderNames;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Asks a target for a stream. What comes before the first token is held back, so that a target that
 * fails until then has not failed for the client.
 */
final class StreamTry implements Asking<LiveStream> {
    /** In bytes: a reply that should have been a stream; it is read to learn why not. */
    private static final int NO_STREAM = 256 << 10;

    private final Exchange exchange;
    private final String dialect;
    private final RequestWriter writer;
    private final Sender sender;
    private final ReplayBody body;
    private final FailoverConfig settings;
    private final Supplier<Deadline> budget;
    private final CallRuntime runtime;

    /**
     * A try.
     *
     * @param dialect the client's
     */
    StreamTry(
            Exchange exchange,
            String dialect,
            RequestWriter writer,
            Sender sender,
            ReplayBody body,
            FailoverConfig settings,
            Supplier<Deadline> budget,
            CallRuntime runtime) {
        this.exchange = exchange;
        this.dialect = dialect;
        this.writer = writer;
        this.sender = sender;
        this.body = body;
        this.settings = settings;
        this.budget = budget;
        this.runtime = runtime;
    }

    @Override
    public LiveStream ask(Turn turn) throws TryFailed {
        return ask(turn, null);
    }

    /**
     * Asks, maybe to go on with what was said.
     *
     * @param prefill what the assistant has said already, or null
     * @return a stream that has a token, or has ended well without one
     */
    LiveStream ask(Turn turn, @Nullable String prefill) throws TryFailed {
        long began = now();
        turn.speak(dialect);
        Deadline first = budget.get().sooner(Deadline.after(settings.firstToken(), began));
        byte[] bytes = writer.write(turn, prefill);
        body.sent(settings.replayLimit().bytes());
        Deadline head = first.sooner(Deadline.after(settings.firstByte(), began));
        Reply reply = sender.send(turn, bytes, head);
        LiveStream stream = stream(turn, reply);
        boolean opened = false;
        try {
            awaitToken(stream, first);
            turn.firstToken(now() - began, now());
            opened = true;
            return stream;
        } finally {
            if (!opened) {
                stream.abandon();
            }
        }
    }

    private long now() {
        return runtime.nanoTime().getAsLong();
    }

    private LiveStream stream(Turn turn, Reply reply) throws TryFailed {
        Provider provider = turn.provider();
        @Nullable Body bytes = isStream(provider, reply) ? body(reply) : null;
        if (bytes == null) {
            try (reply) {
                throw noStream(provider.dialect(), reply);
            }
        }
        return new LiveStream(
                turn,
                reply,
                exchange.cancellation(),
                provider.events().read(bytes),
                provider.dialect().eventReader(),
                () -> runtime.observer().malformedEvent(exchange, provider.name()));
    }

    private static boolean isStream(Provider provider, Reply reply) {
        String type = reply.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        return type.toLowerCase(Locale.ROOT).startsWith(provider.events().mediaType())
                && InflatedBody.coding(reply).equals("identity");
    }

    private static @Nullable Body body(Reply reply) {
        return switch (reply) {
            case FullReply full -> Body.of(full.body());
            case StreamedReply streamed -> streamed.body();
            default -> null;
        };
    }

    /** Some answer 200 and then say in JSON what went wrong. */
    private TryFailed noStream(Dialect dialect, Reply reply) throws TryFailed {
        long idle = settings.idle().toNanos();
        byte[] bytes =
                new ReplyBytes(reply, runtime.nanoTime()).read(NO_STREAM, now() + idle, idle);
        try {
            JsonNode json = Json.readReply(bytes);
            return json.path("error").isObject()
                    ? new TryFailed(Trouble.of(dialect.readError(0, json), null))
                    : invalid();
        } catch (JsonException e) {
            return invalid();
        }
    }

    private static TryFailed invalid() {
        return new TryFailed(Kind.MALFORMED, "The provider sent an invalid reply.");
    }

    private void awaitToken(LiveStream stream, Deadline until) throws TryFailed {
        while (true) {
            @Nullable Step step;
            try {
                step = stream.pull(until.remaining(now()));
            } catch (LateException e) {
                throw new TryFailed(Kind.SLOW, "The model did not answer in time.");
            }
            if (step == null) {
                return;
            }
            stream.hold(step);
            for (ChatEvent event : step.events()) {
                if (settings.contentFilter() == FilterAction.NEXT && filtered(event)) {
                    throw new TryFailed(Kind.CONTENT_FILTER, "The provider's filter refused.");
                }
                if (isToken(event)) {
                    return;
                }
            }
        }
    }

    private static boolean filtered(ChatEvent event) {
        return event instanceof ChatEvent.Finished finished
                && finished.finish().reason() == FinishReason.CONTENT_FILTER;
    }

    private static boolean isToken(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Delta delta -> !delta.text().isEmpty();
            case ChatEvent.PartStarted started -> !isEmptyText(started.seed());
            case ChatEvent.Finished _, ChatEvent.Ended _ -> true;
            default -> false;
        };
    }

    private static boolean isEmptyText(Part part) {
        return switch (part) {
            case Part.Text text -> text.text().isEmpty();
            case Part.Refusal refusal -> refusal.text().isEmpty();
            case Part.Reasoning reasoning ->
                    reasoning.text().isEmpty() && reasoning.encrypted() == null;
            default -> false;
        };
    }
}
