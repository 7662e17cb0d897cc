// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.ReceiveBuffer;
import dev.martlet.server.http2.ReceiveWindow;
import dev.martlet.server.http2.StreamError;
import dev.martlet.server.io.Watch;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The reply of one stream on its way from the thread that reads the connection to the one that
 * waits for the reply. What came before a failure is still delivered. Thread-safe.
 */
final class Inbox {
    private static final Headers NO_TRAILERS = WritableHeaders.create();

    private final Watch watch;
    private final Duration idle;
    private final ReceiveBuffer buffer = new ReceiveBuffer();
    private final ReceiveWindow window;
    private @Nullable ReplyHead head;
    private Headers trailers = NO_TRAILERS;
    private long expected = -1;
    private boolean ended;
    private boolean closed;
    private boolean reading;
    private @Nullable Failure failure;
    private @Nullable Throwable cause;

    /**
     * An empty inbox.
     *
     * @param watch set while a read waits for bytes
     * @param idle for how long
     * @param spareWindow what the windows of all streams may grow by, in bytes
     */
    Inbox(Watch watch, Duration idle, AtomicInteger spareWindow) {
        this.watch = watch;
        this.idle = idle;
        this.window = new ReceiveWindow(Limits.LARGEST_STREAM_WINDOW, spareWindow);
    }

    // --- by the thread that reads the connection

    synchronized boolean hasHead() {
        return head != null;
    }

    synchronized void head(ReplyHead received) {
        head = received;
        expected = received.length();
        notifyAll();
    }

    /**
     * Takes bytes of the body.
     *
     * @param padding further bytes that the window has to bear
     * @return what to send as WINDOW_UPDATE, 0 for none
     */
    synchronized int data(byte[] bytes, int offset, int length, int padding) throws StreamError {
        if (head == null || ended) {
            throw new StreamError(ErrorCode.PROTOCOL_ERROR, "DATA outside of a body");
        }
        if (!window.received(length + padding)) {
            throw new StreamError(ErrorCode.FLOW_CONTROL_ERROR, "DATA beyond the stream's window");
        }
        if (expected >= 0 && length > expected) {
            throw new StreamError(ErrorCode.PROTOCOL_ERROR, "body longer than announced");
        }
        if (closed || failure != null) {
            return 0;
        }
        if (expected >= 0) {
            expected -= length;
        }
        if (length > 0) {
            buffer.add(bytes, offset, length);
            notifyAll();
        }
        return padding == 0 ? 0 : window.taken(padding, false);
    }

    /** Checks that the reply may end here. */
    synchronized void checkEnd() throws StreamError {
        if (ended) {
            throw new StreamError(ErrorCode.STREAM_CLOSED, "frame after the end of the reply");
        }
        if (expected > 0) {
            throw new StreamError(
                    ErrorCode.PROTOCOL_ERROR, "body " + expected + " bytes shorter than announced");
        }
    }

    /** Nothing more comes; {@code received} are the trailers, or null. */
    synchronized void end(@Nullable Headers received) {
        if (failure == null) {
            trailers = received == null ? NO_TRAILERS : received;
            ended = true;
            notifyAll();
        }
    }

    // --- by anyone

    /** Notes why the reply will not be complete; has no effect if it is, or failed before. */
    synchronized void fail(Failure why, @Nullable Throwable because) {
        if (!ended && failure == null) {
            failure = why;
            cause = because;
            notifyAll();
        }
    }

    /** Whether the time until the reply's head is running. */
    synchronized boolean awaitsHead() {
        return head == null && failure == null;
    }

    /** Whether a read waits for bytes. */
    synchronized boolean awaitsBody() {
        return reading && failure == null;
    }

    // --- by the thread that waits for the reply

    synchronized ReplyHead awaitHead() {
        while (head == null) {
            if (failure != null) {
                throw new GatewayException(failure, cause);
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new GatewayException(new Failure.Internal(), e);
            }
        }
        return head;
    }

    /** Waits until there is something to read, the body has ended or it failed. */
    private void awaitBytes() throws IOException {
        if (buffer.size() > 0 || ended || failure != null || closed) {
            return;
        }
        reading = true;
        watch.in(idle);
        try {
            while (buffer.size() == 0 && !ended && failure == null && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("body: interrupted").initCause(e);
        } finally {
            reading = false;
            watch.clear();
        }
    }

    /** Bytes read, or -1 at the end, and what to send as WINDOW_UPDATE. */
    record Taken(int count, int opened) {}

    synchronized Taken take(byte[] to, int offset, int length) throws IOException {
        awaitBytes();
        if (closed) {
            throw new IOException("body: read after close");
        }
        int count = buffer.take(to, offset, length);
        if (count > 0) {
            int opened = window.taken(count, buffer.size() == 0);
            return new Taken(count, ended || failure != null ? 0 : opened);
        }
        if (failure != null) {
            throw new BodyException(failure, cause);
        }
        return new Taken(-1, 0);
    }

    synchronized int available() {
        return buffer.size();
    }

    synchronized boolean ready() {
        return buffer.size() > 0 || ended || failure != null || closed;
    }

    synchronized Headers trailers() {
        return trailers;
    }

    synchronized void close() {
        closed = true;
        buffer.clear();
        window.close();
        notifyAll();
    }
}
