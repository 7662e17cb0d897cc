// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/**
 * One step around each try at an upstream: credentials, circuit breaker, permit, timing. It runs
 * again for every retry, and, unlike a {@link Policy}, must call {@code next} exactly once:
 * deciding not to try is the business of whoever picks the endpoint. {@link AttemptRing} checks
 * that.
 */
@FunctionalInterface
public interface AttemptPolicy {
    /**
     * Handles one try.
     *
     * @param attempt the try
     * @param next the rest of the ring; to be called exactly once
     * @return the reply of this try
     * @throws GatewayException if the try failed
     */
    Reply apply(Attempt attempt, AttemptNext next);

    /** The rest of the ring behind a policy; the last one puts the bytes on the wire. */
    @FunctionalInterface
    interface AttemptNext {
        /**
         * Goes on with the attempt.
         *
         * @param attempt the try
         * @return the reply
         * @throws GatewayException if the try failed
         */
        Reply proceed(Attempt attempt);
    }
}
