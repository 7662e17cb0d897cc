// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/**
 * A compiled expression over an exchange that gives a text: what a request is counted, hashed or
 * pinned by.
 */
@FunctionalInterface
public interface KeyExpression {
    /**
     * Evaluates the expression.
     *
     * @param exchange what it is about
     * @return its value
     * @throws GatewayException if it cannot be evaluated
     */
    String of(Exchange exchange);
}
