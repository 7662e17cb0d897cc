// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.util.List;

/**
 * A way to choose endpoints. It prepares a picker whenever the endpoints or their health change, so
 * that a pick itself neither locks nor allocates.
 */
@FunctionalInterface
interface Balancer {
    /**
     * Prepares a picker. Called under the lock of {@link Endpoints}, one call at a time.
     *
     * @param all the endpoints of the service, usable or not
     * @param usable those to choose from; at least one, each with a weight above 0
     * @return the picker
     */
    Picker over(List<ServiceEndpoint> all, List<ServiceEndpoint> usable);
}
