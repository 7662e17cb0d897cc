// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Cancellation;
import dev.martlet.core.Deadline;
import dev.martlet.server.upstream.Endpoints.Found;
import dev.martlet.server.upstream.ServiceSettings.Dns;
import dev.martlet.server.upstream.ServiceSettings.Listed;
import dev.martlet.server.upstream.ServiceSettings.Srv;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the endpoints of a service up to date. What was found last stays in force while look-ups
 * fail.
 */
final class Discovery implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Discovery.class.getName());
    private static final long FIRST_RETRY_NANOS = 1_000_000_000L;

    /** How many addresses one SRV target may have and still be weighed exactly: 1 to 6. */
    private static final int WEIGHT_FACTOR = 60;

    private final ServiceSettings settings;
    private final Resolver resolver;
    private final Endpoints endpoints;
    private final Chance chance;
    private final CompletableFuture<@Nullable Void> firstAnswer = new CompletableFuture<>();
    private final BackgroundTasks.@Nullable Task task;
    private volatile @Nullable String error;
    private volatile boolean closed;
    private int failures;

    Discovery(
            ServiceSettings settings, Endpoints endpoints, ServiceRuntime runtime, Chance chance) {
        this.settings = settings;
        this.resolver = runtime.resolver();
        this.endpoints = endpoints;
        this.chance = chance;
        if (settings.source() instanceof Listed(List<ServiceSettings.Weighted> listed)) {
            endpoints.replace(
                    listed.stream()
                            .map(each -> new Found(each.address(), each.weight(), 0))
                            .toList());
            firstAnswer.complete(null);
            this.task = null;
        } else {
            this.task =
                    runtime.tasks()
                            .repeat(
                                    "martlet-discovery-" + settings.name(),
                                    this::refresh,
                                    this::pause);
        }
    }

    /** Why the last look-up failed, or null if it did not. */
    @Nullable String error() {
        return error;
    }

    /**
     * Waits until there was a first answer, good or bad: a service that has just been made knows no
     * endpoints yet.
     */
    void awaitFirst(Deadline deadline, Cancellation cancellation, long now) {
        if (firstAnswer.isDone()) {
            return;
        }
        var cancelled = new CompletableFuture<@Nullable Void>();
        Runnable wake = () -> cancelled.complete(null);
        cancellation.onCancel(wake);
        try {
            CompletableFuture.anyOf(firstAnswer, cancelled)
                    .get(deadline.remaining(now), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Without an answer there are no endpoints: whoever picks will say so.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            cancellation.remove(wake);
        }
        cancellation.check();
    }

    private void refresh() {
        try {
            List<Found> found = lookUp();
            failures = 0;
            error = null;
            endpoints.replace(found);
        } catch (IOException e) {
            if (closed) {
                return;
            }
            failures++;
            error = e.getMessage();
            LOG.log(
                    Level.WARNING,
                    "service {0}: look-up failed, the last good answer stays in force: {1}",
                    settings.name(),
                    e.getMessage());
        } finally {
            firstAnswer.complete(null);
        }
    }

    private long pause() {
        long refresh = refreshTime().toNanos();
        if (failures > 0) {
            // Sooner after a failure, but not much: the server may be down under its load.
            refresh = Math.min(refresh, FIRST_RETRY_NANOS << Math.min(failures - 1, 10));
        }
        return refresh - chance.upTo(refresh / 10);
    }

    private Duration refreshTime() {
        return switch (settings.source()) {
            case Dns dns -> dns.refresh();
            case Srv srv -> srv.refresh();
            case Listed ignored -> Duration.ofDays(1);
        };
    }

    private List<Found> lookUp() throws IOException {
        Map<EndpointAddress, Found> found = new LinkedHashMap<>();
        switch (settings.source()) {
            case Dns dns -> {
                for (InetAddress address : addresses(dns.host())) {
                    add(
                            found,
                            new EndpointAddress(dns.secure(), dns.host(), dns.port(), address),
                            1,
                            0);
                }
            }
            case Srv srv -> addServices(found, srv);
            case Listed ignored -> {
                // Never looked up.
            }
        }
        if (found.isEmpty()) {
            throw new IOException("no addresses");
        }
        return List.copyOf(found.values());
    }

    private void addServices(Map<EndpointAddress, Found> found, Srv srv) throws IOException {
        for (Resolver.SrvRecord record : resolver.services(srv.name())) {
            List<InetAddress> addresses = addresses(record.target());
            // RFC 2782: weight 0 is a small chance, not none. The addresses of a target share its
            // weight.
            int weight =
                    Math.max(1, Math.max(1, record.weight()) * WEIGHT_FACTOR / addresses.size());
            for (InetAddress address : addresses) {
                var place =
                        new EndpointAddress(srv.secure(), record.target(), record.port(), address);
                add(found, place, weight, record.priority());
            }
        }
    }

    private List<InetAddress> addresses(String host) throws IOException {
        List<InetAddress> addresses = new ArrayList<>(resolver.addresses(host));
        // Resolvers rotate their answers; an order of our own keeps the endpoints in place.
        addresses.sort((a, b) -> a.getHostAddress().compareTo(b.getHostAddress()));
        return addresses;
    }

    private static void add(
            Map<EndpointAddress, Found> found, EndpointAddress place, int weight, int priority) {
        found.putIfAbsent(place, new Found(place, weight, priority));
    }

    @Override
    public void close() {
        closed = true;
        if (task != null) {
            task.close();
        }
    }
}
