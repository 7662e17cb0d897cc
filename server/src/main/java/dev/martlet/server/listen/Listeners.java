// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.server.connection.ListenerSettings;
import dev.martlet.server.connection.ServerContext;
import dev.martlet.server.tls.TlsException;
import dev.martlet.server.tls.TlsMaterial;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of a server, as the configuration wants them. A change keeps every listener whose
 * address stays, with its connections; new addresses are bound before anything else happens, so a
 * change that fails changes nothing. Thread-safe.
 */
public final class Listeners implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

    private final ServerContext context;
    private final Map<String, Open> open = new LinkedHashMap<>();
    private boolean closed;

    private record Open(Listener listener, @Nullable TlsMaterial tls) {}

    /**
     * No listeners yet.
     *
     * @param context what all listeners share
     */
    public Listeners(ServerContext context) {
        this.context = context;
    }

    /** What {@link #prepare} has made ready: commit it, or close it to leave all as it is. */
    public interface Change extends AutoCloseable {
        /** Makes the change; cannot fail. To be called once. */
        void commit();

        /** Gives up what was made ready, unless it was committed. */
        @Override
        void close();
    }

    /**
     * Reads the certificates and binds the new addresses that a configuration needs, and changes
     * nothing yet. A listener whose certificates did not change in the configuration has them read
     * again.
     *
     * @param wanted all the listeners that are to be
     * @param grace how long requests on listeners that go away may take
     * @return what can be committed
     * @throws IOException if an address cannot be bound
     * @throws TlsException if a certificate or key cannot be used
     */
    public synchronized Change prepare(List<ListenerSettings> wanted, Duration grace)
            throws IOException, TlsException {
        var materials = new ArrayList<@Nullable TlsMaterial>();
        for (ListenerSettings settings : wanted) {
            materials.add(
                    settings.tls() == null
                            ? null
                            : new TlsMaterial(settings.tls(), context.clock()));
        }
        var planned = new LinkedHashMap<String, Planned>();
        try {
            for (int i = 0; i < wanted.size(); i++) {
                ListenerSettings settings = wanted.get(i);
                @Nullable TlsMaterial tls = materials.get(i);
                Optional<Open> kept = find(settings);
                boolean fresh = kept.isEmpty();
                Listener listener =
                        fresh ? Listener.bind(settings, tls, context) : kept.get().listener;
                planned.put(settings.name(), new Planned(listener, settings, tls, fresh));
            }
        } catch (IOException e) {
            planned.values().forEach(Planned::giveUp);
            throw e;
        }
        return new Pending(planned, grace);
    }

    private Optional<Open> find(ListenerSettings settings) {
        return open.values().stream()
                .filter(one -> takesOver(settings, one.listener.settings()))
                .findFirst();
    }

    /** Port 0 means another port each time: only the name tells. */
    private static boolean takesOver(ListenerSettings next, ListenerSettings before) {
        return next.sameAddress(before) && (next.port() != 0 || next.name().equals(before.name()));
    }

    private record Planned(
            Listener listener,
            ListenerSettings settings,
            @Nullable TlsMaterial tls,
            boolean fresh) {
        void giveUp() {
            if (fresh) {
                listener.close();
            }
        }
    }

    private final class Pending implements Change {
        private final Map<String, Planned> planned;
        private final Duration grace;
        private boolean done;

        Pending(Map<String, Planned> planned, Duration grace) {
            this.planned = planned;
            this.grace = grace;
        }

        @Override
        public void commit() {
            synchronized (Listeners.this) {
                done = true;
                Listeners.this.commit(planned, grace);
            }
        }

        @Override
        public void close() {
            if (!done) {
                planned.values().forEach(Planned::giveUp);
            }
        }
    }

    private void commit(Map<String, Planned> planned, Duration grace) {
        var gone = new ArrayList<>(open.values().stream().map(Open::listener).toList());
        open.clear();
        planned.forEach((name, plan) -> {
            gone.remove(plan.listener);
            if (plan.fresh) {
                plan.listener.start();
            } else {
                plan.listener.update(plan.settings, plan.tls);
            }
            open.put(name, new Open(plan.listener, plan.tls));
            warn(plan.tls);
        });
        if (!gone.isEmpty()) {
            Thread.ofVirtual()
                    .name("drain")
                    .start(() -> Drain.run(gone, grace, context.watchdog()));
        }
    }

    private static void warn(@Nullable TlsMaterial tls) {
        if (tls != null) {
            tls.warnings().forEach(text -> LOG.log(System.Logger.Level.WARNING, text));
        }
    }

    /**
     * Reads all certificates again; all or none take effect.
     *
     * @throws TlsException if one cannot be used; all stay as they were
     */
    public synchronized void reloadCertificates() throws TlsException {
        var fresh = new LinkedHashMap<String, TlsMaterial>();
        for (Map.Entry<String, Open> entry : open.entrySet()) {
            @Nullable TlsMaterial tls = entry.getValue().tls;
            if (tls != null) {
                fresh.put(entry.getKey(), new TlsMaterial(tls.settings(), context.clock()));
            }
        }
        fresh.forEach((name, tls) ->
                open.computeIfPresent(
                        name,
                        (key, old) -> {
                            old.listener.update(old.listener.settings(), tls);
                            warn(tls);
                            return new Open(old.listener, tls);
                        }));
    }

    /**
     * The files that certificates and keys come from.
     *
     * @return the paths, to be watched for changes
     */
    public synchronized List<Path> certificateFiles() {
        return open.values().stream()
                .flatMap(one ->
                        one.tls == null ? List.<Path>of().stream() : one.tls.files().stream())
                .distinct()
                .toList();
    }

    /**
     * The port of a listener.
     *
     * @param name its name
     * @return the port, as bound
     * @throws IllegalArgumentException if there is no such listener
     */
    public synchronized int port(String name) {
        Open one = open.get(name);
        if (one == null) {
            throw new IllegalArgumentException(
                    "listener: " + name + " (expected: one of " + open.keySet() + ")");
        }
        return one.listener.port();
    }

    /**
     * The listeners that exist.
     *
     * @return in the order of the configuration
     */
    public synchronized List<Listener> all() {
        return open.values().stream().map(Open::listener).toList();
    }

    /**
     * Takes no more connections anywhere; idle ones end at once, requests in flight may finish.
     *
     * @param grace how long they may take
     * @return how many requests and tunnels were cut off in the end
     */
    public int drain(Duration grace) {
        List<Listener> all;
        synchronized (this) {
            closed = true;
            all = all();
            open.clear();
        }
        return Drain.run(all, grace, context.watchdog());
    }

    /**
     * Whether the listeners were drained.
     *
     * @return true from the start of the drain
     */
    public synchronized boolean closed() {
        return closed;
    }

    /** Ends everything at once. */
    @Override
    public void close() {
        drain(Duration.ZERO);
    }
}
