// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.pool.Turn;

/** Remembers who gave an answer, for requests that refer to it later. */
@FunctionalInterface
public interface Keeper {
    /** Forgets. */
    Keeper NONE = (turn, id) -> {};

    /**
     * There is an answer.
     *
     * @param turn who gives it
     * @param id the provider's, not empty
     */
    void answered(Turn turn, String id);
}
