// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Cancellation;
import dev.martlet.core.Event;
import dev.martlet.core.EventSource;
import dev.martlet.core.Reply;
import dev.martlet.provider.call.Timed.LateException;
import dev.martlet.provider.call.Trouble.Kind;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.dialect.Dialect.EventReader;
import dev.martlet.provider.pool.Turn;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stream of a provider, event by event, with what each one says. It ends well only if its
 * dialect says so; anything else is a failed try. For one thread, but for {@link #close}.
 */
final class LiveStream implements AutoCloseable {
    /** More than these malformed events, and the provider does not speak its dialect. */
    private static final int MALFORMED = 8;

    /** In bytes: what may come before the first token. */
    private static final long HELD = 4 << 20;

    /** How long after its finish a stream may take for its usage and the mark of its end. */
    private static final long AFTERWORD = 2_000_000_000L;

    private final Turn turn;
    private final Reply reply;
    private final EventSource source;
    private final EventReader reader;
    private final Runnable onMalformed;
    private final Cancellation cancellation;
    private final Runnable abort;
    private final Timed<Event> timed = new Timed<>();
    private final Deque<Step> held = new ArrayDeque<>();
    private long heldBytes;
    private int malformed;
    private boolean finished;
    private boolean ended;

    /**
     * One event.
     *
     * @param raw off the wire; null for an end without a mark
     * @param events what it says
     */
    record Step(@Nullable Event raw, List<ChatEvent> events) {
        boolean ends() {
            for (ChatEvent event : events) {
                if (event instanceof ChatEvent.Ended) {
                    return true;
                }
            }
            return false;
        }
    }

    LiveStream(
            Turn turn,
            Reply reply,
            Cancellation cancellation,
            EventSource source,
            EventReader reader,
            Runnable onMalformed) {
        this.turn = turn;
        this.reply = reply;
        this.source = source;
        this.reader = reader;
        this.onMalformed = onMalformed;
        this.cancellation = cancellation;
        this.abort = source::close;
        cancellation.onCancel(abort);
    }

    Turn turn() {
        return turn;
    }

    /** Keeps a step for the next {@link #next}, for those who looked ahead. */
    void hold(Step step) throws TryFailed {
        held.add(step);
        heldBytes += step.raw() == null ? 0 : step.raw().data().length;
        if (heldBytes > HELD) {
            throw new TryFailed(Kind.MALFORMED, "The provider sent an invalid stream.");
        }
    }

    /** What is held, or else the next step. */
    @Nullable Step next(long nanos) throws TryFailed, LateException {
        @Nullable Step first = held.poll();
        return first != null ? first : pull(nanos);
    }

    /**
     * Waits for the next step.
     *
     * @param nanos how long
     * @return null after the end
     * @throws LateException if there is none in time; may be asked again
     * @throws TryFailed if the stream broke, or the provider gave up
     */
    @Nullable Step pull(long nanos) throws TryFailed, LateException {
        while (!ended) {
            try {
                @Nullable Event event = event(nanos);
                if (event == null) {
                    return end();
                }
                @Nullable Step step = read(event);
                if (step != null) {
                    return step;
                }
            } catch (LateException e) {
                if (finished) {
                    return end();
                }
                throw e;
            } catch (IOException e) {
                if (finished) {
                    return end();
                }
                throw Transport.withinReply(e);
            }
        }
        return null;
    }

    private @Nullable Event event(long nanos) throws IOException, LateException {
        if (!timed.pending() && source.ready()) {
            return source.next();
        }
        return timed.get(source::next, finished ? Math.min(nanos, AFTERWORD) : nanos);
    }

    private @Nullable Step read(Event event) throws TryFailed {
        List<ChatEvent> events;
        try {
            events = reader.read(event);
        } catch (RuntimeException e) {
            // Also what a reader did not foresee: this is a stranger's text.
            onMalformed.run();
            malformed++;
            if (malformed > MALFORMED) {
                throw new TryFailed(Kind.MALFORMED, "The provider sent an invalid stream.");
            }
            return null;
        }
        for (ChatEvent said : events) {
            switch (said) {
                case ChatEvent.Failed failed ->
                        throw new TryFailed(Trouble.of(failed.error(), null));
                case ChatEvent.Finished _ -> finished = true;
                case ChatEvent.Ended _ -> atMark();
                default -> {}
            }
        }
        return new Step(event, events);
    }

    /** What follows the mark is only the end of the body, which frees the connection. */
    private void atMark() throws TryFailed {
        ended = true;
        if (!finished) {
            throw cut();
        }
        try {
            if (source.ready()) {
                source.next();
            }
        } catch (IOException e) {
            // The answer is complete; the connection is not used again.
            source.close();
        }
    }

    private @Nullable Step end() throws TryFailed {
        ended = true;
        List<ChatEvent> rest = reader.end();
        var step = new Step(null, rest);
        if (!step.ends()) {
            throw cut();
        }
        return step;
    }

    private static TryFailed cut() {
        return new TryFailed(Kind.CUT, "The provider's reply broke off.");
    }

    /** Whether a wait was begun that has not come to its end. */
    boolean waiting() {
        return timed.pending();
    }

    /** Whether {@link #next} would not wait. */
    boolean ready() {
        try {
            return ended || !held.isEmpty() || (!timed.pending() && source.ready());
        } catch (IOException e) {
            return true;
        }
    }

    /** Lets go of the stream, but not of the turn: another try of it may follow. */
    void abandon() {
        cancellation.remove(abort);
        reply.close();
        source.close();
    }

    @Override
    public void close() {
        abandon();
        turn.close();
    }
}
