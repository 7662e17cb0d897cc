// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.provider.catalogue.Prices;
import dev.martlet.provider.pool.Models;
import dev.martlet.provider.pool.Provider;
import java.util.List;
import java.util.Map;

/**
 * What a configuration says about models, compiled.
 *
 * @param models what stands behind a name
 * @param entries the same, in the order of the configuration
 * @param providers by name, in the order of the configuration
 * @param prices what their tokens cost
 */
public record ModelSet(
        Models models, List<Models.Entry> entries, Map<String, Provider> providers, Prices prices) {
    static final ModelSet EMPTY =
            new ModelSet(new Models(List.of()), List.of(), Map.of(), Prices.UNKNOWN);

    List<String> names() {
        return entries.stream().map(Models.Entry::alias).toList();
    }
}
