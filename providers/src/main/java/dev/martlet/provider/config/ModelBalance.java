// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Doc;

/** How a target is chosen among those of one priority. */
public enum ModelBalance {
    @Doc("By weight.")
    WEIGHTED,
    @Doc("The one with the fewest requests in flight for its weight.")
    LEAST_BUSY,
    @Doc("The one that begins to answer soonest (peak EWMA, the better of two drawn).")
    LEAST_LATENCY,
    @Doc("The one that costs least, by the catalogue.")
    CHEAPEST
}
