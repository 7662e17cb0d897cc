// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import java.util.List;

/**
 * What became of a set of routes.
 *
 * @param router finds them; to be published only if there are no overlaps
 * @param overlaps what is wrong with the set, sorted by name of route; empty if nothing is
 */
public record CompiledRoutes(TrieRouter router, List<Overlap> overlaps) {
    public CompiledRoutes {
        overlaps = List.copyOf(overlaps);
    }
}
