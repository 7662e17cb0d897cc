// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import dev.martlet.core.Body;
import dev.martlet.core.Deadline;
import dev.martlet.server.io.Watch;
import dev.martlet.server.upstream.http1.CallState.Phase;
import java.io.IOException;
import java.time.Duration;

/**
 * Sends a body on a thread of its own, while the thread of the exchange waits for the reply. The
 * time for the head of the reply starts when the body has been sent: how long that takes is up to
 * the client.
 */
final class Upload implements Runnable {
    /** How long an upload may take to notice that its reply has ended. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Body body;
    private final long length;
    private final Http1Connection connection;
    private final Http1Call call;
    private final CallState state;
    private final long allowance;
    private final Watch watch;

    private boolean replyEnded;
    private boolean ended;
    private boolean succeeded;

    private Upload(
            Outgoing outgoing,
            Http1Connection connection,
            Http1Call call,
            CallState state,
            Http1Runtime runtime,
            Deadline head) {
        this.body = outgoing.open();
        this.length = outgoing.length();
        this.connection = connection;
        this.call = call;
        this.state = state;
        this.allowance = head.remaining(runtime.watchdog().now());
        this.watch = runtime.watchdog().watch(this::tooLong);
    }

    /** Starts to send a body behind the head that waits in the connection's buffer. */
    static Upload start(
            Outgoing outgoing,
            Http1Connection connection,
            Http1Call call,
            CallState state,
            Http1Runtime runtime,
            Deadline head) {
        var upload = new Upload(outgoing, connection, call, state, runtime, head);
        state.await(Phase.TRY, Deadline.NONE);
        connection.uploadBegins(upload.watch);
        runtime.threads().execute(upload);
        return upload;
    }

    @Override
    public void run() {
        boolean sent = false;
        try {
            if (!body.ready()) {
                // The endpoint may have an answer to the head alone.
                connection.output().flush();
            }
            connection.bodies().send(body, length);
            sent = true;
        } catch (IOException e) {
            // If the endpoint hung up, it may have said why: the reader will see.
            if (!connection.output().broken()) {
                state.abort(Outgoing.ofClient(e));
            }
        } catch (RuntimeException e) {
            state.abort(Outgoing.ofClient(e));
        } finally {
            end(sent);
        }
    }

    private void end(boolean sent) {
        watch.close();
        connection.uploadEnds();
        boolean last;
        synchronized (this) {
            ended = true;
            succeeded = sent;
            last = replyEnded;
        }
        if (last) {
            call.letGo(sent);
        } else {
            state.awaitHeadFor(allowance);
        }
    }

    /**
     * Notes that the reply is complete, and makes a body that is still being sent stop.
     *
     * @return whether the upload has ended; if not, it lets go of the connection when it does
     */
    boolean replyEnded() {
        synchronized (this) {
            replyEnded = true;
            if (ended) {
                return true;
            }
        }
        stop();
        connection.uploadEnds();
        watch.in(GRACE);
        return false;
    }

    /** Makes the body stop where it is; a read that waits for the client goes on waiting. */
    void stop() {
        body.close();
    }

    synchronized boolean succeeded() {
        return succeeded;
    }

    private void tooLong() {
        boolean nobodyWaits;
        synchronized (this) {
            nobodyWaits = replyEnded;
        }
        if (nobodyWaits) {
            call.letGo(false);
        } else {
            state.abortIdle();
        }
    }
}
