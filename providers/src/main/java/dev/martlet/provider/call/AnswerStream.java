// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.BodyException;
import dev.martlet.core.Event;
import dev.martlet.core.EventSource;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.provider.call.LiveStream.Step;
import dev.martlet.provider.call.ResumeTry.Resumed;
import dev.martlet.provider.call.Timed.LateException;
import dev.martlet.provider.call.Trouble.Kind;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.config.MidStream;
import dev.martlet.provider.usage.UsageRecord.Outcome;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client of a stream gets, pulled by the thread that writes to it: first the wait for a
 * target that answers, then its events, and when they break off those of another one. Never ends as
 * if complete when it is not.
 */
final class AnswerStream implements EventSource {
    /** An answer that breaks off that often is not worth another try. */
    private static final int MOST_RESTARTS = 3;

    private final StreamCall call;
    private final Deque<Event> out = new ArrayDeque<>();
    private final Timed<Resumed> opening = new Timed<>();
    private final Patience patience;

    private @Nullable ClientEvents client;
    private @Nullable Resume resume;
    private @Nullable Trouble broken;
    private boolean ended;

    /** Written under this: closed from any thread, while another one may come with a stream. */
    private volatile @Nullable LiveStream live;

    private boolean closed;

    AnswerStream(StreamCall call) {
        this.call = call;
        this.patience = call.patience();
    }

    /**
     * Waits for the first token, but not longer than it takes to show the client a sign of life.
     *
     * @throws GatewayException if nobody answers; the client gets it as a status
     */
    void open() {
        try {
            open(patience.untilSignOfLife());
        } catch (LateException e) {
            out.add(call.keepAliveEvent());
        }
    }

    private void open(long nanos) throws LateException {
        Asking<Resumed> asking = turn -> new Resumed(call.streams().ask(turn), PASS, List.of());
        Resumed opened = await(asking, nanos);
        call.account().answeredBy(opened.stream().turn());
        call.account().firstToken();
        client = call.clientEvents(opened.stream().turn());
        patience.waits();
    }

    private static final Resume PASS =
            new Resume() {
                @Override
                public List<ChatEvent> fit(ChatEvent event) {
                    return List.of(event);
                }

                @Override
                public boolean caughtUp() {
                    return true;
                }
            };

