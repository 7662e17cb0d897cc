// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Exchange;

/** Counts and traces what happens on the way to an answer; never acts. Thread-safe. */
public interface CallObserver {
    /** Looks away. */
    CallObserver NONE = new CallObserver() {};

    /**
     * A target was asked.
     *
     * @param exchange for whom
     * @param provider whose target
     * @param model the provider's name of the model
     * @param number 1 for the first try of the exchange
     * @param outcome {@code ok}, or in lower case with underscores what went wrong
     * @param nanos how long it took until the outcome was known
     */
    default void tried(
            Exchange exchange,
            String provider,
            String model,
            int number,
            String outcome,
            long nanos) {}

    /**
     * A broken stream goes on.
     *
     * @param exchange for whom
     * @param provider who goes on
     * @param model the provider's name of the model
     * @param how {@code prefill} or {@code replay}
     */
    default void restarted(Exchange exchange, String provider, String model, String how) {}

    /**
     * An event of a provider was left out because it was malformed.
     *
     * @param exchange for whom
     * @param provider whose event
     */
    default void malformedEvent(Exchange exchange, String provider) {}
}
