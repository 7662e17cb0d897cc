// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.state;

import org.jspecify.annotations.Nullable;

/** Where what outlives a process is kept. Thread-safe; closing it writes what is left to write. */
public interface State extends AutoCloseable {
    /**
     * The counters of limits and budgets.
     *
     * @return the same at each call
     */
    Counters counters();

    /**
     * Objects that were made at run time.
     *
     * @return the same at each call
     */
    Documents documents();

    /**
     * The ledger of usage.
     *
     * @return the same at each call
     */
    UsageStore usage();

    /**
     * Why the store cannot be used at the moment.
     *
     * @return a line for operators, or null if all is well
     */
    @Nullable String trouble();

    @Override
    void close();
}
