// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.core.Chain;
import dev.martlet.core.Expressions;
import dev.martlet.core.GatewayListener;
import dev.martlet.core.Key;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Resources;
import dev.martlet.core.Route;
import dev.martlet.core.Snapshot;
import dev.martlet.core.Target;
import dev.martlet.core.Upstream;
import dev.martlet.core.config.Cidr;
import dev.martlet.core.config.ConfigException;
import dev.martlet.core.config.PolicyEntry;
import dev.martlet.core.config.Problem;
import dev.martlet.core.http.AddressSet;
import dev.martlet.core.overload.Gate;
import dev.martlet.core.route.CompiledRoutes;
import dev.martlet.core.route.Match;
import dev.martlet.core.route.Overlap;
import dev.martlet.core.route.PathDemand;
import dev.martlet.core.route.PathPattern;
import dev.martlet.core.route.RouteSpec;
import dev.martlet.core.route.TrieRouter;
import dev.martlet.policy.admission.Accounts;
import dev.martlet.policy.admission.Admission;
import dev.martlet.policy.admission.TenantsPolicy;
import dev.martlet.policy.tenant.TenantConfig;
import dev.martlet.policy.tenant.Tenants;
import dev.martlet.provider.call.CallRuntime;
import dev.martlet.provider.call.ChatCall;
import dev.martlet.provider.call.CountCall;
import dev.martlet.provider.call.FactsReader;
import dev.martlet.provider.call.RelayCall;
import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.endpoint.ModelRoute;
import dev.martlet.provider.relay.StoredResponses;
import dev.martlet.server.config.ParsedConfig;
import dev.martlet.server.config.model.GatewayConfig;
import dev.martlet.server.config.model.ListenerConfig;
import dev.martlet.server.config.model.RouteConfig;
import dev.martlet.server.config.model.ServiceConfig;
import dev.martlet.server.entry.TrustedProxies;
import dev.martlet.server.upstream.DocumentFetch;
import dev.martlet.server.upstream.EchoUpstream;
import dev.martlet.server.upstream.Service;
import dev.martlet.server.upstream.ServiceSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a configuration to a snapshot, whole: everything is built before anything is published,
 * and if any part cannot be, all that was built is closed again and the caller gets every problem
 * at once.
 */
public final class SnapshotCompiler {
    /** The services of a snapshot by name, in the order of the configuration. */
    public static final Key<Map<String, Upstream>> SERVICES = Key.named("services");

    /** The models of a snapshot, and the providers behind them. */
    public static final Key<ModelSet> MODELS = Key.named("models");

    /** Where requests of a snapshot wait for their turn. */
    public static final Key<List<Gate>> GATES = Key.named("gates");

    /** The configuration that a snapshot was compiled from. */
    public static final Key<ParsedConfig> CONFIG = Key.named("config");

    private final Collection<PolicyKind<?>> kinds;
    private final PolicyKind.Context context;
    private final Expressions routing;
    private final Resources resources;
    private final Function<ServiceSettings, Service> services;
    private final GatewayListener listener;
    private final TargetCompiler targets;
    private final Supplier<ProviderParts> models;
    private final Supplier<Admission> admission;
    private final Function<List<TenantConfig>, Tenants> tenants;
    private final DocumentFetch documents;

    /**
     * A compiler.
     *
     * @param kinds the policies that a configuration may name
     * @param context what policies may use
     * @param routing compiles the conditions of routes
     * @param services makes a service; called only if none with equal settings is held
     * @param models what providers are made of; asked for only if there are any
     * @param tenants makes the tenants of a generation
     * @param documents reads what policies need
     * @param admission counts limits and budgets; asked for only if there are any
     * @param listener told of skipped policies
     * @param executor runs mirrored requests, each on a thread of its own
     */
    public SnapshotCompiler(
            Collection<PolicyKind<?>> kinds,
            PolicyKind.Context context,
            Expressions routing,
            Function<ServiceSettings, Service> services,
            Supplier<ProviderParts> models,
            Function<List<TenantConfig>, Tenants> tenants,
            DocumentFetch documents,
            Supplier<Admission> admission,
            GatewayListener listener,
            Executor executor) {
        this.models = models;
        this.tenants = tenants;
        this.documents = documents;
        this.admission = admission;
        this.kinds = List.copyOf(kinds);
        this.context = context;
        this.routing = routing;
        this.resources = context.resources();
        this.services = services;
        this.listener = listener;
        this.targets = new TargetCompiler(context.random(), executor);
    }

