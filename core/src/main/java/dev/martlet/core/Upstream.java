// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/**
 * A named group of endpoints with its balance, health, limits and retries: the only way out of the
 * process.
 */
public interface Upstream {
    /**
     * The name it has in the configuration.
     *
     * @return the name
     */
    String name();

    /**
     * Sends the call to one endpoint, or to several in turn if it may be retried. Returns when the
     * head of the reply is there; the body streams. The caller closes the reply, and with it what
     * the call holds (permit, connection).
     *
     * @param call what to send
     * @param deadline when the head of the reply must be there, over all tries
     * @return the reply
     * @throws GatewayException with an upstream {@link Failure} if no try gave a reply, or if the
     *     exchange was cancelled
     */
    Reply send(Call call, Deadline deadline);
}
