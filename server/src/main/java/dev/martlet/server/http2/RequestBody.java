// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request: the connection's thread puts data in, the stream's thread takes them out.
 * What is in between is bounded by the stream's window, which is opened again only by taking out.
 */
final class RequestBody extends Body {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final long length;
    private final long limit;
    private final Duration idle;
    private final Consumer consumer;
    private byte[] ring = new byte[0];
    private int start;
    private int filled;
    private long received;
    private boolean asked;
    private boolean ended;
    private boolean closed;
    private Headers trailers = WritableHeaders.create();
    private @Nullable Failure failure;

    /** Hears what is taken out. */
    interface Consumer {
        /** The body is read for the first time. */
        void asked() throws IOException;

        /** Bytes were taken out, so the client may send as many more. */
        void taken(int count) throws IOException;
    }

    /**
     * A body.
     *
     * @param length announced, or -1
     * @param limit most bytes, or -1
     * @param idle how long the client may send nothing
     */
    RequestBody(long length, long limit, Duration idle, Consumer consumer) {
        this.length = length;
        this.limit = limit;
        this.idle = idle;
        this.consumer = consumer;
    }

    @Override
    public long length() {
        return length;
    }

    /**
     * Puts data in.
     *
     * @return false if they are more than was announced
     */
    boolean put(byte[] bytes, int offset, int count) {
        lock.lock();
        try {
            received += count;
            if (length >= 0 && received > length) {
                return false;
            }
            if (limit >= 0 && received > limit) {
                failure = new Failure.PayloadTooLarge(limit);
            }
            if (failure == null && !closed && count > 0) {
                room(count);
                int at = (start + filled) % ring.length;
                int first = Math.min(count, ring.length - at);
                System.arraycopy(bytes, offset, ring, at, first);
                System.arraycopy(bytes, offset + first, ring, 0, count - first);
                filled += count;
            }
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** One array for all, as tiny frames would make a list of arrays many times their size. */
    private void room(int more) {
        if (filled + more <= ring.length) {
            return;
        }
        byte[] larger = new byte[Math.max(filled + more, ring.length * 2)];
        copyOut(larger, 0, filled);
        ring = larger;
        start = 0;
    }

    private void copyOut(byte[] target, int offset, int count) {
        int first = Math.min(count, ring.length - start);
        System.arraycopy(ring, start, target, offset, first);
        System.arraycopy(ring, 0, target, offset + first, count - first);
    }

    /**
     * The client has sent everything.
     *
     * @return false if it is less than was announced
     */
    boolean end(Headers received) {
        lock.lock();
        try {
            ended = true;
            trailers = received;
            changed.signal();
            return length < 0 || this.received == length;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will come. */
    void fail(Failure why) {
        lock.lock();
        try {
            if (failure == null && !ended) {
                failure = why;
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (!asked) {
            asked = true;
            consumer.asked();
        }
        int taken = take(buffer, offset, count);
        if (taken > 0) {
            consumer.taken(taken);
        }
        return taken;
    }

    private int take(byte[] buffer, int offset, int count) throws IOException {
        long left = idle.toNanos();
        lock.lock();
        try {
            while (filled == 0) {
                if (failure != null) {
                    throw new BodyException(failure, null);
                }
                if (ended || closed) {
                    return -1;
                }
                if (left <= 0) {
                    throw new BodyException(new Failure.RequestTimeout(), null);
                }
                left = changed.awaitNanos(left);
            }
            int taken = Math.min(count, filled);
            copyOut(buffer, offset, taken);
            filled -= taken;
            start = filled == 0 ? 0 : (start + taken) % ring.length;
            return taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return filled;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean ready() {
        lock.lock();
        try {
            return filled > 0 || ended || failure != null || closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Headers trailers() {
        return trailers;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            ring = new byte[0];
            filled = 0;
            start = 0;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
