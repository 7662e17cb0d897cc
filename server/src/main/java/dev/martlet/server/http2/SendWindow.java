// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What may be sent on a connection: its own window and those of its streams (RFC 9113, section
 * 5.2), under one lock.
 */
final class SendWindow {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long connection = Frame.DEFAULT_WINDOW;
    private long initial = Frame.DEFAULT_WINDOW;
    private boolean closed;

    /** The window of one stream. */
    final class OfStream {
        /** The window relative to the initial one, so that a new initial one moves it too. */
        private long offset;

        private boolean ended;

        private OfStream() {}

        /**
         * Waits until something may be sent, and takes it.
         *
         * @param wanted how much, at least 1
         * @param wait for how long
         * @return how much may be sent; 0 if the time is over; -1 if the stream was reset or the
         *     connection has ended
         */
        int take(int wanted, Duration wait) throws InterruptedException {
            long left = wait.toNanos();
            lock.lock();
            try {
                while (true) {
                    if (ended || closed) {
                        return -1;
                    }
                    long most = Math.min(connection, initial + offset);
                    if (most > 0) {
                        int taken = (int) Math.min(most, wanted);
                        connection -= taken;
                        offset -= taken;
                        return taken;
                    }
                    if (left <= 0) {
                        return 0;
                    }
                    left = changed.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        }

        /** Makes room. Returns false if the window would be larger than allowed. */
        boolean add(int increment) {
            lock.lock();
            try {
                offset += increment;
                changed.signalAll();
                return initial + offset <= Integer.MAX_VALUE;
            } finally {
                lock.unlock();
            }
        }

        void end() {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    OfStream ofStream() {
        return new OfStream();
    }

    /** Makes room for the connection. Returns false if it would be larger than allowed. */
    boolean add(int increment) {
        lock.lock();
        try {
            connection += increment;
            changed.signalAll();
            return connection <= Integer.MAX_VALUE;
        } finally {
            lock.unlock();
        }
    }

    /** Changes what streams start with, those that exist included (section 6.9.2). */
    void initial(int size) {
        lock.lock();
        try {
            initial = size;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
