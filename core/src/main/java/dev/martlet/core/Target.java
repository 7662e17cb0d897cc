// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/**
 * What stands at the end of a route's chain. Each kind of traffic adds its kind of target here, so
 * that every {@code switch} over targets is found by the compiler when one is added.
 */
public sealed interface Target permits HttpTarget, LocalTarget, ModelTarget {
    /**
     * Answers the exchange.
     *
     * @param exchange the request as the policies left it
     * @return the reply
     * @throws GatewayException if there is none
     */
    Reply answer(Exchange exchange);

    /**
     * One line for the admin API, for example {@code services orders (95), orders-next (5)}.
     *
     * @return the line
     */
    String describe();

    /**
     * How a failure of this exchange looks to its client, whoever failed: a policy before this
     * target too.
     *
     * @param exchange the request
     * @return by default {@code application/problem+json}
     */
    default FailureRenderer failures(Exchange exchange) {
        return ProblemJson.INSTANCE;
    }
}
