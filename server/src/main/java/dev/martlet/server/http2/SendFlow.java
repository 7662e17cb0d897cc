// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What the peer lets us send (RFC 9113, section 5.2): the connection's window, those of the
 * streams, and who waits for them. Guarded by the connection's lock.
 */
final class SendFlow {
    private final Output output;
    private final Set<SendWindow> waiting = new LinkedHashSet<>();
    private int window = Frame.DEFAULT_WINDOW;
    private int initial = Frame.DEFAULT_WINDOW;

    SendFlow(Output output) {
        this.output = output;
    }

    /** The window of a stream that opens now. */
    int initial() {
        return initial;
    }

    /** How much of a number of bytes a stream may send now, in one frame. */
    int allowed(SendWindow stream, int bytes) {
        if (output.full()) {
            return 0;
        }
        return Math.min(Math.min(bytes, Frame.MAX_PAYLOAD), room(stream));
    }

    /** What the windows leave to a stream, 0 or more. */
    int room(SendWindow stream) {
        return Math.max(0, Math.min(window, stream.size));
    }

    void sent(SendWindow stream, int bytes) {
        window -= bytes;
        stream.size -= bytes;
    }

    /**
     * Lets go of the lock until the stream may be able to send.
     *
     * @param nanos how long at most; {@link Long#MAX_VALUE} for as long as it takes
     * @return what is left of it
     * @throws InterruptedException if the thread was interrupted
     */
    @SuppressWarnings("WaitNotInLoop") // The caller looks again, and loops.
    long await(SendWindow stream, long nanos) throws InterruptedException {
        waiting.add(stream);
        try {
            if (nanos < Long.MAX_VALUE) {
                return stream.openable().awaitNanos(nanos);
            }
            stream.openable().await();
            return nanos;
        } finally {
            waiting.remove(stream);
        }
    }

    /**
     * The connection's window, or room in the output, has opened: all may try, first come first.
     */
    void wakeAll() {
        waiting.forEach(stream -> stream.openable().signalAll());
    }

    /** Returns false if the window would become too large. */
    boolean opened(int bytes) {
        if (window > Integer.MAX_VALUE - bytes) {
            return false;
        }
        window += bytes;
        wakeAll();
        return true;
    }

    /** Returns false if the window would become too large. */
    boolean opened(SendWindow stream, int bytes) {
        if (stream.size > 0 && stream.size > Integer.MAX_VALUE - bytes) {
            return false;
        }
        stream.size += bytes;
        stream.openable().signalAll();
        return true;
    }

    /** Applies SETTINGS_INITIAL_WINDOW_SIZE to all streams (section 6.9.2). */
    boolean initialWindow(int bytes, Collection<SendWindow> streams) {
        long change = (long) bytes - initial;
        for (SendWindow stream : streams) {
            if (stream.size + change > Integer.MAX_VALUE) {
                return false;
            }
        }
        initial = bytes;
        for (SendWindow stream : streams) {
            stream.size += (int) change;
            stream.openable().signalAll();
        }
        return true;
    }
}
