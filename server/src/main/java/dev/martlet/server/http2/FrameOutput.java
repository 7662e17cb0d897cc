// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import dev.martlet.server.io.Watch;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes the frames of a connection. Streams take turns by a lock, a frame or a few at a time; the
 * thread that reads never waits for it: it leaves its frames in a queue, which whoever holds the
 * lock empties.
 */
final class FrameOutput {
    /** Control frames that wait for a client which does not read: a flood, above this. */
    private static final int MOST_QUEUED = 1024;

    private static final int BUFFER = 2 * (Frame.HEADER + Frame.MAX_PAYLOAD);

    private final OutputStream out;
    private final Watch watch;
    private final Duration writeIdle;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private byte[] buffer = new byte[1024];
    private int length;

    /**
     * An output.
     *
     * @param watch closes the socket when it fires
     * @param writeIdle how long a client may take for one write
     */
    FrameOutput(OutputStream out, Watch watch, Duration writeIdle) {
        this.out = out;
        this.watch = watch;
        this.writeIdle = writeIdle;
    }

    /**
     * Sends a control frame as soon as possible. Does not wait for other writers.
     *
     * @throws ConnectionError if too many wait
     * @throws IOException if the connection broke
     */
    void control(byte[] frame) throws IOException {
        synchronized (queue) {
            if (queue.size() >= MOST_QUEUED) {
                throw new ConnectionError(
                        Frame.ENHANCE_YOUR_CALM, "too many frames ask for an answer");
            }
            queue.add(frame);
        }
        flushQueue();
    }

    /** As {@link #control}, where the connection ends by other means if it is broken. */
    void tryControl(byte[] frame) {
        try {
            control(frame);
        } catch (IOException e) {
            // The reader sees the same.
        }
    }

    private void flushQueue() throws IOException {
        // Who fails to get the lock may leave: its holder looks at the queue again behind it.
        while (hasQueued() && lock.tryLock()) {
            try {
                flush();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean hasQueued() {
        synchronized (queue) {
            return !queue.isEmpty();
        }
    }

    /**
     * Sends a field block, in one frame or several that nothing comes between (section 6.10).
     *
     * @param flush false if data follow at once
     */
    void headers(int stream, byte[] block, boolean endStream, boolean flush) throws IOException {
        lock.lock();
        try {
            int at = 0;
            int type = Frame.HEADERS;
            int flags = endStream ? Frame.END_STREAM : 0;
            do {
                int size = Math.min(block.length - at, Frame.MAX_PAYLOAD);
                boolean last = at + size == block.length;
                frame(type, flags | (last ? Frame.END_HEADERS : 0), stream, block, at, size);
                at += size;
                type = Frame.CONTINUATION;
                flags = 0;
            } while (at < block.length);
            if (flush) {
                flush();
            }
        } finally {
            lock.unlock();
        }
        flushQueue();
    }

    /** Sends data that fit in one frame and in the windows. */
    void data(int stream, byte[] bytes, int offset, int size, boolean endStream, boolean flush)
            throws IOException {
        lock.lock();
        try {
            frame(Frame.DATA, endStream ? Frame.END_STREAM : 0, stream, bytes, offset, size);
            if (flush) {
                flush();
            }
        } finally {
            lock.unlock();
        }
        flushQueue();
    }

    /** Sends what waits in the buffer. */
    void flushNow() throws IOException {
        lock.lock();
        try {
            flush();
        } finally {
            lock.unlock();
        }
        flushQueue();
    }

    private void frame(int type, int flags, int stream, byte[] bytes, int offset, int size)
            throws IOException {
        room(Frame.HEADER + size);
        Frame.header(buffer, length, size, type, flags, stream);
        System.arraycopy(bytes, offset, buffer, length + Frame.HEADER, size);
        length += Frame.HEADER + size;
    }

    private void room(int more) throws IOException {
        if (length + more <= buffer.length) {
            return;
        }
        if (length + more <= BUFFER) {
            byte[] larger = new byte[Math.min(BUFFER, Math.max(2 * buffer.length, length + more))];
            System.arraycopy(buffer, 0, larger, 0, length);
            buffer = larger;
            return;
        }
        write(buffer, length);
        length = 0;
        room(more);
    }

    private void flush() throws IOException {
        while (true) {
            byte[] next;
            synchronized (queue) {
                next = queue.poll();
            }
            if (next == null) {
                break;
            }
            room(next.length);
            System.arraycopy(next, 0, buffer, length, next.length);
            length += next.length;
        }
        if (length > 0) {
            write(buffer, length);
            length = 0;
        }
    }

    private void write(byte[] bytes, int size) throws IOException {
        watch.in(writeIdle);
        try {
            out.write(bytes, 0, size);
        } finally {
            watch.clear();
        }
    }
}
