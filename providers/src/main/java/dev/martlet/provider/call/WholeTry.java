// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Deadline;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.provider.call.Trouble.Kind;
import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.FinishReason;
import dev.martlet.provider.config.FailoverConfig;
import dev.martlet.provider.config.FilterAction;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.pool.Turn;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Asks a target for a whole answer. */
final class WholeTry implements Asking<WholeTry.Answer> {
    /** In bytes: answers with images in them are large, but not without end. */
    private static final int MOST = 32 << 20;

    private final String dialect;
    private final RequestWriter writer;
    private final Sender sender;
    private final ReplayBody body;
    private final FailoverConfig settings;
    private final Supplier<Deadline> budget;
    private final CallRuntime runtime;

    /**
     * A whole answer.
     *
     * @param turn who answered; to be closed
     * @param raw the bytes as they came
     * @param reply what they say
     * @param dropped what could not be asked
     */
    record Answer(Turn turn, Payload.Buffered raw, ChatReply reply, List<String> dropped) {}

    /**
     * A try.
     *
     * @param dialect the client's
     */
    WholeTry(
            String dialect,
            RequestWriter writer,
            Sender sender,
            ReplayBody body,
            FailoverConfig settings,
            Supplier<Deadline> budget,
            CallRuntime runtime) {
        this.dialect = dialect;
        this.writer = writer;
        this.sender = sender;
        this.body = body;
        this.settings = settings;
        this.budget = budget;
        this.runtime = runtime;
    }

    @Override
    public Answer ask(Turn turn) throws TryFailed {
        long began = runtime.nanoTime().getAsLong();
        turn.speak(dialect);
        byte[] bytes = writer.write(turn, null);
        body.sent(settings.replayLimit().bytes());
        Deadline head = budget.get().sooner(Deadline.after(settings.whole(), began));
        try (Reply reply = sender.send(turn, bytes, head)) {
            byte[] answer =
                    new ReplyBytes(reply, runtime.nanoTime())
                            .read(
                                    MOST,
                                    began + settings.total().toNanos(),
                                    settings.idle().toNanos());
            ChatReply said = read(turn.provider().dialect(), answer);
            long now = runtime.nanoTime().getAsLong();
            turn.whole(now - began, now);
            turn.works();
            return new Answer(turn, new Payload.Buffered(answer), said, dropped());
        }
    }

    private List<String> dropped() {
        return writer.dropped().isEmpty() ? List.of() : List.copyOf(writer.dropped());
    }

    private ChatReply read(Dialect dialect, byte[] bytes) throws TryFailed {
        try {
            JsonNode json = Json.readReply(bytes);
            if (json.path("error").isObject()) {
                // Some answer 200 and then say what went wrong.
                throw new TryFailed(Trouble.of(dialect.readError(0, json), null));
            }
            ChatReply reply = dialect.readReply(json);
            if (settings.contentFilter() == FilterAction.NEXT && filtered(reply)) {
                throw new TryFailed(Kind.CONTENT_FILTER, "The provider's filter refused.");
            }
            return reply;
        } catch (RuntimeException e) {
            // Also what a reader did not foresee: this is a stranger's text.
            throw new TryFailed(
                    new Trouble(Kind.MALFORMED, "The provider sent an invalid reply."), e);
        }
    }

    private static boolean filtered(ChatReply reply) {
        return reply.choices().stream()
                .allMatch(choice -> choice.finish().reason() == FinishReason.CONTENT_FILTER);
    }
}
