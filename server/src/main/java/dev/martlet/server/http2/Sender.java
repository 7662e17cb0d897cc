// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Sends the frames of a connection's streams within the windows that the peer opens, and answers
 * what it asks. Thread-safe.
 */
public final class Sender {
    /** As long as it takes; for {@link #send}. */
    public static final long PATIENT = Long.MAX_VALUE;

    private final ReentrantLock lock;
    private final Output output;
    private final FrameWriter frames;
    private final SendFlow flow;

    /**
     * A sender.
     *
     * @param lock the connection's
     * @param onBroken called without the lock when a write fails
     */
    public Sender(OutputStream out, ReentrantLock lock, Consumer<IOException> onBroken) {
        this.lock = lock;
        this.output = new Output(out, lock, this::roomInOutput, onBroken);
        this.frames = new FrameWriter(output);
        this.flow = new SendFlow(output);
    }

    private void roomInOutput() {
        flow.wakeAll();
    }

    /** What frames are put into, and how it gets to the peer. */
    public Output output() {
        return output;
    }

    /** Puts frames out that no window bounds. Needs the connection's lock. */
    public FrameWriter frames() {
        return frames;
    }

    /** Sends what was put into the output. */
    public void flush() {
        output.flush();
    }

    /**
     * Our half of a stream that opens.
     *
     * @param onEnd called with the lock held, just before the last frame can be sent
     */
    public SendWindow window(int streamId, Runnable onEnd) {
        lock.lock();
        try {
            return new SendWindow(streamId, flow.initial(), lock.newCondition(), onEnd);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts a field block out.
     *
     * @param end whether it is the last of the stream
     */
    public void headers(SendWindow stream, FieldBlock block, boolean end) {
        lock.lock();
        try {
            if (stream.closed()) {
                return;
            }
            if (end) {
                stream.end();
            }
            frames.headers(stream.streamId(), block, end);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts bytes out if the windows allow all of them.
     *
     * @return false if nothing was done
     */
    public boolean offer(SendWindow stream, byte[] bytes, int length, boolean end) {
        lock.lock();
        try {
            if (stream.closed() || flow.room(stream) < length) {
                return false;
            }
            int sent = 0;
            do {
                int part = Math.min(length - sent, Frame.MAX_PAYLOAD);
                data(stream, bytes, sent, part, end && sent + part == length);
                sent += part;
            } while (sent < length);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends bytes, as the peer takes them.
     *
     * @param end whether they are the last of the stream
     * @param flush false if more follows at once
     * @param nanos how long the peer may take nothing; or {@link #PATIENT}
     * @return how many were sent; all, unless the stream was closed or the peer took nothing
     */
    public int send(
            SendWindow stream,
            byte[] bytes,
            int offset,
            int length,
            boolean end,
            boolean flush,
            long nanos) {
        int sent = 0;
        do {
            int left = length - sent;
            int part = put(stream, bytes, offset + sent, left, end, 0);
            if (part == 0 && left > 0) {
                // What was put out before may be what the peer waits for.
                output.flush();
                part = put(stream, bytes, offset + sent, left, end, nanos);
            }
            if (part < 0 || (part == 0 && left > 0)) {
                return sent;
            }
            sent += part;
            if (flush || sent < length) {
                output.flush();
            }
        } while (sent < length);
        return sent;
    }

    /** Puts one frame out; returns its size, 0 if there was no window, -1 without a stream. */
    private int put(
            SendWindow stream, byte[] bytes, int offset, int length, boolean end, long nanos) {
        lock.lock();
        try {
            long left = nanos;
            int part = flow.allowed(stream, length);
            while (!stream.closed() && part == 0 && length > 0 && left > 0) {
                left = flow.await(stream, left);
                part = flow.allowed(stream, length);
            }
            if (stream.closed()) {
                return -1;
            }
            if (part > 0 || length == 0) {
                data(stream, bytes, offset, part, end && part == length);
            }
            return part;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        } finally {
            lock.unlock();
        }
    }

    private void data(SendWindow stream, byte[] bytes, int offset, int length, boolean end) {
        if (end) {
            stream.end();
        }
        frames.data(stream.streamId(), bytes, offset, length, end);
        flow.sent(stream, length);
    }

    /**
     * Ends a stream before its time; {@link Output#flush} or its kind sends it.
     *
     * @return false if it had no effect, as the stream was closed
     */
    public boolean reset(SendWindow stream, int code) {
        lock.lock();
        try {
            if (stream.closed()) {
                return false;
            }
            stream.close();
            frames.reset(stream.streamId(), code);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Sends nothing more on a stream, of which the peer knows already. */
    public void close(SendWindow stream) {
        lock.lock();
        try {
            stream.close();
        } finally {
            lock.unlock();
        }
    }

    /** Gives the peer leave to send more on a stream. */
    public void credit(SendWindow stream, int bytes) {
        lock.lock();
        try {
            if (stream.closed()) {
                return;
            }
            frames.windowUpdate(stream.streamId(), bytes);
        } finally {
            lock.unlock();
        }
        output.flush();
    }

    /** Gives the peer leave to send more over all streams. */
    public void credit(int bytes) {
        lock.lock();
        try {
            frames.windowUpdate(0, bytes);
        } finally {
            lock.unlock();
        }
        output.flush();
    }

    /**
     * Says something that the peer asked for; does not wait for a write.
     *
     * @throws ConnectionError if the peer asks and does not read
     */
    public void answer(Consumer<FrameWriter> frame) throws ConnectionError {
        lock.lock();
        try {
            if (output.flooded()) {
                throw new ConnectionError(
                        ErrorCode.ENHANCE_YOUR_CALM, "peer asks and does not read");
            }
            frame.accept(frames);
        } finally {
            lock.unlock();
        }
        output.flushElsewhere();
    }

    /**
     * Applies SETTINGS_INITIAL_WINDOW_SIZE and acknowledges it, before anything that the new window
     * lets out (section 6.5.3).
     */
    public void acknowledge(int initialWindow, Collection<SendWindow> streams)
            throws ConnectionError {
        // Held throughout: whoever waits for a window can send only behind the acknowledgement.
        lock.lock();
        try {
            initialWindow(initialWindow, streams);
            answer(FrameWriter::settingsAck);
        } finally {
            lock.unlock();
        }
    }

    /** Applies SETTINGS_INITIAL_WINDOW_SIZE. */
    public void initialWindow(int bytes, Collection<SendWindow> streams) throws ConnectionError {
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
    public void windowOpened(int bytes) throws ConnectionError {
        if (bytes == 0) {
            throw ConnectionError.protocol("WINDOW_UPDATE of 0");
        }
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
     * The peer has opened a stream's window.
     *
     * @throws StreamError if that is not allowed
     */
    public void windowOpened(SendWindow stream, int bytes) throws StreamError {
        if (bytes == 0) {
            throw new StreamError(ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE of 0");
        }
        lock.lock();
        try {
            if (!flow.opened(stream, bytes)) {
                throw new StreamError(ErrorCode.FLOW_CONTROL_ERROR, "window too large");
            }
        } finally {
            lock.unlock();
        }
    }

    private static ConnectionError windowTooLarge() {
        return new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "window too large");
    }
}
