// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a service over time: who belongs to it, and who of them may be used. Changes are
 * rare and take a lock; a pick reads one volatile field.
 */
final class Endpoints {
    private static final System.Logger LOG = System.getLogger(Endpoints.class.getName());

    private final String service;
    private final Balancer balancer;
    private final double panicShare;
    private final ServiceSettings.Outlier outlier;
    private final Function<EndpointAddress, ServiceEndpoint> maker;
    private final LongSupplier nanoTime;
    private volatile EndpointSet current = EndpointSet.EMPTY;
    private boolean closed;

    /** What discovery found. */
    record Found(EndpointAddress address, int weight, int priority) {}

    Endpoints(
            ServiceSettings settings,
            ServiceSettings.Outlier outlier,
            Balancer balancer,
            Function<EndpointAddress, ServiceEndpoint> maker,
            LongSupplier nanoTime) {
        this.service = settings.name();
        this.panicShare = settings.panic();
        this.outlier = outlier;
        this.balancer = balancer;
        this.maker = maker;
        this.nanoTime = nanoTime;
    }

    EndpointSet current(long now) {
        EndpointSet seen = current;
        return seen.stale(now) ? refresh(now) : seen;
    }

    private synchronized EndpointSet refresh(long now) {
        if (current.stale(now)) {
            rebuild(current.all(), now);
        }
        return current;
    }

    /**
     * Replaces who belongs to the service. Those that stay keep their connections and their health;
     * those that go finish what they have in flight.
     */
    synchronized void replace(List<Found> found) {
        if (closed) {
            return;
        }
        Map<EndpointAddress, ServiceEndpoint> before = new HashMap<>();
        current.all().forEach(endpoint -> before.put(endpoint.address(), endpoint));
        List<ServiceEndpoint> after = new ArrayList<>(found.size());
        boolean moved = false;
        for (Found each : found) {
            ServiceEndpoint endpoint =
                    Objects.requireNonNullElseGet(
                            before.remove(each.address()), () -> maker.apply(each.address()));
            moved |= endpoint.place(each.weight(), each.priority());
            after.add(endpoint);
        }
        if (!moved && after.equals(current.all())) {
            return;
        }
        rebuild(List.copyOf(after), nanoTime.getAsLong());
        // Only now: whoever still sees the old set finds them retired, and looks again.
        before.values().forEach(ServiceEndpoint::retire);
    }

    /** Notes what the active checks say; null for fit. */
    synchronized void checked(ServiceEndpoint endpoint, @Nullable String failure) {
        if (Objects.equals(endpoint.health().checkFailure(), failure)) {
            return;
        }
        endpoint.health().checkFailure(failure);
        LOG.log(
                Level.INFO,
                "service {0}: endpoint {1} is {2}",
                service,
                endpoint,
                failure == null ? "healthy" : "unhealthy: " + failure);
        rebuild(current.all(), nanoTime.getAsLong());
    }

    /** Takes an endpoint out for a while, unless too many are out already. */
    synchronized void eject(ServiceEndpoint endpoint, String why) {
        long now = nanoTime.getAsLong();
        if (closed || endpoint.health().ejection() != null || !mayEject()) {
            return;
        }
        long time = endpoint.health().eject(why, outlier.eject().toNanos(), now);
        LOG.log(
                Level.INFO,
                "service {0}: endpoint {1} is ejected for {2}: {3}",
                service,
                endpoint,
                Duration.ofNanos(time),
                why);
        rebuild(current.all(), now);
    }

    private boolean mayEject() {
        int eligible = 0;
        int out = 0;
        for (ServiceEndpoint endpoint : current.all()) {
            eligible += endpoint.weight() > 0 ? 1 : 0;
            out += endpoint.health().ejection() != null ? 1 : 0;
        }
        if (eligible < 2 || outlier.maxEjected() == 0) {
            // To eject the only one helps nobody.
            return false;
        }
        return out < Math.max(1, (int) (outlier.maxEjected() * eligible));
    }

    private void rebuild(List<ServiceEndpoint> all, long now) {
        boolean ejections = false;
        long firstBack = 0;
        for (ServiceEndpoint endpoint : all) {
            endpoint.health().comeBack(now, outlier.consecutive());
            EndpointHealth.@Nullable Ejection ejection = endpoint.health().ejection();
            if (ejection != null && (!ejections || ejection.until() - firstBack < 0)) {
                ejections = true;
                firstBack = ejection.until();
            }
        }
        List<ServiceEndpoint> eligible = all.stream().filter(each -> each.weight() > 0).toList();
        List<ServiceEndpoint> usable = fitOfFirstPriority(eligible);
        boolean panic = usable.isEmpty() && panicShare > 0 && !eligible.isEmpty();
        List<ServiceEndpoint> picked = panic ? eligible : usable;
        @Nullable Picker picker = picked.isEmpty() ? null : balancer.over(all, picked);
        current = new EndpointSet(all, picked, picker, panic, ejections, firstBack);
    }

    /** The fit endpoints of the first priority of which enough are fit. */
    private List<ServiceEndpoint> fitOfFirstPriority(List<ServiceEndpoint> eligible) {
        Map<Integer, List<ServiceEndpoint>> byPriority = new TreeMap<>();
        eligible.forEach(each ->
                byPriority.computeIfAbsent(each.priority(), _ -> new ArrayList<>()).add(each));
        for (List<ServiceEndpoint> group : byPriority.values()) {
            List<ServiceEndpoint> fit = group.stream().filter(each -> each.health().fit()).toList();
            if (!fit.isEmpty() && fit.size() >= panicShare * group.size()) {
                return fit;
            }
        }
        return List.of();
    }

    /** Retires all endpoints; their calls in flight finish. */
    void close() {
        List<ServiceEndpoint> all;
        synchronized (this) {
            closed = true;
            all = current.all();
            current = EndpointSet.EMPTY;
        }
        all.forEach(ServiceEndpoint::retire);
    }
}
