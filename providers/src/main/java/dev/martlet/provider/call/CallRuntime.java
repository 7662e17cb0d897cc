// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Exchange;
import dev.martlet.provider.catalogue.Prices;
import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.usage.UsageListener;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What all calls to models share.
 *
 * @param nanoTime the clock of limits and waits, as {@link System#nanoTime}
 * @param wallClock the clock of dates
 * @param random spreads waits
 * @param pause how to wait
 * @param tokens how large texts are
 * @param prices what tokens cost
 * @param listener told of each exchange once, when it ends
 * @param observer told of what happens on the way
 */
public record CallRuntime(
        LongSupplier nanoTime,
        InstantSource wallClock,
        RandomGenerator random,
        Pause pause,
        TokenCounter tokens,
        Prices prices,
        UsageListener listener,
        CallObserver observer) {
    /**
     * The same with other prices: each configuration has its own.
     *
     * @param others what tokens cost
     * @return a runtime for the calls of one configuration
     */
    public CallRuntime with(Prices others) {
        return new CallRuntime(
                nanoTime, wallClock, random, pause, tokens, others, listener, observer);
    }

    /** What an answer has to look like for its client. */
    Dialect.View view(Exchange exchange, ClientRequest request, String model) {
        return new Dialect.View(
                exchange.id(),
                wallClock.instant().getEpochSecond(),
                model,
                request.usage(),
                request.legacy());
    }
}
