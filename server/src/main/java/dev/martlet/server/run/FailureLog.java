// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayListener;
import dev.martlet.core.Outcome;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One log line for each request that failed on our side or the upstream's (status 500 and above),
 * at most {@link #PER_SECOND} a second: what a client is not told, an operator finds here by the
 * request's id.
 */
final class FailureLog implements GatewayListener {
    static final int PER_SECOND = 20;

    private static final System.Logger LOG = System.getLogger("dev.martlet.requests");

    private final LogRate rate;

    FailureLog(LongSupplier nanoTime) {
        this.rate =
                new LogRate(
                        PER_SECOND,
                        nanoTime,
                        suppressed ->
                                LOG.log(
                                        System.Logger.Level.WARNING,
                                        "{0} more failures were not logged",
                                        suppressed));
    }

    @Override
    public void ended(Exchange exchange, Outcome outcome) {
        @Nullable Failure failure = outcome.failure();
        if (failure == null || failure.status().code() < 500 || !rate.mayLog()) {
            return;
        }
        String route = exchange.routed() ? exchange.match().route().name() : "-";
        LOG.log(
                System.Logger.Level.WARNING,
                "{0} {1} route={2} request_id={3} status={4} failure={5}",
                exchange.received().method().text(),
                exchange.received().path(),
                route,
                exchange.id(),
                String.valueOf(outcome.status()),
                describe(failure, outcome.cause()));
    }

    private static String describe(Failure failure, @Nullable Throwable cause) {
        return cause == null ? failure.toString() : failure + " cause=" + cause;
    }
}
