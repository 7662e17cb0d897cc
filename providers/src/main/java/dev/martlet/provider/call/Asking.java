// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.pool.Turn;

/** One try: how a target is asked, and what counts as an answer. */
@FunctionalInterface
interface Asking<T> {
    /**
     * Asks.
     *
     * @param turn whom; stays open with a good answer, which closes it
     * @throws TryFailed if there is no answer
     */
    T ask(Turn turn) throws TryFailed;
}
