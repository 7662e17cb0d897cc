// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import dev.martlet.core.Cancellation;
import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.UpstreamFailure;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a call waits for and until when, and whether it was given up. Others end a call only through
 * here: the client's cancellation ({@link #run}), the watchdog, an upload that fails. Each of them
 * closes the connection under this object's lock and only while the call holds it, so that an end
 * that comes late cannot hit the next call on the same connection.
 */
final class CallState implements Runnable {
    private final String upstream;
    private final Cancellation cancellation;
    private final LongSupplier nanoTime;
    private final Thread owner = Thread.currentThread();

    private @Nullable Http1Connection connection;
    private @Nullable Failure abortedBy;
    private boolean finished;
    private Phase phase = Phase.TRY;
    private volatile Deadline deadline = Deadline.NONE;

    /** What is waited for; the name is that of the configured time-out. */
    enum Phase {
        CONNECT("connect"),
        TRY("try"),
        IDLE("idle");

        private final String timeout;

        Phase(String timeout) {
            this.timeout = timeout;
        }
    }

    CallState(String upstream, Cancellation cancellation, LongSupplier nanoTime) {
        this.upstream = upstream;
        this.cancellation = cancellation;
        this.nanoTime = nanoTime;
    }

    /** Takes hold of a connection. */
    synchronized void attach(Http1Connection taken) {
        connection = taken;
        taken.heldBy(this);
        if (abortedBy != null) {
            taken.abort();
        }
    }

    /** Lets go of the connection; from here on nothing that ends the call touches it. */
    synchronized void detach() {
        if (connection != null) {
            connection.heldBy(null);
            connection = null;
        }
    }

    /** Sets what is waited for next. */
    synchronized void await(Phase next, Deadline until) {
        phase = next;
        deadline = until;
        if (connection != null) {
            connection.watchUntil(until);
        }
    }

    /** Sets a deadline within a phase: one store, as it is done for each read of a body. */
    void silentUntil(Http1Connection mine, Deadline until) {
        deadline = until;
        mine.watchUntil(until);
    }

    /** The client has gone, or nobody waits any more. */
    @Override
    public void run() {
        @Nullable Failure cause = cancellation.cause();
        abort(cause == null ? new Failure.ClientGone() : cause);
    }

    /** The watchdog fired, maybe late: then the deadline has been moved since. */
    void expired() {
        synchronized (this) {
            if (deadline.remaining(nanoTime.getAsLong()) > 0) {
                return;
            }
            abort(timeout());
        }
    }

    synchronized Failure timeout() {
        return new UpstreamFailure.Timeout(upstream, phase.timeout);
    }

    /** Gives the call up because the endpoint does not take what is sent. */
    void abortIdle() {
        abort(new UpstreamFailure.Timeout(upstream, Phase.IDLE.timeout));
    }

    /** A long body has been sent: from now on the reply is due, unless it has come. */
    synchronized void awaitHeadFor(long nanos) {
        if (!finished && phase == Phase.TRY) {
            await(
                    phase,
                    nanos == Long.MAX_VALUE
                            ? Deadline.NONE
                            : new Deadline(nanoTime.getAsLong() + nanos));
        }
    }

    /** Gives the call up; the first reason stays. */
    void abort(Failure reason) {
        synchronized (this) {
            if (finished || abortedBy != null) {
                return;
            }
            abortedBy = reason;
            if (connection != null) {
                connection.abort();
            }
        }
        LockSupport.unpark(owner);
    }

    /** A time-out while connecting is the address's, not yet the call's. */
    synchronized boolean forgiveConnectTimeout() {
        if (abortedBy instanceof UpstreamFailure.Timeout timeout
                && timeout.phase().equals(Phase.CONNECT.timeout)) {
            abortedBy = null;
            return true;
        }
        return false;
    }

    synchronized @Nullable Failure abortedBy() {
        return abortedBy;
    }

    /** Ends the work if the call was given up. */
    void check() {
        @Nullable Failure reason = abortedBy();
        if (reason != null) {
            throw new GatewayException(reason);
        }
    }

    /** Why an operation failed: the reason of the one who closed the connection, or what else. */
    GatewayException failure(IOException cause, Failure otherwise) {
        @Nullable Failure reason = abortedBy();
        return new GatewayException(reason == null ? otherwise : reason, cause);
    }

    /** Ends the call; returns false if it had ended. */
    synchronized boolean finish() {
        if (finished) {
            return false;
        }
        finished = true;
        return true;
    }

    void register() {
        cancellation.onCancel(this);
    }

    void unregister() {
        cancellation.remove(this);
    }
}
