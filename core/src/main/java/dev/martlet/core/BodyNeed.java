// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/**
 * What a policy needs of the request body. A route on which nobody needs more than {@link None}
 * streams bytes through untouched.
 */
public sealed interface BodyNeed {
    /** The policy does not look at the body. */
    BodyNeed NONE = new None();

    /** The policy watches or changes the bytes while they stream by. */
    BodyNeed STREAM = new Stream();

    /**
     * The policy needs the whole body in memory.
     *
     * @param limit largest accepted body in bytes; a larger one is refused with 413 before the
     *     policy runs
     * @return the need
     */
    static BodyNeed buffer(long limit) {
        return new Buffer(limit);
    }

    /** See {@link #NONE}. */
    record None() implements BodyNeed {}

    /** See {@link #STREAM}. */
    record Stream() implements BodyNeed {}

    /**
     * See {@link #buffer(long)}.
     *
     * @param limit largest accepted body in bytes, at least 0
     */
    record Buffer(long limit) implements BodyNeed {
        public Buffer {
            if (limit < 0) {
                throw new IllegalArgumentException("limit: " + limit + " (expected: >= 0)");
            }
        }
    }
}
