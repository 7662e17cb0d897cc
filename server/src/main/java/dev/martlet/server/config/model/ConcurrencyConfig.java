// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Range;

/** Bounds of the adaptive limit. */
@Doc("A limit of concurrent requests that follows the service's latency.")
public record ConcurrencyConfig(
        @Doc("Never fewer.") @Default("10") @Range(min = "1", max = "1000000") int min,
        @Doc("Never more.") @Default("1000") @Range(min = "1", max = "1000000") int max) {
    public ConcurrencyConfig {
        if (min > max) {
            throw new IllegalArgumentException("min: greater than max (expected: at most max)");
        }
    }
}
