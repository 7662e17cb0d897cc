// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.ReceiveMemory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much a client may send over all streams of a connection (RFC 9113, section 6.9). It opens
 * again as data come in, so that a stream that nobody reads does not hold up the others; when
 * memory is short, only as data are taken out. It grows out of the memory that all connections
 * share while the readers keep up with a fast client, and is small again when no stream is left.
 * Thread-safe.
 */
final class ConnectionWindow implements ReceiveMemory.Holder {
    /** Enough for 1 GB/s over a way of 8 ms, or 80 MB/s over one of 100 ms. */
    static final int LARGEST = 8 << 20;

    /** A client that needs longer for a window's half is not held up by the window. */
    private static final long FAST = TimeUnit.SECONDS.toNanos(1);

    /** Credits that are smaller are not worth a frame. */
    private static final int SMALLEST_CREDIT = 1024;

    private final ReceiveMemory memory;
    private final LongSupplier nanoTime;
    private final Runnable evict;
    private int size = Frame.DEFAULT_WINDOW;
    private int open = Frame.DEFAULT_WINDOW;
    private int held;
    private long turned;
    private long moved;
    private boolean closed;

    /**
     * A window of the size that every connection begins with.
     *
     * @param evict makes the streams let go of what they keep
     */
    ConnectionWindow(ReceiveMemory memory, LongSupplier nanoTime, Runnable evict) {
        this.memory = memory;
        this.nanoTime = nanoTime;
        this.evict = evict;
        this.turned = nanoTime.getAsLong() - FAST;
    }

    /** Notes the data of a frame, padding included; false if they are more than the window. */
    synchronized boolean arrived(int bytes) {
        open -= bytes;
        return open >= 0;
    }

    /** Notes that bytes of a body wait to be taken out. */
    void kept(int bytes) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (held <= 0) {
                moved = nanoTime.getAsLong();
            }
            held += bytes;
        }
        memory.keep(this, bytes);
        synchronized (this) {
            if (!closed) {
                return;
            }
        }
        // Closed in between: nobody else would take it off the list again.
        memory.forget(this);
    }

    /** Notes that bytes were taken out, or dropped. */
    synchronized void released(int bytes) {
        if (!closed) {
            held -= bytes;
            moved = nanoTime.getAsLong();
            memory.release(bytes);
        }
    }

    /**
     * By how much the window is to open.
     *
     * @return what to send as a WINDOW_UPDATE, 0 for none
     */
    synchronized int credit() {
        int room = size - open - (memory.roomy() ? 0 : Math.max(held, 0));
        boolean narrow = open < size / 4 && room >= SMALLEST_CREDIT;
        if (closed || (room < size / 2 && !narrow)) {
            return 0;
        }
        int opened = room + growth();
        open += opened;
        return opened;
    }

    private int growth() {
        long now = nanoTime.getAsLong();
        boolean fast = now - turned < FAST;
        turned = now;
        int more = Math.min(size, LARGEST - size);
        if (!fast || more <= 0 || held > size / 4 || !memory.promise(more)) {
            return 0;
        }
        size += more;
        return more;
    }

    /** Gives back what the window grew by: no stream is left. */
    synchronized void idle() {
        memory.release(size - Frame.DEFAULT_WINDOW);
        size = Frame.DEFAULT_WINDOW;
    }

    /** Gives back everything, for good. */
    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            idle();
            memory.release(held);
            held = 0;
            closed = true;
        }
        memory.forget(this);
    }

    @Override
    public synchronized @Nullable Long waitingSince() {
        return held > 0 && !closed ? moved : null;
    }

    @Override
    public void evict() {
        evict.run();
    }
}
