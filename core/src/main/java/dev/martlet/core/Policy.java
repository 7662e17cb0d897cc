// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/**
 * One step of the chain, run once per client request. It may answer by itself, change the request
 * before it calls {@code next}, or wrap the reply that comes back; it does the same thing for a
 * full reply and a streamed one.
 *
 * <p>A policy is shared by all requests of a route and must be safe for concurrent use. If it
 * throws, the request ends with a {@link Failure} (fail closed). What it acquires it releases
 * through {@link Exchange#onClose} or {@link Reply#onClose}, never after {@code proceed} returns:
 * the body has not been sent by then.
 */
@FunctionalInterface
public interface Policy {
    /**
     * Handles the exchange.
     *
     * @param exchange the request in flight
     * @param next the rest of the chain; to be called at most once
     * @return the reply
     * @throws GatewayException to end the request with that failure
     */
    Reply apply(Exchange exchange, Next next);

    /**
     * What the policy needs of the request body.
     *
     * @return the need, {@link BodyNeed#NONE} by default
     */
    default BodyNeed body() {
        return BodyNeed.NONE;
    }
}
