// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.Attempt;
import dev.martlet.core.Call;
import dev.martlet.core.Cancellation;
import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.TunnelReply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.core.http.Via;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.FieldBlock;
import dev.martlet.server.io.Watch;
import dev.martlet.server.io.Watchdog;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on its stream: its deadlines, its cancellation, and letting go of everything once,
 * whether the reply was read to its end or not.
 */
final class Http2Call {
    private final String upstream;
    private final Attempt attempt;
    private final Watchdog watchdog;
    private final Duration idle;
    private final Runnable onEnd;
    private final long start;
    private final Watch watch;
    private final Inbox inbox;
    private final Runnable cancel = this::cancelled;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean tunnelled;
    private volatile @Nullable Opened opened;
    private volatile @Nullable Upload upload;

    /** A stream with the connection that it is on. */
    record Opened(Http2Connection connection, Http2Stream stream) {}

    Http2Call(
            String upstream,
            Attempt attempt,
            Watchdog watchdog,
            Duration idle,
            AtomicInteger spareWindow,
            Runnable onEnd) {
        this.upstream = upstream;
        this.attempt = attempt;
        this.watchdog = watchdog;
        this.idle = idle;
        this.onEnd = onEnd;
        this.start = watchdog.now();
        this.watch = watchdog.watch(this::expired);
        this.inbox = new Inbox(watch, idle, spareWindow);
    }

    Reply send(ConnectionPool pool, FieldBlock head) {
        return run(() -> exchange(pool, head));
    }

    /** Sends a request whose stream becomes a tunnel if the peer agrees. */
    Reply connect(ConnectionPool pool, FieldBlock head) {
        return run(() -> tunnel(pool, head));
    }

    private Reply run(Supplier<Reply> exchange) {
        try {
            cancellation().onCancel(cancel);
            return exchange.get();
        } catch (RuntimeException e) {
            end();
            // Whatever broke, it broke because we let go.
            cancellation().check();
            throw e;
        }
    }

    private Reply exchange(ConnectionPool pool, FieldBlock head) {
        Call call = attempt.call();
        boolean toHead = call.head().method().text().equals("HEAD");
        boolean end = call.payload() instanceof Payload.None;
        Opened on = open(pool, new ConnectionPool.Request(head, end, toHead, inbox, false));
        if (end) {
            on.connection().sender().flush();
        } else {
            upload(on, call.payload());
        }
        return streamed(awaitHead());
    }

    private Reply tunnel(ConnectionPool pool, FieldBlock head) {
        Opened on = open(pool, new ConnectionPool.Request(head, false, false, inbox, true));
        on.connection().sender().flush();
        ReplyHead reply = awaitHead();
        if (reply.status().family() != Status.Family.SUCCESSFUL) {
            return streamed(reply);
        }
        // Silence is normal in a tunnel: its ends watch each other.
        tunnelled = true;
        return new TunnelReply(
                ExtendedConnect.switched(attempt.call().head(), reply),
                new StreamTunnel(this, on, inbox));
    }

    private Opened open(ConnectionPool pool, ConnectionPool.Request request) {
        Opened on = pool.open(attempt, request);
        opened = on;
        // A cancellation before this line found no stream to reset.
        cancellation().check();
        watch.at(attempt.deadline());
        return on;
    }

    private ReplyHead awaitHead() {
        ReplyHead reply = inbox.awaitHead();
        Via.add(reply.headers(), "2");
        watch.clear();
        return reply;
    }

    private Reply streamed(ReplyHead reply) {
        return StreamedReply.of(
                reply.status(), reply.headers(), new ReplyBody(this, inbox, reply.length()));
    }

    private void upload(Opened on, Payload payload) {
        var started = new Upload(on.connection(), on.stream(), payload, watchdog::now);
        upload = started;
        boolean all = started.sendWhatIsThere();
        on.connection().sender().flush();
        if (!all) {
            Thread.ofVirtual().name("h2-upload").start(started);
        }
    }

    /** Lets the peer send more. */
    void credit(int bytes) {
        Opened on = opened;
        if (on != null) {
            on.connection().sender().credit(on.stream().window(), bytes);
        }
    }

    /** Lets go of everything; resets the stream if it has not ended by itself. */
    void end() {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        watch.close();
        cancellation().remove(cancel);
        inbox.close();
        resetStream();
        Upload running = upload;
        if (running != null) {
            running.stop();
        }
        onEnd.run();
    }

    private void cancelled() {
        Failure cause = cancellation().cause();
        inbox.fail(cause == null ? new Failure.Internal() : cause, null);
        resetStream();
    }

    private void resetStream() {
        Opened on = opened;
        if (on != null) {
            on.connection().reset(on.stream(), ErrorCode.CANCEL);
        }
    }

    /** The watch fired: the time until the head, or of silence in the body, is over. */
    private void expired() {
        boolean head = inbox.awaitsHead();
        if (tunnelled || (!head && !inbox.awaitsBody())) {
            return;
        }
        // Time in which the request still moves is not silence of the upstream.
        Deadline later = head ? headDeadlineByUpload() : idleDeadlineByUpload();
        if (later.remaining(watchdog.now()) > 0) {
            watch.at(later);
            return;
        }
        inbox.fail(new UpstreamFailure.Timeout(upstream, head ? "try" : "idle"), null);
        resetStream();
    }

    /** With an upload of its own pace, the time of a try counts from what was sent last. */
    private Deadline headDeadlineByUpload() {
        Upload running = upload;
        if (running == null || attempt.deadline().isNone()) {
            return attempt.deadline();
        }
        long time = attempt.deadline().nanos() - start;
        return new Deadline(running.lastProgress() + time);
    }

    private Deadline idleDeadlineByUpload() {
        Upload running = upload;
        long last = running == null || running.ended() ? start : running.lastProgress();
        return new Deadline(last + idle.toNanos());
    }

    private Cancellation cancellation() {
        return attempt.call().exchange().cancellation();
    }
}
