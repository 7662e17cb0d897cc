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
 * @param timeout for the whole exchange, bodies included, or null for no limit but the target's
 *     own; a tunnel has none once it is open
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
