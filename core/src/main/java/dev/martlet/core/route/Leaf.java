// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import dev.martlet.core.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host with one path pattern.
 *
 * @param pattern the pattern
 * @param order place among the patterns of the host; the smaller comes first
 * @param entries the most specific first
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; one step less than a list.
record Leaf(PathPattern pattern, int order, Entry[] entries) {
    /** The first route whose conditions are met. */
    @Nullable Entry first(Exchange exchange) {
        for (Entry entry : entries) {
            if (entry.takes(exchange)) {
                return entry;
            }
        }
        return null;
    }
}
