// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import dev.martlet.core.Attempt;
import dev.martlet.core.BodyException;
import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Moment;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.Timeline;
import dev.martlet.core.TunnelReply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.core.http.HopByHop;
import dev.martlet.core.http.Via;
import dev.martlet.server.http1.FramedBody;
import dev.martlet.server.http1.Framing;
import dev.martlet.server.http1.ReceivedReply;
import dev.martlet.server.upstream.http1.CallState.Phase;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its reply. The thread of the exchange writes the request, waits for the head of
 * the reply and reads its body; only a body that is long, or whose length is unknown, is sent by a
 * thread of its own, so that a reply that comes early is seen early.
 *
 * <p>A kept connection may have been closed by the endpoint at the very moment that it was taken.
 * If it ends before any byte of a reply, the request is sent once more on a new connection,
 * provided that this cannot do the same thing twice: nothing of it had left, or its method is
 * idempotent; and its body is still at hand.
 */
final class Http1Call {
    private static final int MOST_INTERIM_REPLIES = 16;

    private final String upstream;
    private final Attempt attempt;
    private final Outgoing outgoing;
    private final ConnectionPool pool;
    private final Connector connector;
    private final Http1Runtime runtime;
    private final CallState state;
    private final Timeline timeline;

    private @Nullable Http1Connection connection;
    private @Nullable Upload upload;
    private boolean keepAlive;

    /**
     * A kept connection that was dead; carries what to report if the request cannot be repeated.
     */
    private static final class StaleException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient GatewayException failure;

