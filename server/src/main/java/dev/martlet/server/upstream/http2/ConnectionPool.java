// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.Attempt;
import dev.martlet.core.Cancellation;
import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.RequestFailure;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.http2.FieldBlock;
import dev.martlet.server.io.Watchdog;
import dev.martlet.server.upstream.TransportSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one endpoint. The first with room takes a stream; a further connection is made
 * only when all are full, so that those that are not needed grow idle and close. Calls that find no
 * room wait in line. Thread-safe.
 */
final class ConnectionPool implements ConnectionOwner {
    private final String upstream;
    private final Connector connector;
    private final TransportSettings settings;
    private final Watchdog watchdog;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiter> line = new ArrayDeque<>();
    private volatile List<Http2Connection> connections = List.of();
    private volatile boolean waiting;
    private int connecting;
    private boolean closed;

    ConnectionPool(
            String upstream, Connector connector, TransportSettings settings, Watchdog watchdog) {
        this.upstream = upstream;
        this.connector = connector;
        this.settings = settings;
        this.watchdog = watchdog;
    }

    /** What a stream is opened with; see {@link Http2Connection#open}. */
    record Request(
            FieldBlock head, boolean end, boolean toHead, Inbox inbox, boolean extendedConnect) {}

    /** A call in line. Guarded by the pool's lock. */
    private static final class Waiter {
        private final Condition changed;
        private @Nullable Failure failure;
        private @Nullable Throwable cause;

        Waiter(Condition changed) {
            this.changed = changed;
        }
    }

    /**
     * Opens a stream, on a new connection if need be.
     *
     * @throws GatewayException if none could be made, or no place came free in time
     */
    Http2Call.Opened open(Attempt attempt, Request request) {
        Http2Call.@Nullable Opened opened = waiting ? null : tryOpen(request);
        return opened == null ? openInLine(attempt, request) : opened;
    }

    private Http2Call.@Nullable Opened tryOpen(Request request) {
        for (Http2Connection connection : connections) {
            if (request.extendedConnect() && !connection.takesExtendedConnect()) {
                throw new GatewayException(
                        new RequestFailure.NotImplemented(
                                "The upstream speaks HTTP/2 and takes no WebSocket over it."));
            }
            @Nullable Http2Stream stream =
                    connection.open(
                            request.head(), request.end(), request.toHead(), request.inbox());
            if (stream != null) {
                return new Http2Call.Opened(connection, stream);
            }
        }
        return null;
    }

    private Http2Call.Opened openInLine(Attempt attempt, Request request) {
        Cancellation cancellation = attempt.call().exchange().cancellation();
        var waiter = new Waiter(lock.newCondition());
        Runnable wake = () -> wake(waiter);
        cancellation.onCancel(wake);
        long start = watchdog.now();
        lock.lock();
        try {
            join(waiter);
            while (true) {
                cancellation.check();
                checkOpen(waiter);
                boolean first = line.peekFirst() == waiter;
                Http2Call.@Nullable Opened opened = first ? tryOpen(request) : null;
                if (opened != null) {
                    return opened;
                }
                // Behind the first there may be room that nobody has looked for yet.
                if (first || connecting > 0) {
                    connectIfNeeded();
                }
                await(waiter, attempt.deadline(), start);
            }
        } finally {
            leave(waiter);
            lock.unlock();
            cancellation.remove(wake);
        }
    }

    private void join(Waiter waiter) {
        line.addLast(waiter);
        waiting = true;
    }

    private void leave(Waiter waiter) {
        line.remove(waiter);
        waiting = !line.isEmpty();
        wakeFirst();
    }

    private void checkOpen(Waiter waiter) {
        if (waiter.failure != null) {
            throw new GatewayException(waiter.failure, waiter.cause);
        }
        if (closed) {
            throw new GatewayException(new UpstreamFailure.Connect(upstream));
        }
    }

    /** Waits for a change; throws when there was none in time. */
    @SuppressWarnings("WaitNotInLoop") // openInLine is the loop.
    private void await(Waiter waiter, Deadline tryEnds, long start) {
        boolean full = connecting == 0;
        Deadline latest = tryEnds;
        if (full) {
            latest = tryEnds.sooner(Deadline.after(settings.pool().maxWait(), start));
        }
        long left = latest.remaining(watchdog.now());
        if (left <= 0) {
            throw new GatewayException(
                    full
                            ? new Failure.Overloaded(
                                    "All connections to the upstream are in use.", null)
                            : new UpstreamFailure.Timeout(upstream, "connect"));
        }
        try {
            waiter.changed.await(left, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(new Failure.Internal(), e);
        }
    }

    /** Makes as many connections at once as those in line are expected to fill. */
    private void connectIfNeeded() {
        long usable = connections.stream().filter(Http2Connection::usable).count();
        while (connecting * Limits.STREAMS < line.size()
                && usable + connecting < settings.pool().connections()) {
            connecting++;
            new Connecting(upstream, connector, settings, watchdog, this).start();
        }
    }

    private void wake(Waiter waiter) {
        lock.lock();
        try {
            waiter.changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void wakeFirst() {
        Waiter first = line.peekFirst();
        if (first != null) {
            first.changed.signal();
        }
    }

    /** A connection could not be made: whoever waits for one need not wait longer. */
    void connectFailed(Failure failure, @Nullable Throwable cause) {
        lock.lock();
        try {
            connecting--;
            for (Waiter waiter : line) {
                waiter.failure = failure;
                waiter.cause = cause;
                waiter.changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ready(Http2Connection connection) {
        boolean tooLate;
        lock.lock();
        try {
            connecting--;
            tooLate = closed;
            if (!tooLate) {
                var more = new ArrayList<>(connections);
                more.add(connection);
                connections = List.copyOf(more);
            }
            wakeFirst();
        } finally {
            lock.unlock();
        }
        if (tooLate) {
            connection.retire();
        }
    }

    @Override
    public void roomMade(Http2Connection connection) {
        if (waiting) {
            lock.lock();
            try {
                wakeFirst();
            } finally {
                lock.unlock();
            }
            return;
        }
        if (connection.streams() == 0 && idle() > settings.pool().idle()) {
            connection.retire();
        }
    }

    @Override
    public void lost(Http2Connection connection, Failure failure, @Nullable Throwable cause) {
        lock.lock();
        try {
            var fewer = new ArrayList<>(connections);
            fewer.remove(connection);
            connections = List.copyOf(fewer);
            wakeFirst();
        } finally {
            lock.unlock();
        }
    }

    int open() {
        return connections.size();
    }

    int idle() {
        return (int) connections.stream().filter(each -> each.streams() == 0).count();
    }

    /** Takes no new streams; connections close with their last one. */
    void close() {
        lock.lock();
        try {
            closed = true;
            line.forEach(waiter -> waiter.changed.signal());
        } finally {
            lock.unlock();
        }
        connections.forEach(Http2Connection::retire);
    }
}
