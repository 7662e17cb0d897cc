// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.server.connection.ListenerSettings;
import dev.martlet.server.connection.RefusalListener;
import dev.martlet.server.connection.ServerContext;
import dev.martlet.server.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A bound port and the connections that came through it. Accepts on a thread of its own; each
 * connection gets a virtual thread. Thread-safe.
 */
public final class Listener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Listener.class.getName());

    /** What the kernel may queue; it lowers this to its own limit. */
    private static final int BACKLOG = 4096;

    /** How long to wait when accept fails, for example for want of file descriptors. */
    private static final Duration ACCEPT_RETRY = Duration.ofMillis(50);

    /** Above this many connections, memory matters more than a system call for each request. */
    private static final int CROWDED = 1000;

    private final ServerSocket server;
    private final ServerContext context;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Refusals refusals;
    private final ThreadFactory threads;
    private volatile Mode mode;
    private volatile boolean stopped;

    /** What a new connection gets; one field, so that settings and certificates fit together. */
    private record Mode(ListenerSettings settings, @Nullable TlsMaterial tls) {}

    private Listener(ServerSocket server, Mode mode, ServerContext context) {
        this.server = server;
        this.mode = mode;
        this.context = context;
        this.refusals = new Refusals(context);
        this.threads =
                Thread.ofVirtual()
                        .name(mode.settings.name() + "-", 0)
                        .inheritInheritableThreadLocals(false)
                        .factory();
    }

    /**
     * Binds, and starts to accept.
     *
     * @param settings what to listen for
     * @param tls the certificates, if the settings ask for TLS
     * @param context what all listeners share
     * @return the listener
     * @throws IOException if the address cannot be bound
     */
    public static Listener open(
            ListenerSettings settings, @Nullable TlsMaterial tls, ServerContext context)
            throws IOException {
        Listener listener = bind(settings, tls, context);
        listener.start();
        return listener;
    }

    /** Binds, and leaves those who connect waiting. */
    static Listener bind(
            ListenerSettings settings, @Nullable TlsMaterial tls, ServerContext context)
            throws IOException {
        var server = new ServerSocket();
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(
                    new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()),
                    BACKLOG);
        } catch (IOException e) {
            server.close();
            throw new IOException(
                    "bind: %s:%d cannot be bound: %s (expected: a free address of this machine)"
                            .formatted(settings.host(), settings.port(), e.getMessage()),
                    e);
        }
        return new Listener(server, new Mode(settings, tls), context);
    }

    /** Starts to accept; what came since the port was bound is waiting. To be called once. */
    void start() {
        Thread.ofPlatform()
                .daemon()
                .name("martlet-accept-" + mode.settings.name())
                .start(this::accept);
    }

    /**
     * The port.
     *
     * @return as bound, also if the settings said 0
     */
    public int port() {
        return server.getLocalPort();
    }

    /**
     * What new connections get.
     *
     * @return the settings
     */
    public ListenerSettings settings() {
        return mode.settings;
    }

    /**
     * Changes what new connections get; those that exist keep what they began with.
     *
     * @param settings for the same address
     * @param tls the certificates, if the settings ask for TLS
     */
    public void update(ListenerSettings settings, @Nullable TlsMaterial tls) {
        if (!settings.sameAddress(mode.settings)) {
            throw new IllegalArgumentException(
                    "bind: another address (expected: that of the listener)");
        }
        mode = new Mode(settings, tls);
    }

    /**
     * Counters of a listener.
     *
     * @param open connections that exist
     * @param inFlight requests and tunnels on them
     * @param accepted connections since the start
     * @param refused connections that were above the limit
     */
    public record Stats(int open, int inFlight, long accepted, long refused) {}

    /**
     * What the listener holds.
     *
     * @return a snapshot for the admin API
     */
    public Stats stats() {
        return new Stats(open.get(), inFlight(), accepted.sum(), refused.sum());
    }

    /** Whether connections are so many that idle ones should not hold buffers. */
    boolean crowded() {
        return open.get() > CROWDED;
    }

    int inFlight() {
        return connections.stream().mapToInt(Connection::inFlight).sum();
    }

    private void accept() {
        while (!stopped) {
            try {
                admit(server.accept());
            } catch (IOException e) {
                if (stopped) {
                    return;
                }
                // The kernel reports errors of single connections here, and exhausted descriptors;
                // neither may end the listener.
                LOG.log(System.Logger.Level.WARNING, "accept failed: " + e.getMessage());
                LockSupport.parkNanos(ACCEPT_RETRY.toNanos());
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "accept failed", e);
                LockSupport.parkNanos(ACCEPT_RETRY.toNanos());
            }
        }
    }

    private void admit(Socket socket) throws IOException {
        Mode now = mode;
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
        } catch (IOException e) {
            // It was gone before it was accepted.
            socket.close();
            return;
        }
        if (open.get() >= now.settings.limits().connections()) {
            refused.increment();
            context.refusals()
                    .refused(
                            RefusalListener.Reason.CONNECTION_LIMIT, socket.getInetAddress(), null);
            refusals.refuse(socket, now.tls == null && !now.settings.proxyProtocol());
            return;
        }
        accepted.increment();
        open.incrementAndGet();
        var connection = new Connection(socket, this, now.settings, now.tls, context);
        connections.add(connection);
        threads.newThread(connection).start();
        if (stopped) {
            connection.drain();
        }
    }

    void ended(Connection connection) {
        if (connections.remove(connection)) {
            open.decrementAndGet();
        }
    }

    /** Takes no more connections, and asks those that exist for an end. Does not wait. */
    public void stop() {
        stopped = true;
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "closing the port failed: " + e.getMessage());
        }
        connections.forEach(Connection::drain);
    }

    boolean isEmpty() {
        return connections.isEmpty();
    }

    /**
     * Ends every connection that is left.
     *
     * @return how many requests and tunnels were in flight
     */
    int cut() {
        int lost = inFlight();
        List.copyOf(connections).forEach(Connection::cut);
        return lost;
    }

    /**
     * Takes no more connections; idle ones end at once, requests in flight may finish.
     *
     * @param grace how long they may take
     * @return how many requests and tunnels were cut off in the end
     */
    public int drain(Duration grace) {
        return Drain.run(List.of(this), grace, context.watchdog());
    }

    /** Ends everything at once. */
    @Override
    public void close() {
        drain(Duration.ZERO);
    }
}
