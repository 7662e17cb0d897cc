// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The frames of a connection on their way out. They are put together under the connection's lock;
 * one thread at a time writes what has gathered, so that a peer that does not read holds up one
 * thread and no lock. Nobody writes for others for long: after one round, a thread of its own goes
 * on.
 */
public final class Output {
    private static final int FULL_BYTES = 128 * 1024;
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    private static final int KEPT_BYTES = 32 * 1024;

    private final OutputStream out;
    private final ReentrantLock lock;
    private final Runnable onWritten;
    private final Consumer<IOException> onBroken;
    private final Condition quiet;
    private byte[] pending = new byte[1024];
    private byte[] spare = new byte[1024];
    private int size;
    private int writingBytes;
    private boolean writing;
    private boolean broken;
    private long rounds;
    private long roundsSeen = -1;

    /**
     * An output.
     *
     * @param out the socket's
     * @param lock the connection's, which guards everything here
     * @param onWritten called with the lock held, after each round
     * @param onBroken called without the lock when a write fails
     */
    Output(
            OutputStream out,
            ReentrantLock lock,
            Runnable onWritten,
            Consumer<IOException> onBroken) {
        this.out = out;
        this.lock = lock;
        this.onWritten = onWritten;
        this.onBroken = onBroken;
        this.quiet = lock.newCondition();
    }

    /** Whether the peer does not read, so that data have to wait. Needs the lock. */
    public boolean full() {
        return backlog() >= FULL_BYTES;
    }

    /** Whether the peer makes us answer faster than it reads. Needs the lock. */
    boolean flooded() {
        return backlog() > MOST_BYTES;
    }

    private int backlog() {
        return size + writingBytes;
    }

    /** Whether the write that went on at the last look still does. Needs the lock. */
    public boolean stuck() {
        boolean stuck = writing && rounds == roundsSeen;
        roundsSeen = writing ? rounds : -1;
        return stuck;
    }

    /** Begins a frame, whose payload follows. Needs the lock. */
    void frame(int length, int type, int flags, int streamId) {
        room(Frame.HEADER_BYTES + length);
        put(length >> 16);
        put(length >> 8);
        put(length);
        put(type);
        put(flags);
        int32(streamId);
    }

    /** Two octets of a payload. Needs the lock. */
    void int16(int value) {
        room(2);
        put(value >> 8);
        put(value);
    }

    /** Four octets of a payload. Needs the lock. */
    void int32(int value) {
        room(4);
        put(value >> 24);
        put(value >> 16);
        put(value >> 8);
        put(value);
    }

    /** Octets of a payload. Needs the lock. */
    void bytes(byte[] bytes, int offset, int length) {
        room(length);
        System.arraycopy(bytes, offset, pending, size, length);
        size += length;
    }

    /** Has what gathered written, by this thread unless another one is at it. Without the lock. */
    public void flush() {
        if (begin() && round()) {
            Thread.startVirtualThread(this::drain);
        }
    }

    /** Writes all there is, and returns when it was written or cannot be. */
    public void finish() {
        while (awaitTurn()) {
            drain();
        }
    }

    /** Waits until nobody writes; returns false if there is nothing to write then. */
    private boolean awaitTurn() {
        lock.lock();
        try {
            while (writing) {
                quiet.awaitUninterruptibly();
            }
            return begin();
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #flush}, for threads that must not block. */
    public void flushElsewhere() {
        if (begin()) {
            Thread.startVirtualThread(this::drain);
        }
    }

    private boolean begin() {
        lock.lock();
        try {
            if (writing || broken || size == 0) {
                return false;
            }
            writing = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void drain() {
        boolean more = true;
        while (more) {
            more = round();
        }
    }

    /** Writes what there is; returns whether there is more, and this thread is still the writer. */
    private boolean round() {
        byte[] bytes;
        int count;
        lock.lock();
        try {
            bytes = pending;
            count = size;
            pending = spare;
            size = 0;
            writingBytes = count;
        } finally {
            lock.unlock();
        }
        try {
            out.write(bytes, 0, count);
        } catch (IOException e) {
            stop();
            onBroken.accept(e);
            return false;
        }
        return written(bytes);
    }

    private boolean written(byte[] bytes) {
        lock.lock();
        try {
            spare = bytes.length <= KEPT_BYTES ? bytes : new byte[KEPT_BYTES];
            writingBytes = 0;
            rounds++;
            onWritten.run();
            writing = size > 0;
            if (!writing) {
                quiet.signalAll();
            }
            return writing;
        } finally {
            lock.unlock();
        }
    }

    private void stop() {
        lock.lock();
        try {
            broken = true;
            writing = false;
            quiet.signalAll();
            size = 0;
            writingBytes = 0;
        } finally {
            lock.unlock();
        }
    }

    private void put(int octet) {
        pending[size++] = (byte) octet;
    }

    private void room(int more) {
        if (pending.length - size < more) {
            pending = Arrays.copyOf(pending, Math.max(pending.length * 2, size + more));
        }
    }
}
