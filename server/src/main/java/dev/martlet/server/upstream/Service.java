// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.AttemptPolicy;
import dev.martlet.core.AttemptRing;
import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.core.Upstream;
import dev.martlet.core.overload.AdaptiveLimit;
import dev.martlet.core.overload.Gate;
import dev.martlet.core.overload.GateStatus;
import dev.martlet.core.overload.Permit;
import dev.martlet.server.upstream.ServiceSettings.Balance;
import dev.martlet.server.upstream.ServiceSettings.Cookie;
import dev.martlet.server.upstream.ServiceSettings.Health;
import dev.martlet.server.upstream.ServiceSettings.KeyedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP upstream of several endpoints: finds them, watches them, chooses one for each try, tries
 * again where that is safe, and has calls wait, or refuses them, that are too many. Thread-safe;
 * lives as long as its settings do not change.
 */
public final class Service implements Upstream, AutoCloseable {
    private final ServiceSettings settings;
    private final ServiceRuntime runtime;
    private final Chance chance;
    private final Probes probes;
    private final Endpoints endpoints;
    private final Discovery discovery;
    private final RetryBudget budget;
    private final @Nullable AdaptiveLimit limit;
    private final @Nullable Gate gate;
    private final Sending.Parts parts;
    private final LongAdder requests = new LongAdder();
    private volatile boolean closed;

    /**
     * Makes a service; look-ups and checks begin at once, in the background. Does no I/O itself.
     *
     * @param settings what it is
     * @param runtime what it shares with other services
     * @throws IllegalArgumentException if an expression does not compile
     */
    public Service(ServiceSettings settings, ServiceRuntime runtime) {
        this.settings = settings;
        this.runtime = runtime;
        this.chance = new Chance(runtime.random());
        this.probes = new Probes(runtime.nanoTime());
        this.budget = new RetryBudget(settings.retry().budget(), runtime.nanoTime());
        this.limit =
                settings.concurrency() == null
                        ? null
                        : new AdaptiveLimit(settings.concurrency().bounds(), 1, runtime.nanoTime());
        this.gate =
                settings.concurrency() == null || limit == null
                        ? null
                        : Gate.exact(
                                "service " + settings.name(),
                                limit,
                                settings.concurrency().sharing(),
                                runtime.nanoTime());
        @Nullable StickyCookie cookie =
                settings.sticky() instanceof Cookie sticky
                        ? new StickyCookie(settings.name(), sticky, runtime.cookieSecret())
                        : null;
        this.endpoints =
                new Endpoints(
                        settings,
                        Outliers.effective(settings.outlier()),
                        balancer(cookie),
                        address -> join(address, cookie),
                        runtime.nanoTime());
        this.discovery = new Discovery(settings, endpoints, runtime, chance);
        this.parts =
                new Sending.Parts(
                        settings,
                        endpoints,
                        discovery,
                        ring(),
                        new RetryRules(settings.retry(), chance, runtime.wallClock()),
                        budget,
                        new LongAdder(),
                        cookie,
                        runtime.nanoTime());
    }

    private AttemptRing ring() {
        var outliers = new Outliers(settings.outlier(), endpoints);
        List<AttemptPolicy> policies = new ArrayList<>();
        policies.add(new TryObserver(runtime.listener(), outliers, limit, runtime.nanoTime()));
        policies.addAll(runtime.attemptPolicies());
        return new AttemptRing(
                policies,
                attempt -> ((ServiceEndpoint) attempt.endpoint()).transport().send(attempt));
    }

    private Balancer balancer(@Nullable StickyCookie cookie) {
        Balancer chosen = balancer(settings.balance());
        if (settings.sticky() instanceof KeyedBy(String source)) {
            // Unbounded: a session that wanders would not be one.
            return new RingHashBalancer(runtime.expressions().key(source), false, chosen);
        }
        return cookie == null ? chosen : cookie.before(chosen);
    }

    private Balancer balancer(Balance balance) {
        return switch (balance) {
            case ServiceSettings.RoundRobin ignored -> new RoundRobinBalancer(chance);
            case ServiceSettings.LeastRequests ignored -> new LeastRequestsBalancer(chance);
            case ServiceSettings.Random ignored -> new RandomBalancer(chance);
            case ServiceSettings.RingHash(String key) ->
                    new RingHashBalancer(
                            runtime.expressions().key(key), true, new RoundRobinBalancer(chance));
        };
    }

    private ServiceEndpoint join(EndpointAddress address, @Nullable StickyCookie cookie) {
        Transport transport =
                runtime.transports().create(settings.name(), address, settings.transport());
        String tag = cookie == null ? "" : cookie.tag(address);
        var endpoint = new ServiceEndpoint(address, transport, tag);
        @Nullable Health health = settings.health();
        if (health != null) {
            watch(endpoint, health);
        }
        return endpoint;
    }

    private void watch(ServiceEndpoint endpoint, Health health) {
        var check =
                new HealthCheck(health, endpoint, endpoints, probes, chance, runtime.nanoTime());
        var task = runtime.tasks().repeat("martlet-health-" + endpoint.id(), check, check::pause);
        endpoint.onRetire(task::close);
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Reply send(Call call, Deadline deadline) {
        if (closed) {
            throw new GatewayException(new Failure.Draining());
        }
        requests.increment();
        long now = runtime.nanoTime().getAsLong();
        budget.requested(now);
        Deadline overall =
                deadline.sooner(call.exchange().deadline())
                        .sooner(Deadline.after(settings.requestTimeout(), now));
        if (gate == null) {
            return new Sending(parts, call, overall).run();
        }
        return sendWithin(gate, call, overall);
    }

    private Reply sendWithin(Gate room, Call call, Deadline overall) {
        Permit permit = room.enter(call.exchange(), overall);
        boolean held = true;
        try {
            Reply reply = new Sending(parts, call, overall).run();
            reply.onClose(permit::close);
            held = false;
            return reply;
        } finally {
            if (held) {
                permit.close();
            }
        }
    }

    /**
     * Where calls wait for their turn.
     *
     * @return the gate, or null without a limit
     */
    public @Nullable Gate gate() {
        return gate;
    }

    /**
     * How the service is.
     *
     * @return a snapshot for the admin API
     */
    public ServiceStatus status() {
        long now = runtime.nanoTime().getAsLong();
        EndpointSet set = endpoints.current(now);
        List<ServiceStatus.EndpointStatus> each =
                set.all().stream().map(endpoint -> ServiceStatus.of(endpoint, now)).toList();
        @Nullable GateStatus room = gate == null ? null : gate.status();
        int inFlight =
                room != null
                        ? room.inFlight()
                        : each.stream().mapToInt(ServiceStatus.EndpointStatus::inFlight).sum();
        return new ServiceStatus(
                settings.name(),
                each,
                set.panic(),
                inFlight,
                room == null ? null : room.limit(),
                requests.sum(),
                parts.retries().sum(),
                room == null ? 0 : room.shed(),
                budget.left(),
                discovery.error());
    }

    /**
     * Takes no new calls. Calls in flight finish; each transport is closed with the last of its
     * own.
     */
    @Override
    public void close() {
        closed = true;
        discovery.close();
        endpoints.close();
    }
}
