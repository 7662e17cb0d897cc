// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the most specific route of a generation. Immutable and shared. */
public interface Router {
    /**
     * Finds the route for a request.
     *
     * @param exchange the request
     * @return the match, or null if no route takes the request
     * @throws GatewayException if a matcher failed: it must not count as "does not match", or
     *     traffic would fall through to a looser route
     */
    @Nullable RouteMatch match(Exchange exchange);

    /**
     * All routes, in the order of the configuration.
     *
     * @return the routes
     */
    List<Route> routes();
}
