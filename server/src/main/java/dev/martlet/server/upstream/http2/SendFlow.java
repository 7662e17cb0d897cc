// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What the peer lets us send (RFC 9113, section 5.2): the connection's window, those of the
 * streams, and who waits for them. Guarded by the connection's lock.
 */
final class SendFlow {
    private final Output output;
    private final Set<Http2Stream> waiting = new LinkedHashSet<>();
    private int window = Limits.DEFAULT_WINDOW;
    private int initial = Limits.DEFAULT_WINDOW;

    SendFlow(Output output) {
        this.output = output;
    }

    /** The window of a stream that opens now. */
    int initial() {
        return initial;
    }

    /** How much of a number of bytes a stream may send now, in one frame. */
    int allowed(Http2Stream stream, int bytes) {
        if (output.backlog() >= Limits.OUTPUT_BACKLOG_BYTES) {
            return 0;
        }
        return Math.min(Math.min(bytes, Limits.FRAME_BYTES), room(stream));
    }

    /** What the windows leave to a stream, 0 or more. */
    int room(Http2Stream stream) {
        return Math.max(0, Math.min(window, stream.sendWindow));
    }

    void sent(Http2Stream stream, int bytes) {
        window -= bytes;
        stream.sendWindow -= bytes;
    }

    /** Lets go of the lock until the stream may be able to send. */
    @SuppressWarnings("WaitNotInLoop") // The caller looks again, and loops.
    void await(Http2Stream stream) {
        waiting.add(stream);
        try {
            stream.sendable().awaitUninterruptibly();
        } finally {
            waiting.remove(stream);
        }
    }

    /**
     * The connection's window, or room in the output, has opened: all may try, first come first.
     */
    void wakeAll() {
        waiting.forEach(stream -> stream.sendable().signalAll());
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
    boolean opened(Http2Stream stream, int bytes) {
        if (stream.sendWindow > 0 && stream.sendWindow > Integer.MAX_VALUE - bytes) {
            return false;
        }
        stream.sendWindow += bytes;
        stream.sendable().signalAll();
        return true;
    }

    /** Applies SETTINGS_INITIAL_WINDOW_SIZE to all streams (section 6.9.2). */
    boolean initialWindow(int bytes, Collection<Http2Stream> streams) {
        long change = (long) bytes - initial;
        for (Http2Stream stream : streams) {
            if (stream.sendWindow + change > Integer.MAX_VALUE) {
                return false;
            }
        }
        initial = bytes;
        for (Http2Stream stream : streams) {
            stream.sendWindow += (int) change;
            stream.sendable().signalAll();
        }
        return true;
    }
}
