// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

/** What a {@link Plan} says is to be done next. */
public sealed interface Choice {
    /**
     * Ask this one.
     *
     * @param turn to be closed, after its outcome was told
     */
    record Ask(Turn turn) implements Choice {}

    /**
     * Wait: nobody may be asked now, but somebody soon.
     *
     * @param nanos how long
     */
    record Wait(long nanos) implements Choice {}

    /**
     * Queue here: whoever could be asked has no place free, and here one is likely to be free
     * first.
     *
     * @param candidate where
     */
    record Queue(Candidate candidate) implements Choice {}

    /** Nobody is left. */
    record Nobody() implements Choice {}
}
