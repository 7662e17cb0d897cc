// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints as a pick sees them: immutable, replaced as a whole.
 *
 * @param all the endpoints, usable or not
 * @param usable those that get traffic
 * @param picker chooses among the usable; null if there is none
 * @param panic whether too few are healthy, so that all are used
 * @param ejections whether an ejected endpoint is waiting to come back
 * @param validUntil when the first ejected endpoint comes back, if any is ejected
 */
record EndpointSet(
        List<ServiceEndpoint> all,
        List<ServiceEndpoint> usable,
        @Nullable Picker picker,
        boolean panic,
        boolean ejections,
        long validUntil) {
    static final EndpointSet EMPTY = new EndpointSet(List.of(), List.of(), null, false, false, 0);

    boolean stale(long now) {
        return ejections && now - validUntil >= 0;
    }

    /** Whether there is a usable endpoint that was not tried. */
    boolean hasOther(@Nullable Tried tried) {
        for (ServiceEndpoint endpoint : usable) {
            if (!Tried.has(tried, endpoint)) {
                return true;
            }
        }
        return false;
    }
}
