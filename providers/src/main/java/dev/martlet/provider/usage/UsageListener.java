// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.usage;

import dev.martlet.core.Exchange;

/** Wants to know what is used: budgets, metrics, the log. */
@FunctionalInterface
public interface UsageListener {
    /** Nobody wants to know. */
    UsageListener NONE = (exchange, used) -> {};

    /**
     * An exchange with a model has ended; told exactly once for each, on the thread that ends it.
     *
     * @param exchange which
     * @param used what it has used
     */
    void used(Exchange exchange, UsageRecord used);
}
