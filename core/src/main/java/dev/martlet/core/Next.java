// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/** The rest of the chain behind a policy; the last one sends the exchange to its {@link Target}. */
@FunctionalInterface
public interface Next {
    /**
     * Goes on with the exchange.
     *
     * @param exchange the request in flight
     * @return the reply of the rest of the chain
     * @throws GatewayException if the rest of the chain failed
     */
    Reply proceed(Exchange exchange);
}
