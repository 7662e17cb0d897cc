// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.RequestFailure;
import dev.martlet.server.connection.ClientSocket;
import dev.martlet.server.connection.ListenerTimeouts;
import dev.martlet.server.http1.FramedBody;
import dev.martlet.server.http1.ReceivedRequest;
import dev.martlet.server.io.Watch;
import dev.martlet.server.io.Watchdog;
import io.helidon.http.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on an HTTP/1 connection: counts it, times it, and says whose fault it is
 * when it breaks.
 */
final class RequestBody extends Body {
    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final FramedBody framed;
    private final boolean expectsContinue;
    private final long limit;
    private final Runnable onGone;
    private volatile boolean continued;
    private volatile @Nullable Failure timedOut;
    private volatile Supplier<Deadline> deadline = () -> Deadline.NONE;
    private volatile boolean opened;
    private volatile boolean broken;
    private @Nullable Watch watch;
    private @Nullable IOException continueFailed;
    private long received;

    /**
     * A body.
     *
     * @param limit most bytes, or -1
     * @param onGone told when the client breaks off
     */
    RequestBody(FramedBody framed, ReceivedRequest request, long limit, Runnable onGone) {
        this.framed = framed;
        this.expectsContinue = request.expectsContinue();
        this.limit = limit;
        this.onGone = onGone;
    }

    /** Sends 100 (Continue); the read that follows fails if this does. */
    void continued(ClientSocket socket) {
        try {
            socket.out().write(CONTINUE);
            continued = true;
        } catch (IOException e) {
            continueFailed = e;
        }
    }

    @Override
    public long length() {
        return framed.length();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        opened = true;
        try {
            int count = framed.read(buffer, offset, length);
            if (continueFailed != null) {
                throw continueFailed;
            }
            received += Math.max(count, 0);
            if (limit >= 0 && received > limit) {
                throw new BodyException(new RequestFailure.PayloadTooLarge(limit), null);
            }
            return count;
        } catch (BodyException e) {
            broken = true;
            throw e;
        } catch (IOException e) {
            broken = true;
            @Nullable Failure late = timedOut;
            if (late != null) {
                throw new BodyException(late, e);
            }
            onGone.run();
            throw new BodyException(new Failure.ClientGone(), e);
        } finally {
            if (framed.ended()) {
                forgetWatch();
            }
        }
    }

    /** Has the body end when its exchange has to. */
    void until(Supplier<Deadline> end) {
        deadline = end;
    }

    /** Reads from the socket, within the time that a client may be silent. */
    int receive(
            ClientSocket socket,
            Watchdog watchdog,
            ListenerTimeouts timeouts,
            byte[] buffer,
            int offset,
            int length)
            throws IOException {
        Watch mine = watch(socket, watchdog);
        mine.at(deadline.get().sooner(Deadline.after(timeouts.bodyIdle(), watchdog.now())));
        try {
            return socket.in().read(buffer, offset, length);
        } finally {
            mine.clear();
        }
    }

    private synchronized Watch watch(ClientSocket socket, Watchdog watchdog) {
        Watch mine = watch;
        if (mine == null) {
            mine =
                    watchdog.watch(() -> {
                        boolean over = deadline.get().remaining(watchdog.now()) <= 0;
                        timedOut =
                                over
                                        ? new Failure.RouteTimeout()
                                        : new RequestFailure.RequestTimeout();
                        socket.endInput();
                    });
            watch = mine;
        }
        return mine;
    }

    private synchronized void forgetWatch() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }

    @Override
    public int available() throws IOException {
        return framed.available();
    }

    @Override
    public boolean ready() throws IOException {
        return framed.ready();
    }

    @Override
    public Headers trailers() {
        return framed.trailers();
    }

    /** Whether the connection stands behind the body. */
    boolean ended() {
        return framed.ended();
    }

    /**
     * Whether the connection can probably be used again: what nobody has begun to read is small. A
     * client that was not told to continue may or may not send its body: nobody could tell where
     * the next request begins.
     */
    boolean small() {
        if (broken || (expectsContinue && !continued)) {
            return false;
        }
        return opened
                || framed.ended()
                || (framed.length() >= 0 && framed.length() <= Http1Connection.SMALL_REST);
    }

    /** Skips the rest if it is small. */
    void discard(long most) throws IOException {
        if (small()) {
            framed.discard(most);
        }
    }

    @Override
    public void close() {
        framed.close();
        forgetWatch();
    }
}
