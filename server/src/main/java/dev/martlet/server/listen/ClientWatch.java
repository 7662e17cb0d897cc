// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.core.Cancellation;
import dev.martlet.core.Failure;
import dev.martlet.server.http1.HttpInput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the client of an exchange has gone. A blocked read is the only thing that tells, so
 * a thread makes one, ahead of time; what comes instead, a request that the client did not wait
 * with, stays in the input. The connection's thread waits for that read before it reads itself.
 */
final class ClientWatch {
    private final HttpInput input;
    private @Nullable RequestBody body;
    private @Nullable Cancellation cancellation;
    private @Nullable Thread reader;
    private boolean running;
    private boolean gone;

    ClientWatch(HttpInput input) {
        this.input = input;
    }

    /** An exchange begins. */
    synchronized void begin(@Nullable RequestBody received) {
        running = true;
        body = received;
        cancellation = null;
    }

    /** The exchange can be cancelled from here on. */
    void started(Cancellation started) {
        boolean late;
        synchronized (this) {
            cancellation = started;
            late = gone;
        }
        if (late) {
            started.cancel(new Failure.ClientGone());
        }
    }

    /** The exchange is over; a read that was begun goes on, for the next one. */
    synchronized void end() {
        running = false;
        body = null;
        cancellation = null;
    }

    /**
     * Starts to watch, unless someone still reads the request's body, who notices as well.
     *
     * @return false if it is worth asking again
     */
    synchronized boolean watch() {
        if (!running || reader != null || gone) {
            return true;
        }
        if (body != null && !body.ended()) {
            return false;
        }
        if (input.buffered() > 0) {
            // The next request is here already: whoever sends two wants the answers.
            return true;
        }
        reader = Thread.ofVirtual().name("client-watch").start(this::readAhead);
        return true;
    }

    private void readAhead() {
        boolean ended;
        try {
            ended = !input.fill();
        } catch (IOException e) {
            ended = true;
        }
        if (ended) {
            synchronized (this) {
                gone = true;
            }
            cancel(new Failure.ClientGone());
        }
    }

    /** Cancels the exchange that is running, if any. */
    void cancel(Failure why) {
        @Nullable Cancellation current;
        synchronized (this) {
            current = cancellation;
        }
        if (current != null) {
            current.cancel(why);
        }
    }

    /** Whether a read was begun that is not joined yet. */
    synchronized boolean watching() {
        return reader != null;
    }

    /** Whether the client was found to be gone. */
    synchronized boolean gone() {
        return gone;
    }

    /**
     * Waits for a read that was begun. Without one, returns at once.
     *
     * @return true if the client was found to be gone
     */
    boolean join() throws IOException {
        @Nullable Thread begun;
        synchronized (this) {
            begun = reader;
        }
        if (begun != null) {
            try {
                begun.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            synchronized (this) {
                reader = null;
            }
        }
        return gone();
    }
}
