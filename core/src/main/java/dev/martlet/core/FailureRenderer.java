// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/** Turns a failure into the reply that a client of one protocol expects. */
@FunctionalInterface
public interface FailureRenderer {
    /**
     * Renders a failure.
     *
     * @param failure what happened
     * @param requestId to be shown to the client, so that it can be found in the logs
     * @return the reply
     */
    FullReply render(Failure failure, String requestId);
}
