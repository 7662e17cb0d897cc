// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Event;
import dev.martlet.core.Exchange;
import dev.martlet.provider.call.ResumeTry.Resumed;
import dev.martlet.provider.config.FailoverConfig;
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
        CallRuntime runtime) {
    Patience patience() {
        return new Patience(settings, keepAlive, runtime.nanoTime());
    }

    Event keepAliveEvent() {
        return Objects.requireNonNull(request.events().keepAlive());
    }

    /** The client's side of the stream; without a turn for an error alone. */
    ClientEvents clientEvents(@Nullable Turn turn) {
        String model = turn == null ? request.model() : turn.model();
        boolean same =
                turn != null && turn.provider().dialect().name().equals(request.dialect().name());
        return new ClientEvents(request, () -> runtime.view(exchange, request, model), same);
    }

    Asking<Resumed> resuming(Progress progress) {
        return new ResumeTry(exchange, streams, progress, settings, runtime);
    }
}
