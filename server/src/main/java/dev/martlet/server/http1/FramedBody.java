// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import dev.martlet.core.Body;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A body on a connection. It knows where it ends, so that what comes behind it can be read as the
 * next message. One thread reads; another may {@link #close} it, after which the connection's own
 * thread may {@link #discard} a small rest.
 */
public abstract sealed class FramedBody extends Body
        permits LengthBody, ChunkedBody, UntilCloseBody {
    private enum State {
        IDLE,
        READING,
        CLOSING,
        CLOSED
    }

    private static final int SCRATCH = 4096;

    private final HttpInput input;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private volatile boolean ended;
    private @Nullable Runnable beforeFirstRead;

    FramedBody(HttpInput input) {
        this.input = input;
    }

    /**
     * The body of a message.
     *
     * @param input the connection, behind the head
     * @param length bytes, {@link Framing#CHUNKED} or {@link Framing#UNTIL_CLOSE}
     * @param limits for trailers
     * @return the body
     */
    public static FramedBody of(HttpInput input, long length, HeadLimits limits) {
        if (length == Framing.CHUNKED) {
            return new ChunkedBody(input, limits);
        }
        return length == Framing.UNTIL_CLOSE
                ? new UntilCloseBody(input)
                : new LengthBody(input, length);
    }

    /**
     * Has something run by the thread that reads first, before it waits: 100 (Continue) is sent
     * there.
     *
     * @param action what to run, once
     */
    public void beforeFirstRead(Runnable action) {
        beforeFirstRead = action;
    }

    /**
     * Whether the connection stands behind the body.
     *
     * @return true once all of it was read
     */
    public boolean ended() {
        return ended;
    }

    @Override
    public final int read(byte[] buffer, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        if (!state.compareAndSet(State.IDLE, State.READING)) {
            throw new IOException("body: read after close");
        }
        try {
            Runnable first = beforeFirstRead;
            if (first != null) {
                beforeFirstRead = null;
                first.run();
            }
            return readSome(buffer, offset, length);
        } finally {
            if (!state.compareAndSet(State.READING, State.IDLE)) {
                state.set(State.CLOSED);
            }
        }
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(input.buffered(), left());
    }

    @Override
    public boolean ready() throws IOException {
        return ended || available() > 0;
    }

    /** Stops further reads; does not wait for one that is going on. */
    @Override
    public void close() {
        while (true) {
            State now = state.get();
            State next = now == State.READING ? State.CLOSING : State.CLOSED;
            if (now == State.CLOSING || now == State.CLOSED || state.compareAndSet(now, next)) {
                return;
            }
        }
    }

    /**
     * Closes the body, and skips its rest if that is small, so that the connection can be used
     * again. May block for the rest to arrive.
     *
     * @param most largest rest in bytes
     * @return true if the connection now stands behind the body
     * @throws IOException if the connection broke or the rest is malformed
     */
    public boolean discard(long most) throws IOException {
        close();
        // While another thread is within a read, the input is not ours.
        if (ended || state.get() != State.CLOSED || (left() > most && length() >= 0)) {
            return ended;
        }
        byte[] scratch = new byte[SCRATCH];
        long skipped = 0;
        while (!ended && skipped <= most) {
            int count = readSome(scratch, 0, scratch.length);
            if (count < 0) {
                return ended;
            }
            skipped += count;
        }
        return ended;
    }

    /** Reads at least one byte, or finds the end. */
    abstract int readSome(byte[] buffer, int offset, int length) throws IOException;

    /** Bytes of the body, or of its current part, that are still to come. */
    abstract long left();

    final HttpInput input() {
        return input;
    }

    final void end() {
        ended = true;
    }

    /** A truncated body must never look like a complete one. */
    static EOFException truncated() {
        return new EOFException("connection ended within a body");
    }
}
