// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/**
 * Where in the chain a kind of policy runs. The stages run in the order in which they are declared
 * here; within a stage the order of the configuration holds. Stages instead of order numbers, so
 * that nobody can put a budget in front of authentication by accident.
 */
public enum Stage {
    /**
     * Cheap refusals and what even a refused caller must see: CORS, IP lists, sizes, compression of
     * all replies.
     */
    EDGE,
    /** Who is calling. */
    IDENTITY,
    /** Whether the caller may spend: limits, budgets, priorities. */
    ADMISSION,
    /** What is sent on: rewrites, header changes, injected faults. */
    SHAPE,
    /** Whether the content is acceptable, as it will really be sent: hence after {@link #SHAPE}. */
    GUARD,
    /** Whether the answer is already known: last, so that a hit has passed everything else. */
    CACHE
}
