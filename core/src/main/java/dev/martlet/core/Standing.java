// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import org.jspecify.annotations.Nullable;

/**
 * How an exchange stands among others when there is not enough for all.
 *
 * @param tenant with whom it shares: all requests of one tenant have one share together
 * @param priority who goes first
 */
public record Standing(String tenant, Priority priority) {
    /** Where an exchange keeps it. */
    public static final Key<Standing> KEY = Key.named("standing");

    /** Of those of whom nothing is known: they have one share together. */
    public static final Standing UNKNOWN = new Standing("", Priority.NORMAL);

    /** Of work that no client waits for, such as a copy for a mirror. */
    public static final Standing BACKGROUND = new Standing("", Priority.BATCH);

    /**
     * The standing of an exchange.
     *
     * @param exchange the request
     * @return as admission found it, else {@link #UNKNOWN}
     */
    public static Standing of(Exchange exchange) {
        @Nullable Standing known = exchange.get(KEY);
        return known == null ? UNKNOWN : known;
    }
}
