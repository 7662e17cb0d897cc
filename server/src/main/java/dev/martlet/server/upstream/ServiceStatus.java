// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service as the admin API shows it, at one moment.
 *
 * @param name of the service
 * @param endpoints in the order of the configuration or of discovery
 * @param panic whether too few endpoints are healthy, so that all are used
 * @param inFlight calls whose reply is not closed; with a concurrency limit those that hold a
 *     permit
 * @param concurrencyLimit calls that may be in flight at the moment, or null for no limit
 * @param requests calls since the service was made
 * @param retries tries beyond the first
 * @param overloaded calls refused by the concurrency limit
 * @param retriesLeft what is left of the retry budget
 * @param discoveryError why the last look-up failed, or null; the endpoints are then those of the
 *     last good one
 */
public record ServiceStatus(
        String name,
        List<EndpointStatus> endpoints,
        boolean panic,
        int inFlight,
        @Nullable Integer concurrencyLimit,
        long requests,
        long retries,
        long overloaded,
        long retriesLeft,
        @Nullable String discoveryError) {

    /**
     * One endpoint.
     *
     * @param id scheme, address and port
     * @param weight its share
     * @param priority lower ones are used first
     * @param healthy whether neither the checks nor the traffic speak against it
     * @param checkFailure why the active checks have taken it out, or null
     * @param ejectedBecause why the traffic has, or null
     * @param ejectedFor how much longer, or null
     * @param inFlight tries whose reply is not closed
     * @param requests tries since the endpoint joined
     * @param failures those of them that failed, or were answered with 5xx
     * @param connections its transport's counters
     */
    public record EndpointStatus(
            String id,
            int weight,
            int priority,
            boolean healthy,
            @Nullable String checkFailure,
            @Nullable String ejectedBecause,
            @Nullable Duration ejectedFor,
            int inFlight,
            long requests,
            long failures,
            Transport.Stats connections) {}

    static EndpointStatus of(ServiceEndpoint endpoint, long now) {
        EndpointHealth health = endpoint.health();
        EndpointHealth.@Nullable Ejection ejection = health.ejection();
        return new EndpointStatus(
                endpoint.id(),
                endpoint.weight(),
                endpoint.priority(),
                health.fit(),
                health.checkFailure(),
                ejection == null ? null : ejection.why(),
                ejection == null ? null : Duration.ofNanos(Math.max(0, ejection.until() - now)),
                endpoint.inFlight(),
                endpoint.requests().sum(),
                endpoint.failures().sum(),
                endpoint.transport().stats());
    }
}
