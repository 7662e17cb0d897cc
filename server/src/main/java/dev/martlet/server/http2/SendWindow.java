// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.util.concurrent.locks.Condition;

/**
 * Our half of a stream: what may be sent, and whether anything may. Guarded by the connection's
 * lock.
 */
public final class SendWindow {
    private final int streamId;
    private final Condition openable;
    private final Runnable onEnd;
    private boolean ended;
    private boolean closed;

    /** Negative if the peer took some back. */
    int size;

    /** See {@link Sender#window}. */
    SendWindow(int streamId, int size, Condition openable, Runnable onEnd) {
        this.streamId = streamId;
        this.size = size;
        this.openable = openable;
        this.onEnd = onEnd;
    }

    int streamId() {
        return streamId;
    }

    /** Signalled when the stream may be able to send. */
    Condition openable() {
        return openable;
    }

    /** Whether our last frame was put out. Needs the lock. */
    public boolean ended() {
        return ended;
    }

    /** Whether nothing of the stream is sent any more. Needs the lock. */
    public boolean closed() {
        return closed;
    }

    /** Lets nothing more be sent; who waits to send gives up. Needs the lock. */
    public void close() {
        closed = true;
        openable.signalAll();
    }

    void end() {
        ended = true;
        onEnd.run();
    }
}
