// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.core.Snapshots;
import dev.martlet.core.config.ConfigException;
import dev.martlet.core.config.Problem;
import dev.martlet.policy.admission.Admission;
import dev.martlet.server.admin.AdminHandler;
import dev.martlet.server.admin.AdminTable;
import dev.martlet.server.config.AddedObject;
import dev.martlet.server.config.ConfigDocument;
import dev.martlet.server.config.ParsedConfig;
import dev.martlet.server.entry.Entry;
import dev.martlet.server.objects.Compiler;
import dev.martlet.server.objects.RuntimeObjects;
import dev.martlet.server.upstream.SystemResolver;
import dev.martlet.server.usage.UsageReport;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A running gateway. {@link #start} opens its ports only when the whole configuration has been
 * compiled; {@link #reload} replaces the configuration or changes nothing; {@link #shutdown} drains
 * and ends.
 */
public final class Gateway implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());

    private enum Phase {
        STARTING,
        READY,
        /** Not ready any more for whoever balances in front of us, but still taking requests. */
        LEAVING,
        DRAINING,
        STOPPED
    }

    private final Composition parts;
    private final Generations generations;
    private final Ports ports;
    private final AdminHandler admin;
    private final FileWatch files;
    private final AutoCloseable objects;
    private final InstantSource clock;
    private final ReentrantLock changing = new ReentrantLock();
    private final AtomicBoolean heard = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile ReloadReport lastLoad;
    private volatile Phase phase = Phase.STARTING;

    private Gateway(ConfigSource source, Composition parts) {
        this.parts = parts;
        this.clock = parts.clock();
        this.generations = new Generations(source, parts);
        this.lastLoad = new ReloadReport(clock.instant(), 1, List.of());
        parts.metrics().reloaded(true);
        var entry =
                new Entry(
                        snapshots(),
                        parts.listener(),
                        this::isDraining,
                        parts.watchdog(),
                        System::nanoTime);
        parts.ledger().start(parts.usageStore(generations::keeps));
        this.admin =
                new AdminHandler(
                        snapshots(),
                        new Views(this),
                        adminTable(),
                        config().config().admin().token(),
                        this::isDraining);
        this.ports = new Ports(entry, admin, parts.watchdog(), parts.refusals());
        this.files = new FileWatch(() -> source.files(config()), this::reload);
        this.objects = generations.stored().watch(this::objectsChanged);
        // What came between the first look and the watch.
        objectsChanged();
    }

    private AdminTable adminTable() {
        var compiler = new ObjectCompiler();
        RuntimeObjects made =
                RuntimeObjects.of(
                        generations.stored(),
                        compiler,
                        changing,
                        parts.loader(),
                        new SecureRandom(),
                        clock,
                        parts.keyUses());
        return AdminTable.of(made, new UsageReport(parts.ledger(), clock));
    }

    /**
     * Starts a gateway; its ports are open when this returns.
     *
     * @param source where the configuration comes from
     * @param environment what {@code ${NAME}} in the configuration stands for
     * @return the gateway
     * @throws ConfigException if the configuration cannot be served; names every problem
     */
    public static Gateway start(ConfigSource source, Environment environment) {
        return start(source, new Composition(environment));
    }

    /**
     * Starts a gateway that looks names up in its own way.
     *
     * @param source where the configuration comes from
     * @param environment what {@code ${NAME}} in the configuration stands for
     * @param resolver finds the endpoints of services; closed with the gateway
     * @return the gateway
     * @throws ConfigException if the configuration cannot be served; names every problem
     */
    public static Gateway start(
            ConfigSource source, Environment environment, SystemResolver resolver) {
        return start(source, new Composition(environment, resolver));
    }

    private static Gateway start(ConfigSource source, Composition parts) {
        Gateway gateway;
        try {
            gateway = new Gateway(source, parts);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
        try {
            gateway.ports.change(gateway.config()).commit();
        } catch (RuntimeException e) {
            gateway.close();
            throw e;
        }
        gateway.phase = Phase.READY;
        return gateway;
    }

    /**
     * Checks a configuration as a start would, but for the ports. Nothing is sent to a service or
     * looked up.
     *
     * @param source where the configuration comes from
     * @param environment what {@code ${NAME}} in the configuration stands for
     * @return the configuration, which can be served
     * @throws ConfigException if it cannot be served; names every problem
     */
    public static ParsedConfig check(ConfigSource source, Environment environment) {
        try (var parts = Composition.forChecks(environment)) {
            ParsedConfig parsed = parts.loader().bind(source.read(parts.loader()), List.of());
            parts.compiler().compile(parsed, 1).discard();
            return parsed;
        }
    }

    /**
     * Loads the configuration again. Everything is built first: the new snapshot, and the ports
     * that it adds. Only when all of that is there, it is published; if any of it fails, it is
     * taken down again, and nothing has changed.
     *
     * @return what came of it
     */
    public ReloadReport reload() {
        changing.lock();
        try {
            if (phase != Phase.READY) {
                return lastLoad;
            }
            try {
                Generations.Prepared next = generations.read();
                take(next);
                return report(List.of());
            } catch (ConfigException e) {
                return report(e.problems());
            }
        } finally {
            changing.unlock();
        }
    }

    private void take(Generations.Prepared next) {
        Ports.Change change;
        try {
            change = ports.change(next.parsed());
        } catch (RuntimeException e) {
            next.snapshot().discard();
            throw e;
        }
        generations.publish(next);
        admin.token(next.parsed().config().admin().token());
        change.commit();
    }

    /** May be called often, from any thread; what is heard is looked at by one at a time. */
    private void objectsChanged() {
        if (heard.compareAndSet(false, true)) {
            Thread.ofVirtual().name("martlet-objects").start(this::catchUp);
        }
    }

    private void catchUp() {
        changing.lock();
        try {
            heard.set(false);
            if (phase == Phase.STOPPED) {
                return;
            }
            Generations.Prepared next = generations.caughtUp();
            if (next != null) {
                generations.publish(next);
                report(List.of());
            }
        } catch (ConfigException e) {
            report(e.problems());
        } finally {
            changing.unlock();
        }
    }

    /** Compiles what the admin API wants to store; the ports are the file's, and stay. */
    private final class ObjectCompiler implements Compiler {
        @Override
        public Candidate compile(List<AddedObject> wanted) {
            Generations.Prepared next = generations.with(wanted);
            return new Candidate() {
                @Override
                public void publish() {
                    generations.publish(next);
                    report(List.of());
                }

                @Override
                public void discard() {
                    next.snapshot().discard();
                }
            };
        }

        @Override
        public ParsedConfig serving() {
            return config();
        }

        @Override
        public ConfigDocument file() {
            return generations.document();
        }
    }

    /** Without problems, a new generation serves; with some, the old one goes on. */
    private ReloadReport report(List<Problem> problems) {
        var report = new ReloadReport(clock.instant(), snapshots().generation(), problems);
        lastLoad = report;
        parts.metrics().reloaded(report.ok());
        if (report.ok()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "configuration loaded: generation {0}",
                    report.generation());
        } else {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "configuration refused, generation {0} goes on serving:\n{1}",
                    report.generation(),
                    new ConfigException(report.problems()).getMessage());
        }
        return report;
    }

    /**
     * Ends the gateway: readiness goes off, and after the configured delay the ports stop
     * accepting; requests in flight get the configured grace. Returns when all is closed; a second
     * call waits for the first.
     */
    public void shutdown() {
        changing.lock();
        try {
            if (phase == Phase.STOPPED) {
                return;
            }
            Duration delay = config().config().shutdown().delay();
            Duration grace = config().config().shutdown().grace();
            phase = Phase.LEAVING;
            pause(delay);
            phase = Phase.DRAINING;
            closeWatches();
            int cut = ports.drain(grace);
            if (cut > 0) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} requests were cut after the grace of {1}",
                        cut,
                        grace);
            }
            phase = Phase.STOPPED;
            ports.close();
            snapshots().close();
            parts.close();
        } finally {
            changing.unlock();
            stopped.countDown();
        }
    }

    private static void pause(Duration delay) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            // Whoever interrupts a shutdown wants it to be quick.
            Thread.currentThread().interrupt();
        }
    }

    /** Ends at once: no delay, no grace. */
    @Override
    public void close() {
        changing.lock();
        try {
            if (phase == Phase.STOPPED) {
                return;
            }
            phase = Phase.STOPPED;
            closeWatches();
            ports.close();
            snapshots().close();
            parts.close();
        } finally {
            changing.unlock();
            stopped.countDown();
        }
    }

    /**
     * Waits until the gateway has stopped.
     *
     * @throws InterruptedException if interrupted
     */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /**
     * The port that a listener really has, as the configuration may say 0.
     *
     * @param listener its name
     * @return the port
     */
    public int port(String listener) {
        return ports.port(listener);
    }

    /**
     * The port of the admin API.
     *
     * @return the port
     */
    public int adminPort() {
        return ports.adminPort();
    }

    boolean isReady() {
        return phase == Phase.READY;
    }

    private boolean isDraining() {
        return phase == Phase.DRAINING || phase == Phase.STOPPED;
    }

    ReloadReport lastLoad() {
        return lastLoad;
    }

    Snapshots snapshots() {
        return generations.snapshots();
    }

    private ParsedConfig config() {
        return generations.config();
    }

    private void closeWatches() {
        files.close();
        try {
            objects.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "the watch of the state did not end", e);
        }
    }

    /** Why the state cannot be used, or null; requests are served all the same. */
    @Nullable String stateTrouble() {
        return parts.stateTrouble();
    }

    @Nullable Admission admission() {
        return parts.admissionIfAny();
    }

    long alertsLost() {
        return parts.alerts().lost();
    }

    Instant now() {
        return clock.instant();
    }

    Metrics metrics() {
        return parts.metrics();
    }
}