    /**
     * Compiles.
     *
     * @param parsed a configuration that has passed its own checks
     * @param generation the number of the snapshot
     * @return the snapshot, to be published
     * @throws ConfigException with all problems; nothing is held then
     */
    public Snapshot compile(ParsedConfig parsed, long generation) {
        var leases = new Leases(resources);
        try {
            return new Compilation(parsed, generation, leases).run();
        } catch (RuntimeException | Error e) {
            leases.close();
            throw e;
        }
    }

    /** A service is another one if the content of its certificate files is. */
    private record ServiceKey(ServiceSettings settings, String files) {}

    /** There is one memory of responses, whatever the configuration is. */
    private record StoredKey() {}

    private final class Compilation {
        private final ParsedConfig parsed;
        private final GatewayConfig config;
        private final long generation;
        private final Leases leases;
        private final List<Problem> problems = new ArrayList<>();
        private final Tenants tenantsHere;
        private final Accounts accounts;

        Compilation(ParsedConfig parsed, long generation, Leases leases) {
            this.parsed = parsed;
            this.config = parsed.config();
            this.generation = generation;
            this.leases = leases;
            this.tenantsHere = tenants.apply(config.tenants());
            this.accounts = new Accounts(tenantsHere.all());
        }

        Snapshot run() {
            Map<String, Upstream> upstreams = upstreams();
            ModelSet modelSet = models();
            OverloadCompiler overload = overload();
            TrieRouter router = router(routes(upstreams, modelSet, overload));
            if (!problems.isEmpty()) {
                throw new ConfigException(problems);
            }
            return Snapshot.builder(generation, router)
                    .part(SERVICES, upstreams)
                    .part(MODELS, modelSet)
                    .part(GATES, OverloadCompiler.gates(overload, upstreams.values(), modelSet))
                    .part(CONFIG, parsed)
                    .part(Accounts.PART, accounts)
                    .part(Tenants.PART, tenantsHere)
                    .part(TrustedProxies.PART, trustedProxies())
                    .onClose(leases::close)
                    .build();
        }

        private Map<String, Upstream> upstreams() {
            Map<String, Upstream> upstreams = new LinkedHashMap<>();
            for (int i = 0; i < config.services().size(); i++) {
                ServiceConfig service = config.services().get(i);
                try {
                    upstreams.put(service.name(), upstream(service));
                } catch (IllegalArgumentException e) {
                    problem("services[" + i + "]", String.valueOf(e.getMessage()));
                    // Later references to it are no further problems.
                    upstreams.put(
                            service.name(), new EchoUpstream(service.name(), System::nanoTime));
                }
            }
            return upstreams;
        }

        private Upstream upstream(ServiceConfig service) {
            if (service.preset() != null) {
                return switch (service.preset()) {
                    case ECHO -> new EchoUpstream(service.name(), System::nanoTime);
                };
            }
            ServiceSettings settings =
                    ServiceMapping.settings(service, config.overload().sharing());
            var key = new ServiceKey(settings, FileVersions.of(settings.transport().tls()));
            return leases.keep(key, () -> services.apply(settings));
        }

        private ModelSet models() {
            if (config.providers().isEmpty()) {
                return ModelSet.EMPTY;
            }
            ProviderParts parts = models.get();
            return new ModelCompiler(
                            new ProviderCompiler(services, parts), context.expressions(), parts)
                    .compile(config, leases, this::problem);
        }

        private ModelRoute.Parts modelRoute(ModelSet set) {
            ProviderParts parts = models.get();
            CallRuntime runtime = parts.runtime().with(set.prices());
            return new ModelRoute.Parts(
                    parts.protocols(),
                    set.models(),
                    set.names(),
                    new ChatCall(runtime),
                    new FactsReader(TokenCounter.ROUGH),
                    new RelayCall(runtime),
                    leases.keep(new StoredKey(), StoredResponses::new),
                    parts.memory(),
                    new CountCall(runtime),
                    set.prices());
        }

