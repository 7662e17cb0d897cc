// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compiled route.
 *
 * @param name unique
 * @param match what it takes, in words, for the admin API
 * @param chain its policies and its target, compiled into one
 * @param steps the chain in words, first to last
 * @param target what stands at the end of the chain
 * @param timeout until the head of the reply, or null for no limit but the target's own
 */
public record Route(
        String name,
        String match,
        Next chain,
        List<String> steps,
        Target target,
        @Nullable Duration timeout) {
    public Route {
        steps = List.copyOf(steps);
    }
}
