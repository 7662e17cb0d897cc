// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.core.Attempt;
import dev.martlet.core.Bill;
import dev.martlet.core.Consumption;
import dev.martlet.core.Exchange;
import dev.martlet.core.Expressions;
import dev.martlet.core.GatewayListener;
import dev.martlet.core.Outbound;
import dev.martlet.core.Outcome;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Resources;
import dev.martlet.core.state.State;
import dev.martlet.core.state.UsageStore;
import dev.martlet.policy.PolicyKinds;
import dev.martlet.policy.admission.Admission;
import dev.martlet.policy.admission.Settings;
import dev.martlet.policy.tenant.KeyUses;
import dev.martlet.policy.tenant.LiveKeys;
import dev.martlet.policy.tenant.Tenants;
import dev.martlet.provider.usage.UsageListener;
import dev.martlet.provider.usage.UsageRecord;
import dev.martlet.server.alert.Alerts;
import dev.martlet.server.cel.CelExpressions;
import dev.martlet.server.compile.SnapshotCompiler;
import dev.martlet.server.config.ConfigLoader;
import dev.martlet.server.config.model.OnOutage;
import dev.martlet.server.config.model.StateConfig;
import dev.martlet.server.config.model.StateKind;
import dev.martlet.server.connection.RefusalListener;
import dev.martlet.server.io.Watchdog;
import dev.martlet.server.model.ModelParts;
import dev.martlet.server.state.embedded.EmbeddedState;
import dev.martlet.server.state.embedded.EmbeddedUsage;
import dev.martlet.server.state.embedded.Store;
import dev.martlet.server.state.redis.RedisState;
import dev.martlet.server.upstream.BackgroundTasks;
import dev.martlet.server.upstream.DocumentFetch;
import dev.martlet.server.upstream.JsonPost;
import dev.martlet.server.upstream.Service;
import dev.martlet.server.upstream.ServiceRuntime;
import dev.martlet.server.upstream.SystemResolver;
import dev.martlet.server.upstream.TokenPost;
import dev.martlet.server.usage.Ledger;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Wires everything that lives as long as the gateway: the one place that knows every part. */
final class Composition implements AutoCloseable {
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("martlet-", 0).factory());
    private final Watchdog watchdog = new Watchdog(System::nanoTime, threads);
    private final Resources resources = new Resources();
    private final Metrics metrics = new Metrics();
    private final GatewayListener listener = new Both(metrics, new FailureLog(System::nanoTime));
    private final RefusalLog refusalLog = new RefusalLog(System::nanoTime);
    private final Expressions expressions = new LazyExpressions(CelExpressions::standard);
    private final LiveKeys liveKeys = new LiveKeys();
    private final KeyUses keyUses = new KeyUses();
    private final SystemResolver resolver;
    private final BackgroundTasks tasks;
    private final List<PolicyKind<?>> kinds = PolicyKinds.all();
    private final Alerts alerts;
    private final Ledger ledger = new Ledger(InstantSource.system());
    private final ConfigLoader loader;
    private final SnapshotCompiler compiler;
    private @Nullable Admission admission;
    private volatile Settings settings = Settings.LOCAL;
    private volatile @Nullable State state;
    private @Nullable State checking;

    Composition(Environment environment) {
        this(environment, new SystemResolver(), new BackgroundTasks());
    }

    /** Closes the resolver with itself. */
    Composition(Environment environment, SystemResolver resolver) {
        this(environment, resolver, new BackgroundTasks());
    }

    /** Compiles configurations that nobody will serve: nothing goes out, not even a check. */
    static Composition forChecks(Environment environment) {
        return new Composition(environment, new SystemResolver(), BackgroundTasks.neverRun());
    }

    private Composition(Environment environment, SystemResolver resolver, BackgroundTasks tasks) {
        this.resolver = resolver;
        this.tasks = tasks;
        // A generator that may be shared: each thread draws from its own.
        RandomGenerator random =
                new RandomGenerator() {
                    @Override
                    public long nextLong() {
                        return ThreadLocalRandom.current().nextLong();
                    }
                };
        ServiceRuntime services =
                ServiceRuntime.of(
                        new Transports(watchdog, threads),
                        resolver,
                        tasks,
                        expressions,
                        listener,
                        cookieSecret());
        this.loader =
                new ConfigLoader(
                        kinds, expressions, name -> name == null ? null : environment.get(name));
        this.alerts = new Alerts(new JsonPost(services), clock(), Duration.ofSeconds(1));
        this.compiler =
                new SnapshotCompiler(
                        kinds,
                        new PolicyKind.Context(
                                expressions, random, resources, Outbound.NONE, clock()),
                        new LazyExpressions(CelExpressions::routing),
                        settings -> new Service(settings, services),
                        new ModelParts(
                                random,
                                new TokenPost(services),
                                new BothUses(
                                        new BothUses(metrics.models(), ledger), new Settling()),
                                metrics.models()),
                        configs -> new Tenants(configs, liveKeys, keyUses, clock()),
                        new DocumentFetch(services),
                        this::admission,
                        listener,
                        threads);
    }

    /**
     * New with each process: without {@code sticky.secret} a client then gets a new endpoint, and a
     * new cookie, after a restart.
     */
    private static byte[] cookieSecret() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    ConfigLoader loader() {
        return loader;
    }

    SnapshotCompiler compiler() {
        return compiler;
    }

    /** Opens the state; called once. */
    State open(StateConfig config) {
        State opened =
                switch (config.kind()) {
                    case EMBEDDED -> new EmbeddedState(Store.in(config.path()), clock());
                    case MEMORY -> new EmbeddedState(Store.inMemory(), clock());
                    // The client of Redis is loaded here, and nowhere else.
                    case REDIS -> RedisState.open(RedisMapping.settings(config));
                };
        if (config.kind() == StateKind.REDIS) {
            settings =
                    new Settings(
                            Settings.LOCAL.slice(),
                            config.onOutage() == OnOutage.DENY,
                            config.timeout(),
                            Settings.LOCAL.most());
        }
        state = opened;
        return opened;
    }

    /** Why the state cannot be used; null if it can. */
    @Nullable String stateTrouble() {
        State opened = state;
        return opened == null ? null : opened.trouble();
    }

    /**
     * Where the ledger is kept: with the rest, if anything is kept; else in memory.
     *
     * @param keeps whether the rest is worth a file
     */
    Supplier<UsageStore> usageStore(BooleanSupplier keeps) {
        State opened = Objects.requireNonNull(state, "state");
        UsageStore memory = new EmbeddedUsage(Store.inMemory());
        return () -> keeps.getAsBoolean() ? opened.usage() : memory;
    }

    /** Counts limits and budgets; made when the first configuration has any. */
    private synchronized Admission admission() {
        Admission made = admission;
        if (made == null) {
            State opened = state;
            State counting = opened;
            if (counting == null) {
                // A configuration that is only checked has no state, and nothing will be counted.
                counting = new EmbeddedState(Store.inMemory(), clock());
                checking = counting;
            }
            made = new Admission(counting.counters(), settings, alerts, clock(), System::nanoTime);
            if (opened != null) {
                made.start();
            }
            admission = made;
        }
        return made;
    }

    Alerts alerts() {
        return alerts;
    }

    /** Null while no configuration has limits or budgets. */
    synchronized @Nullable Admission admissionIfAny() {
        return admission;
    }

    KeyUses keyUses() {
        return keyUses;
    }

    Ledger ledger() {
        return ledger;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    Metrics metrics() {
        return metrics;
    }

    GatewayListener listener() {
        return listener;
    }

    /** Keys that are made while the gateway runs. */
    LiveKeys liveKeys() {
        return liveKeys;
    }

    RefusalListener refusals() {
        return (reason, address, detail) -> {
            metrics.refused(reason, address, detail);
            refusalLog.refused(reason, address, detail);
        };
    }

    InstantSource clock() {
        return InstantSource.system();
    }

    @Override
    public void close() {
        tasks.close();
        ledger.close();
        State opened = state;
        Admission counting = admissionIfAny();
        if (counting != null && opened != null) {
            counting.close();
        }
        alerts.close();
        if (checking != null) {
            checking.close();
        }
        if (opened != null) {
            opened.close();
        }
        resolver.close();
        watchdog.close();
        threads.shutdownNow();
    }

    /** Tells whoever has set something aside for an exchange what it has used. */
    private record Settling() implements UsageListener {
        @Override
        public void used(Exchange exchange, UsageRecord used) {
            @Nullable Bill bill = exchange.get(Bill.KEY);
            if (bill != null) {
                bill.settle(
                        new Consumption(
                                used.tokens().input(), used.tokens().output(), nano(used.cost())));
            }
        }

        private static long nano(@Nullable BigDecimal usd) {
            return usd == null
                    ? 0
                    : usd.movePointRight(9).setScale(0, RoundingMode.HALF_UP).longValue();
        }
    }

    /** Two that want to know what is used. */
    private record BothUses(UsageListener first, UsageListener second) implements UsageListener {
        @Override
        public void used(Exchange exchange, UsageRecord used) {
            first.used(exchange, used);
            second.used(exchange, used);
        }
    }

    /** Two listeners as one. */
    private record Both(GatewayListener first, GatewayListener second) implements GatewayListener {
        @Override
        public void started(Exchange exchange) {
            first.started(exchange);
            second.started(exchange);
        }

        @Override
        public void policySkipped(Exchange exchange, String policy, Throwable cause) {
            first.policySkipped(exchange, policy, cause);
            second.policySkipped(exchange, policy, cause);
        }

        @Override
        public void attempted(Attempt attempt, int status) {
            first.attempted(attempt, status);
            second.attempted(attempt, status);
        }

        @Override
        public void ended(Exchange exchange, Outcome outcome) {
            first.ended(exchange, outcome);
            second.ended(exchange, outcome);
        }
    }
}
