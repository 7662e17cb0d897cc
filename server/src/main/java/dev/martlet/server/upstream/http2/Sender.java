// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import java.util.Collection;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** What is sent on a connection, within the windows that the peer grants. Thread-safe. */
final class Sender {
    private final ReentrantLock lock;
    private final Output output;
    private final FrameWriter frames;
    private final SendFlow flow;
    private final Consumer<Http2Stream> onSent;

    /**
     * A sender.
     *
     * @param lock the connection's
     * @param onSent told, without the lock, when something of a request was sent: perhaps its end
     */
    Sender(
            ReentrantLock lock,
            Output output,
            FrameWriter frames,
            SendFlow flow,
            Consumer<Http2Stream> onSent) {
        this.lock = lock;
        this.output = output;
        this.frames = frames;
        this.flow = flow;
        this.onSent = onSent;
    }

    /** Sends what was put into the output. */
    void flush() {
        output.flush();
    }

    /**
     * Puts bytes into the output if the windows allow all of them.
     *
     * @return false if nothing was done
     */
    boolean offer(Http2Stream stream, byte[] bytes, int length, boolean end) {
        lock.lock();
        try {
            if (stream.gone || flow.room(stream) < length) {
                return false;
            }
            int sent = 0;
            do {
                int part = Math.min(length - sent, Limits.FRAME_BYTES);
                data(stream, bytes, sent, part, end && sent + part == length);
                sent += part;
            } while (sent < length);
        } finally {
            lock.unlock();
        }
        onSent.accept(stream);
        return true;
    }

    /**
     * Sends bytes, as the peer takes them.
     *
     * @return false if the stream is gone
     */
    boolean send(Http2Stream stream, byte[] bytes, int length, boolean end) {
        int sent = 0;
        do {
            lock.lock();
            try {
                int part = flow.allowed(stream, length - sent);
                while (!stream.gone && part == 0 && length > 0) {
                    flow.await(stream);
                    part = flow.allowed(stream, length - sent);
                }
                if (stream.gone) {
                    return false;
                }
                data(stream, bytes, sent, part, end && sent + part == length);
                sent += part;
            } finally {
                lock.unlock();
            }
            output.flush();
        } while (sent < length);
        onSent.accept(stream);
        return true;
    }

    /** Ends the request with trailers. */
    void sendTrailers(Http2Stream stream, Block trailers) {
        lock.lock();
        try {
            if (stream.gone) {
                return;
            }
            stream.localEnded = true;
            frames.headers(stream.id(), trailers, true);
        } finally {
            lock.unlock();
        }
        output.flush();
        onSent.accept(stream);
    }

    /** Gives the peer leave to send more on a stream. */
    void credit(Http2Stream stream, int bytes) {
        lock.lock();
        try {
            if (stream.gone || stream.remoteEnded) {
                return;
            }
            frames.windowUpdate(stream.id(), bytes);
        } finally {
            lock.unlock();
        }
        output.flush();
    }

    private void data(Http2Stream stream, byte[] bytes, int offset, int length, boolean end) {
        frames.data(stream.id(), bytes, offset, length, end);
        flow.sent(stream, length);
        stream.localEnded |= end;
    }

    /** Says something that the peer asked for. */
    void answer(Consumer<FrameWriter> frame) throws ConnectionError {
        lock.lock();
        try {
            if (output.backlog() > Limits.OUTPUT_MOST_BYTES) {
                throw new ConnectionError(
                        ErrorCode.ENHANCE_YOUR_CALM, "peer asks and does not read");
            }
            frame.accept(frames);
        } finally {
            lock.unlock();
        }
        output.flushElsewhere();
    }

    /** Applies SETTINGS_INITIAL_WINDOW_SIZE. */
    void initialWindow(int bytes, Collection<Http2Stream> streams) throws ConnectionError {
        lock.lock();
        try {
            if (!flow.initialWindow(bytes, streams)) {
                throw windowTooLarge();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The peer has opened the connection's window. */
    void windowOpened(int bytes) throws ConnectionError {
        lock.lock();
        try {
            if (!flow.opened(bytes)) {
                throw windowTooLarge();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The peer has opened a stream's window; returns false if the window would become too large.
     */
    boolean windowOpened(Http2Stream stream, int bytes) {
        lock.lock();
        try {
            return flow.opened(stream, bytes);
        } finally {
            lock.unlock();
        }
    }

    private static ConnectionError windowTooLarge() {
        return new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "window too large");
    }
}