        private OverloadCompiler overload() {
            return new OverloadCompiler(config, context.expressions(), leases);
        }

        private List<RouteSpec> routes(
                Map<String, Upstream> upstreams, ModelSet modelSet, OverloadCompiler overload) {
            var outbound = new PolicyOutbound(leases, services, documents);
            var chains = new ChainCompiler(kinds, context.with(outbound), counting());
            List<RouteSpec> specs = new ArrayList<>();
            for (int i = 0; i < config.routes().size(); i++) {
                String path = "routes[" + i + "]";
                try {
                    specs.add(
                            route(
                                    config.routes().get(i),
                                    path,
                                    upstreams,
                                    modelSet,
                                    overload,
                                    chains));
                } catch (IllegalArgumentException e) {
                    problem(path, String.valueOf(e.getMessage()));
                }
            }
            return specs;
        }

        private ChainCompiler.Counting counting() {
            return new ChainCompiler.Counting(
                    admission,
                    config.tenants().isEmpty()
                            ? null
                            : new TenantsPolicy(accounts, admission.get()));
        }

        private RouteSpec route(
                RouteConfig route,
                String path,
                Map<String, Upstream> upstreams,
                ModelSet modelSet,
                OverloadCompiler overload,
                ChainCompiler chains) {
            Match match = MatchMapping.match(route.match(), routing);
            List<ChainCompiler.Placed> placed =
                    chains.chain(config.policies(), route, path, this::problem);
            placed.forEach(one -> checkDemand(one, match.path(), path));
            Target target = targets.target(route.to(), upstreams, () -> modelRoute(modelSet));
            overload.step(target, route.priority())
                    .ifPresent(step -> placed.add(ChainCompiler.admission(placed), step));
            List<Chain.Step> steps = placed.stream().map(ChainCompiler.Placed::step).toList();
            List<String> words = placed.stream().map(ChainCompiler.Placed::describe).toList();
            return new RouteSpec(
                    new Route(
                            route.name(),
                            match.describe(),
                            Chain.of(steps, target, listener),
                            words,
                            target,
                            route.timeout()),
                    match);
        }

        /** What a policy takes from the path has to be in the path's pattern. */
        private void checkDemand(ChainCompiler.Placed placed, PathPattern pattern, String route) {
            @Nullable PolicyEntry entry = placed.entry();
            if (entry == null || !(entry.config() instanceof PathDemand demand)) {
                return;
            }
            boolean hasRest = pattern instanceof PathPattern.Segments path && path.rest();
            if (demand.needsRest() && !hasRest) {
                problem(
                        route + ".match.path",
                        "policy "
                                + entry.name()
                                + " needs a path that ends in /**, and this one does not");
            }
            for (String variable : demand.variables()) {
                if (!(pattern instanceof PathPattern.Segments path) || !path.has(variable)) {
                    problem(
                            route + ".match.path",
                            "policy "
                                    + entry.name()
                                    + " uses {"
                                    + variable
                                    + "}, which the path does not have");
                }
            }
        }

        private TrieRouter router(List<RouteSpec> specs) {
            CompiledRoutes compiled = TrieRouter.compile(specs);
            for (Overlap overlap : compiled.overlaps()) {
                problem("routes[" + indexOf(overlap.route()) + "].match", overlap.why());
            }
            return compiled.router();
        }

        private int indexOf(String route) {
            for (int i = 0; i < config.routes().size(); i++) {
                if (config.routes().get(i).name().equals(route)) {
                    return i;
                }
            }
            throw new IllegalStateException(
                    "route: " + route + " (expected: one of the configuration's)");
        }

        private TrustedProxies trustedProxies() {
            Map<String, AddressSet> byListener = new LinkedHashMap<>();
            for (ListenerConfig listener : config.listeners()) {
                AddressSet.Builder trusted = AddressSet.builder();
                for (Cidr cidr : listener.trustedProxies()) {
                    trusted.add(cidr.network(), cidr.prefix());
                }
                byListener.put(listener.name(), trusted.build());
            }
            return new TrustedProxies(byListener);
        }

        private void problem(String path, String message) {
            problems.add(parsed.problem(path, message, null, null));
        }
    }
}
