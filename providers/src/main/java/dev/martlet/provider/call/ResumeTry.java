// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Exchange;
import dev.martlet.provider.call.LiveStream.Step;
import dev.martlet.provider.call.Timed.LateException;
import dev.martlet.provider.call.Trouble.Kind;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.config.FailoverConfig;
import dev.martlet.provider.config.QuirksConfig.Prefill;
import dev.martlet.provider.pool.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks a target to go on with an answer that broke off: from what was said where it can, else from
 * the beginning, leaving out what the client has.
 */
final class ResumeTry implements Asking<ResumeTry.Resumed> {
    private final Exchange exchange;
    private final StreamTry streams;
    private final Progress progress;
    private final FailoverConfig settings;
    private final CallRuntime runtime;

    /**
     * An answer that goes on.
     *
     * @param stream the rest of it
     * @param resume fits it to what the client has
     * @param first what came of it so far, fitted
     */
    record Resumed(LiveStream stream, Resume resume, List<ChatEvent> first) {}

    ResumeTry(
            Exchange exchange,
            StreamTry streams,
            Progress progress,
            FailoverConfig settings,
            CallRuntime runtime) {
        this.exchange = exchange;
        this.streams = streams;
        this.progress = progress;
        this.settings = settings;
        this.runtime = runtime;
    }

    @Override
    public Resumed ask(Turn turn) throws TryFailed {
        @Nullable String said = progress.plainText();
        if (said == null || turn.provider().quirks().prefill() == Prefill.NO) {
            return again(turn);
        }
        try {
            Resumed resumed = onward(turn, said);
            observe(turn, "prefill");
            return resumed;
        } catch (TryFailed e) {
            // Models of one provider differ in this, and say so in many ways.
            Kind kind = e.trouble().kind();
            if (kind != Kind.PREFILL && kind != Kind.BAD_REQUEST) {
                throw e;
            }
            return again(turn);
        }
    }

    private Resumed onward(Turn turn, String said) throws TryFailed {
        // Some refuse a turn that ends in white space.
        String told = said.stripTrailing();
        LiveStream stream = streams.ask(turn, told);
        return new Resumed(stream, new GoOn(progress, said.substring(told.length())), List.of());
    }

    private Resumed again(Turn turn) throws TryFailed {
        LiveStream stream = streams.ask(turn, null);
        if (onlyThoughts()) {
            observe(turn, "replay");
            return new Resumed(stream, new GoOn(progress, ""), List.of());
        }
        boolean good = false;
        try {
            var resume = new Rematch(progress);
            List<ChatEvent> first = new ArrayList<>();
            while (!resume.caughtUp()) {
                @Nullable Step step = step(stream);
                if (step == null) {
                    break;
                }
                for (ChatEvent event : step.events()) {
                    first.addAll(resume.fit(event));
                }
            }
            observe(turn, "replay");
            good = true;
            return new Resumed(stream, resume, first);
        } finally {
            if (!good) {
                stream.close();
            }
        }
    }

    private boolean onlyThoughts() {
        return progress.parts().stream().allMatch(part -> part.seed instanceof Part.Reasoning);
    }

    private @Nullable Step step(LiveStream stream) throws TryFailed {
        try {
            return stream.next(settings.idle().toNanos());
        } catch (LateException e) {
            throw new TryFailed(Kind.STALLED, "The provider stopped sending.");
        }
    }

    private void observe(Turn turn, String how) {
        runtime.observer().restarted(exchange, turn.provider().name(), turn.model(), how);
    }
}
