// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Event;
import dev.martlet.core.Exchange;
import dev.martlet.provider.call.ResumeTry.Resumed;
import dev.martlet.provider.config.FailoverConfig;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.pool.Turn;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the stream of one exchange is made of. */
record StreamCall(
        Exchange exchange,
        ClientRequest request,
        Tries tries,
        StreamTry streams,
        Account account,
        FailoverConfig settings,
        @Nullable Duration keepAlive,
        Dialect.View view,
        CallRuntime runtime) {
    long now() {
        return runtime.nanoTime().getAsLong();
    }

    Event keepAliveEvent() {
        return Objects.requireNonNull(request.events().keepAlive());
    }

    /** The client's side of the stream; without a turn for an error alone. */
    ClientEvents clientEvents(@Nullable Turn turn) {
        if (turn == null) {
            return new ClientEvents(request, view, false);
        }
        Dialect theirs = turn.candidate().provider().dialect();
        var shown =
                new Dialect.View(
                        view.id(), view.created(), turn.model(), view.usage(), view.legacy());
        return new ClientEvents(request, shown, theirs.name().equals(request.dialect().name()));
    }

    Asking<Resumed> resuming(Progress progress) {
        return new ResumeTry(exchange, streams, progress, settings, runtime);
    }
}