        StaleException(GatewayException failure) {
            super(null, failure, false, false);
            this.failure = failure;
        }
    }

    Http1Call(
            String upstream,
            Attempt attempt,
            Outgoing outgoing,
            ConnectionPool pool,
            Connector connector,
            Http1Runtime runtime) {
        this.upstream = upstream;
        this.attempt = attempt;
        this.outgoing = outgoing;
        this.pool = pool;
        this.connector = connector;
        this.runtime = runtime;
        var exchange = attempt.call().exchange();
        this.timeline = exchange.timeline();
        this.state = new CallState(upstream, exchange.cancellation(), runtime.watchdog()::now);
    }

    Reply send() {
        state.register();
        boolean sent = false;
        try {
            state.check();
            @Nullable Http1Connection kept = pool.take(state, attempt.deadline());
            Reply reply;
            try {
                reply = exchangeOn(kept == null ? fresh() : attach(kept));
            } catch (StaleException e) {
                reply = again(e);
            }
            sent = true;
            return reply;
        } finally {
            if (!sent) {
                giveUp();
            }
        }
    }

    private Http1Connection attach(Http1Connection kept) {
        state.attach(kept);
        return kept;
    }

    /** Makes a connection in the place that the pool has set aside. */
    private Http1Connection fresh() {
        boolean connected = false;
        try {
            Http1Connection made = connector.connect(state, attempt.deadline());
            connected = true;
            return made;
        } finally {
            if (!connected) {
                pool.drop(null);
            }
        }
    }

    private Reply again(StaleException stale) {
        Http1Connection dead = release();
        if (dead != null) {
            dead.close();
        }
        if (!outgoing.repeatable()) {
            pool.drop(null);
            throw stale.failure;
        }
        try {
            return exchangeOn(fresh());
        } catch (StaleException e) {
            throw e.failure;
        }
    }

    private Reply exchangeOn(Http1Connection taken) throws StaleException {
        connection = taken;
        timeline.mark(Moment.CONNECTED);
        state.await(Phase.TRY, attempt.deadline());
        boolean streams = outgoing.streams();
        prepare(taken, streams);
        write(taken, streams);
        timeline.mark(Moment.SENT);
        ReceivedReply reply = awaitHead(taken);
        timeline.mark(Moment.REPLIED);
        return reply(taken, reply);
    }

    /** Puts the head into the buffer, and gets a small body from the client. */
    private void prepare(Http1Connection taken, boolean streams) {
        boolean prepared = false;
        try {
            outgoing.writeHead(taken.heads());
            if (!streams) {
                outgoing.bytes();
            }
            prepared = true;
        } catch (IllegalArgumentException e) {
            throw new GatewayException(new Failure.Internal(), e);
        } finally {
            if (!prepared) {
                // The endpoint has seen nothing of it: it need not pay for a client's failure.
                taken.output().discard();
                keepAlive = true;
                complete();
            }
        }
    }

    private void write(Http1Connection taken, boolean streams) throws StaleException {
        if (streams) {
            upload = Upload.start(outgoing, taken, this, state, runtime, attempt.deadline());
            return;
        }
        byte @Nullable [] body = outgoing.bytes();
        try {
            if (body == null) {
                taken.output().flush();
            } else if (outgoing.trails()) {
                taken.bodies().send(outgoing.open(), Framing.CHUNKED);
            } else {
                taken.bodies().send(body);
            }
        } catch (IOException e) {
            if (!taken.wrote()) {
                throw broken(taken, e);
            }
            // The endpoint may have answered before it hung up; the next read tells.
        }
    }

    private ReceivedReply awaitHead(Http1Connection taken) throws StaleException {
        try {
            for (int interim = 0; interim <= MOST_INTERIM_REPLIES; interim++) {
                ReceivedReply reply = taken.parser().readReply(taken.input());
                if (reply == null) {
                    throw new EOFException("connection ended before a reply");
                }
                int status = reply.status().code();
                if (status >= 200 || status == Status.SWITCHING_PROTOCOLS_101_CODE) {
                    return reply;
                }
            }
        } catch (IOException e) {
            throw broken(taken, e);
        } catch (GatewayException e) {
            throw new GatewayException(new UpstreamFailure.Protocol(upstream), e);
        }
        throw protocol("too many interim replies");
    }

    /** What it means that the connection broke before the head of a reply. */
    private StaleException broken(Http1Connection taken, IOException cause) {
        var reset = new UpstreamFailure.Reset(upstream, !taken.wrote());
        GatewayException failure = state.failure(cause, reset);
        boolean stale = failure.failure().equals(reset) && taken.reused() && !taken.heard();
        if (stale && (outgoing.idempotent() || !taken.wrote())) {
            return new StaleException(failure);
        }
        throw failure;
    }

    private Reply reply(Http1Connection taken, ReceivedReply reply) {
        if (reply.status().code() == Status.SWITCHING_PROTOCOLS_101_CODE) {
            return tunnel(taken, reply);
        }
        long length = hasBody(reply.status()) ? reply.bodyLength() : 0;
        keepAlive = reply.keepAlive() && length != Framing.UNTIL_CLOSE;
        HopByHop.stripReply(reply.headers(), false);
        Via.add(reply.headers(), reply.minorVersion() == 0 ? "1.0" : "1.1");
        FramedBody framed = FramedBody.of(taken.input(), length, runtime.limits());
        var body = new ReplyBody(this, framed, length);
        state.await(Phase.IDLE, Deadline.NONE);
        taken.bodyBegins();
        if (framed.ended()) {
            complete();
        }
        return StreamedReply.of(reply.status(), reply.headers(), body);
    }

    private boolean hasBody(Status status) {
        return !outgoing.isHead() && status.code() != 204 && status.code() != 304;
    }

    private Reply tunnel(Http1Connection taken, ReceivedReply reply) {
        if (!outgoing.upgrade()) {
            throw protocol("switched protocols unasked");
        }
        // Silence is normal in a tunnel: its ends watch each other.
        state.await(Phase.IDLE, Deadline.NONE);
        taken.tunnelBegins();
        HopByHop.stripReply(reply.headers(), true);
        Via.add(reply.headers(), "1.1");
        reply.headers().remove(HeaderNames.CONTENT_LENGTH);
        reply.headers().set(HeaderValues.create(HeaderNames.CONNECTION, "Upgrade"));
        return new TunnelReply(reply.headers(), new UpstreamTunnel(taken, this::giveUp));
    }

    private GatewayException protocol(String what) {
        return new GatewayException(new UpstreamFailure.Protocol(upstream), new IOException(what));
    }

    /**
     * The reply has been read to its end: the connection is free, unless an upload still uses it.
     */
    void complete() {
        if (!state.finish()) {
            return;
        }
        state.unregister();
        @Nullable Upload running = upload;
        if (running != null && !running.replyEnded()) {
            // The upload lets go of the connection.
            return;
        }
        letGo(running == null || running.succeeded());
    }

    /** The call is over before its end: the connection is of no use any more. */
    void giveUp() {
        if (!state.finish()) {
            return;
        }
        state.unregister();
        letGo(false);
        if (upload != null) {
            upload.stop();
        }
    }

    /** Gives the connection back, or drops it. */
    void letGo(boolean whole) {
        Http1Connection mine = release();
        if (mine == null) {
            return;
        }
        if (whole && keepAlive && state.abortedBy() == null && mine.input().buffered() == 0) {
            pool.give(mine);
        } else {
            pool.drop(mine);
        }
    }

    private synchronized @Nullable Http1Connection release() {
        Http1Connection mine = connection;
        connection = null;
        state.detach();
        return mine;
    }

    /** What it means that the body of the reply broke. */
    BodyException bodyFailure(IOException cause) {
        @Nullable Failure reason = state.abortedBy();
        if (reason == null) {
            reason =
                    cause instanceof BodyException
                            ? new UpstreamFailure.Protocol(upstream)
                            : new UpstreamFailure.Reset(upstream, false);
        }
        return new BodyException(reason, cause);
    }
}
