// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.upstream.Transport.Stats;
import dev.martlet.server.upstream.TransportSettings.Pool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one endpoint: how many there may be, and which are unused. The one that was
 * used last is taken first, so that the others can grow old and go. Who finds none waits in line.
 * Thread-safe; no I/O under the lock.
 */
final class ConnectionPool {
    /** An unused connection is looked at this often, and at last when its time is up. */
    private static final long CHECK_NANOS = Duration.ofSeconds(5).toNanos();

    /**
     * A connection that was used so recently is taken without a look at it: the endpoint saw it
     * alive.
     */
    private static final long FRESH_NANOS = Duration.ofMillis(1).toNanos();

    private static final int LEAST_LINE = 1024;

    private final String upstream;
    private final Pool limits;
    private final LongSupplier nanoTime;
    private final Deque<Http1Connection> idle = new ArrayDeque<>();
    private final Deque<Waiter> line = new ArrayDeque<>();
    private int open;
    private boolean closed;

    /** Someone in line; its fields are guarded by the pool's lock. */
    private static final class Waiter {
        private final Thread thread = Thread.currentThread();
        private @Nullable Http1Connection connection;
        private boolean served;
    }

    ConnectionPool(String upstream, Pool limits, LongSupplier nanoTime) {
        this.upstream = upstream;
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /**
     * Takes an unused connection, or the right to make one; waits if there is neither.
     *
     * @param call ends the wait when it is given up
     * @param deadline ends the wait, too
     * @return a connection, or null: then the caller makes one
     * @throws GatewayException if none came free in time
     */
    @Nullable Http1Connection take(CallState call, Deadline deadline) {
        while (true) {
            Http1Connection found;
            Waiter waiter = null;
            synchronized (this) {
                checkOpen();
                found = idle.pollFirst();
                if (found == null) {
                    if (open < limits.connections()) {
                        open++;
                        return null;
                    }
                    waiter = join();
                }
            }
            if (waiter != null) {
                found = await(waiter, call, deadline);
                if (found == null) {
                    return null;
                }
            }
            if (found != null && isFresh(found)) {
                return found;
            }
            drop(found);
        }
    }

    private boolean isFresh(Http1Connection connection) {
        return nanoTime.getAsLong() - connection.idleSince() < FRESH_NANOS || connection.usable();
    }

    private Waiter join() {
        if (limits.maxWait().isZero()
                || line.size() >= Math.max(LEAST_LINE, limits.connections())) {
            throw overloaded();
        }
        var waiter = new Waiter();
        line.addLast(waiter);
        return waiter;
    }

    /** Returns a connection, or null for the right to make one. */
    private @Nullable Http1Connection await(Waiter waiter, CallState call, Deadline deadline) {
        Deadline until = deadline.sooner(Deadline.after(limits.maxWait(), nanoTime.getAsLong()));
        while (true) {
            long left = until.remaining(nanoTime.getAsLong());
            synchronized (this) {
                if (waiter.served) {
                    return waiter.connection;
                }
                if (left <= 0 || closed || call.abortedBy() != null) {
                    line.remove(waiter);
                    break;
                }
            }
            LockSupport.parkNanos(this, left);
            if (Thread.interrupted()) {
                call.abort(new Failure.Internal());
            }
        }
        call.check();
        throw overloaded();
    }

    /** Takes back a connection that can be used again. */
    void give(Http1Connection connection) {
        long now = nanoTime.getAsLong();
        connection.idleFrom(now);
        synchronized (this) {
            Waiter first = line.pollFirst();
            if (first != null) {
                serve(first, connection);
                return;
            }
            if (!closed && idle.size() < limits.idle()) {
                // Under the lock, so that whoever takes it sets its own deadline after this one.
                connection.watchUntil(nextLook(now, now));
                idle.addFirst(connection);
                return;
            }
        }
        drop(connection);
    }

    /** Closes a connection that cannot be used again; its place is free. */
    void drop(@Nullable Http1Connection connection) {
        if (connection != null) {
            connection.close();
        }
        synchronized (this) {
            Waiter first = line.pollFirst();
            if (first == null) {
                open--;
            } else {
                serve(first, null);
            }
        }
    }

    private static void serve(Waiter waiter, @Nullable Http1Connection connection) {
        waiter.connection = connection;
        waiter.served = true;
        LockSupport.unpark(waiter.thread);
    }

    /** Looks at an unused connection when its watch has fired. */
    void look(Http1Connection connection) {
        synchronized (this) {
            if (!idle.remove(connection)) {
                return;
            }
        }
        long now = nanoTime.getAsLong();
        boolean old = now - connection.idleSince() >= limits.idleTimeout().toNanos();
        if (old || !connection.usable()) {
            drop(connection);
            return;
        }
        connection.releaseBuffers();
        synchronized (this) {
            Waiter first = line.pollFirst();
            if (first != null) {
                serve(first, connection);
                return;
            }
            if (!closed) {
                connection.watchUntil(nextLook(connection.idleSince(), now));
                idle.addLast(connection);
                return;
            }
        }
        drop(connection);
    }

    private Deadline nextLook(long idleSince, long now) {
        var end = new Deadline(idleSince + limits.idleTimeout().toNanos());
        return end.sooner(new Deadline(now + CHECK_NANOS));
    }

    synchronized Stats stats() {
        return new Stats(open, idle.size(), open - idle.size());
    }

    /** Closes what is unused; what is in use goes when it comes back. */
    void close() {
        List<Http1Connection> unused;
        synchronized (this) {
            closed = true;
            unused = new ArrayList<>(idle);
            idle.clear();
            line.forEach(waiter -> LockSupport.unpark(waiter.thread));
        }
        unused.forEach(this::drop);
    }

    private void checkOpen() {
        if (closed) {
            throw new GatewayException(new UpstreamFailure.Connect(upstream));
        }
    }

    private static GatewayException overloaded() {
        return new GatewayException(
                new Failure.Overloaded(
                        "No connection to the upstream came free in time.", Duration.ofSeconds(1)));
    }
}
