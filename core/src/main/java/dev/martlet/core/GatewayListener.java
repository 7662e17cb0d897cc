// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/**
 * Observes and never acts: telemetry, access log, ledger and audit hang here. Methods are called on
 * the exchange's thread and must neither block nor throw.
 */
public interface GatewayListener {
    /** Sees nothing. */
    GatewayListener NONE = new GatewayListener() {};

    /**
     * A request was taken in.
     *
     * @param exchange the request
     */
    default void started(Exchange exchange) {}

    /**
     * A policy with {@code on-error: allow} threw and was skipped.
     *
     * @param exchange the request
     * @param policy its name
     * @param cause what it threw
     */
    default void policySkipped(Exchange exchange, String policy, Throwable cause) {}

    /**
     * A try at an upstream ended: the head of its reply is there, or it failed.
     *
     * @param attempt the try
     * @param status the status of its reply, or 0 if there was none
     */
    default void attempted(Attempt attempt, int status) {}

    /**
     * An exchange has ended; everything that hung on it has been let go of.
     *
     * @param exchange the request
     * @param outcome how it ended
     */
    default void ended(Exchange exchange, Outcome outcome) {}
}