    /** Without a sign of life in between, the thread that waits can do the work itself. */
    private Resumed await(Asking<Resumed> asking, long nanos) throws LateException {
        try {
            @Nullable Resumed got =
                    nanos == Long.MAX_VALUE
                            ? adopted(call.tries().run(asking))
                            : opening.get(() -> adopted(call.tries().run(asking)), nanos);
            return Objects.requireNonNull(got);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized Resumed adopted(Resumed resumed) {
        if (closed) {
            resumed.stream().close();
        }
        live = resumed.stream();
        return resumed;
    }

    @Override
    public @Nullable Event next() throws IOException {
        while (out.isEmpty()) {
            if (ended) {
                return null;
            }
            advance();
        }
        patience.sent();
        return out.poll();
    }

    @Override
    public boolean ready() {
        @Nullable LiveStream stream = live;
        return !out.isEmpty() || ended || (stream != null && broken == null && stream.ready());
    }

    /** Makes one step: an event, a sign of life, another target, or the end. */
    private void advance() throws IOException {
        try {
            if (client == null) {
                open(patience.untilSignOfLife());
            } else if (broken != null) {
                goOn(broken, client);
            } else {
                take(client);
            }
        } catch (LateException e) {
            late();
        } catch (TryFailed e) {
            brokeOff(e.trouble());
        } catch (GatewayException e) {
            failed(e);
        } catch (RuntimeException | Error e) {
            settle(Outcome.ERROR, "internal");
            throw e;
        }
    }

    private void take(ClientEvents into) throws TryFailed, LateException {
        LiveStream stream = Objects.requireNonNull(live);
        if (!stream.waiting()) {
            // A client that reads slowly is not the provider's silence.
            patience.waits();
        }
        // Clocks are not for nothing where thousands of events come a second.
        long wait =
                stream.ready() ? 0 : Math.min(patience.untilLimit(), patience.untilSignOfLife());
        @Nullable Step step = stream.next(wait);
        if (step == null) {
            end();
            return;
        }
        account(step.events());
        Resume fitting = resume;
        if (fitting != null) {
            List<ChatEvent> events = new ArrayList<>();
            for (ChatEvent event : step.events()) {
                events.addAll(fitting.fit(event));
            }
            into.write(events, out);
        } else if (into.raw()) {
            into.forward(step, out);
        } else {
            into.write(step.events(), out);
        }
        if (step.ends()) {
            end();
        }
    }

    private void account(List<ChatEvent> events) {
        for (ChatEvent event : events) {
            if (event instanceof ChatEvent.UsageTold(var usage)) {
                call.account().used(usage);
            } else if (event instanceof ChatEvent.Started started) {
                call.account().named(started.id());
            }
        }
    }

    private void late() {
        if (client != null && broken == null && patience.untilLimit() <= 0) {
            brokeOff(new Trouble(Kind.STALLED, "The provider stopped sending."));
        } else if (patience.untilSignOfLife() <= 0) {
            out.add(call.keepAliveEvent());
        }
    }

    /** The stream ended before the answer did. */
    private void brokeOff(Trouble trouble) {
        LiveStream stream = Objects.requireNonNull(live);
        ClientEvents into = Objects.requireNonNull(client);
        boolean again =
                call.settings().midStream() == MidStream.RESTART
                        && call.account().restarts() < MOST_RESTARTS
                        && into.progress().known()
                        && call.request().body().kept()
                        && patience.untilTotal() > 0;
        try {
            call.tries().brokeOff(stream.turn(), trouble);
        } catch (GatewayException e) {
            // A refusal in the middle: nobody else would do better.
            again = false;
        }
        stream.close();
        if (!again) {
            cut(into, trouble);
            return;
        }
        broken = trouble;
    }

    private void goOn(Trouble trouble, ClientEvents into) throws LateException {
        Resumed resumed;
        try {
            resumed = await(call.resuming(into.progress()), patience.untilSignOfLife());
        } catch (GatewayException e) {
            if (!(e.failure() instanceof Failure.ModelFailed)) {
                throw e;
            }
            cut(into, trouble);
            return;
        }
        broken = null;
        resume = resumed.resume();
        patience.waits();
        call.account().restarted(resumed.stream().turn());
        account(resumed.first());
        into.write(resumed.first(), out);
        resumed.first().stream()
                .filter(ChatEvent.Ended.class::isInstance)
                .findFirst()
                .ifPresent(event -> end());
    }

    /** The client learns within the stream that it has not got all. */
    private void cut(ClientEvents into, Trouble trouble) {
        GatewayException failure = call.tries().failure(trouble);
        into.fail(failure.failure(), out);
        settle(Outcome.CUT, trouble.kind().name().toLowerCase(Locale.ROOT));
        ended = true;
    }

    /** Nobody answered, and the status is gone already. */
    private void failed(GatewayException e) throws BodyException {
        if (!(e.failure() instanceof Failure.ModelFailed failure)) {
            settle(Outcome.CANCELLED, e.failure().reason());
            throw new BodyException(e.failure(), e);
        }
        ClientEvents into = client == null ? call.clientEvents(null) : client;
        into.fail(failure, out);
        settle(Outcome.ERROR, failure.reason());
        ended = true;
    }

    private void end() {
        ended = true;
        @Nullable LiveStream stream = live;
        if (stream != null) {
            stream.turn().works();
        }
        settle(Outcome.OK, "");
    }

    private void settle(Outcome outcome, String reason) {
        String said = client == null ? "" : client.progress().text();
        call.account().end(outcome, reason, call.tries().count(), said);
    }

    @Override
    public void close() {
        @Nullable LiveStream stream;
        synchronized (this) {
            closed = true;
            stream = live;
        }
        if (!ended) {
            settle(Outcome.CANCELLED, "client_gone");
            opening.abandon();
        }
        if (stream != null) {
            stream.close();
        }
        call.request().body().close();
    }
}
