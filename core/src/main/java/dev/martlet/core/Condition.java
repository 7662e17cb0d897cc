// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/** A compiled expression over an exchange that is true or false. */
@FunctionalInterface
public interface Condition {
    /**
     * Evaluates the expression.
     *
     * @param exchange what it is about
     * @return its value
     * @throws GatewayException if it cannot be evaluated: neither true nor false would be safe
     */
    boolean test(Exchange exchange);
}
