// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import dev.martlet.core.config.Doc;

/** Who goes first when there is not enough for all; in this order. */
public enum Priority {
    @Doc("Somebody waits for the answer.")
    INTERACTIVE,
    @Doc("The default.")
    NORMAL,
    @Doc("Nobody waits: first to be turned away.")
    BATCH;

    /**
     * The less urgent of two.
     *
     * @param other another
     * @return this or the other
     */
    public Priority lower(Priority other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
