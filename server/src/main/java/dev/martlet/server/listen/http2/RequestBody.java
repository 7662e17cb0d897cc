// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import dev.martlet.core.RequestFailure;
import dev.martlet.server.http2.ReceiveBuffer;
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
    private final ReceiveBuffer buffer = new ReceiveBuffer();
    private long received;
    private boolean asked;
    private boolean ended;
    private boolean closed;
    private Headers trailers = WritableHeaders.create();
    private @Nullable Failure failure;

    /** Hears what is taken out. */
    interface Consumer {
        /** The body is read for the first time. */
        void asked();

        /** Bytes came in, and wait. */
        void kept(int count);

        /** Bytes will never be taken out. */
        void dropped(int count);

        /** Bytes were taken out, all that there were or not: the client may send as many more. */
        void taken(int count, boolean all);
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
        boolean kept = false;
        lock.lock();
        try {
            received += count;
            if (length >= 0 && received > length) {
                return false;
            }
            if (limit >= 0 && received > limit) {
                failure = new RequestFailure.PayloadTooLarge(limit);
            }
            if (failure == null && !closed && count > 0) {
                buffer.add(bytes, offset, count);
                kept = true;
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (kept) {
            consumer.kept(count);
        }
        return true;
    }

    /**
     * The client has sent everything.
     *
     * @return false if it is less than was announced
     */
    boolean end(Headers received) {
        lock.lock();
        try {
            boolean whole = length < 0 || this.received == length;
            if (whole) {
                ended = true;
                trailers = received;
            } else if (failure == null) {
                // Nobody may take half a body for a whole one, not even before the stream is reset.
                failure =
                        new RequestFailure.BadRequest(
                                "The body is shorter than its Content-Length.");
            }
            changed.signal();
            return whole;
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
    public int read(byte[] target, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (!asked) {
            asked = true;
            consumer.asked();
        }
        int taken = take(target, offset, count);
        if (taken > 0) {
            consumer.taken(taken, available() == 0);
        }
        return taken;
    }

    private int take(byte[] target, int offset, int count) throws IOException {
        long left = idle.toNanos();
        lock.lock();
        try {
            while (buffer.size() == 0) {
                if (failure != null) {
                    throw new BodyException(failure, null);
                }
                if (ended || closed) {
                    return -1;
                }
                if (left <= 0) {
                    throw new BodyException(new RequestFailure.RequestTimeout(), null);
                }
                left = changed.awaitNanos(left);
            }
            return buffer.take(target, offset, count);
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
            return buffer.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean ready() {
        lock.lock();
        try {
            return buffer.size() > 0 || ended || failure != null || closed;
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
        int dropped;
        lock.lock();
        try {
            closed = true;
            dropped = buffer.size();
            buffer.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (dropped > 0) {
            consumer.dropped(dropped);
        }
    }
}
