// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Repeats what services do beside the traffic: health checks, look-ups. Each task has a virtual
 * thread of its own, which sleeps between two runs, so that a slow one holds nobody up.
 */
public final class BackgroundTasks implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BackgroundTasks.class.getName());

    private final Set<Task> tasks = ConcurrentHashMap.newKeySet();
    private final boolean running;
    private volatile boolean closed;

    /** Runs what it is given. */
    public BackgroundTasks() {
        this(true);
    }

    private BackgroundTasks(boolean running) {
        this.running = running;
    }

    /**
     * Takes tasks and never runs them: for services that are made to see whether they can be.
     *
     * @return tasks that do nothing
     */
    public static BackgroundTasks neverRun() {
        return new BackgroundTasks(false);
    }

    /**
     * Runs a task at once and then again and again.
     *
     * @param name for messages and the thread
     * @param action what to do; may block, and is interrupted when the task is closed
     * @param pauseNanos the pause before the next run, asked for after each run
     * @return stops the task when it is closed; does not wait for a run that has begun
     */
    public Task repeat(String name, Runnable action, LongSupplier pauseNanos) {
        var task = new Task(name, action, pauseNanos);
        if (!running) {
            return task;
        }
        tasks.add(task);
        task.thread.start();
        if (closed) {
            task.close();
        }
        return task;
    }

    /**
     * How many tasks there are.
     *
     * @return the count of those that have not ended
     */
    public int size() {
        return tasks.size();
    }

    /** Stops all tasks. */
    @Override
    public void close() {
        closed = true;
        tasks.forEach(Task::close);
    }

    /** A task that goes on until it is closed. */
    public final class Task implements AutoCloseable {
        private final String name;
        private final Runnable action;
        private final LongSupplier pauseNanos;
        private final Thread thread;
        private volatile boolean stopped;

        private Task(String name, Runnable action, LongSupplier pauseNanos) {
            this.name = name;
            this.action = action;
            this.pauseNanos = pauseNanos;
            this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
        }

        private void run() {
            try {
                while (!stopped) {
                    runOnce();
                    pause(pauseNanos.getAsLong());
                }
            } finally {
                tasks.remove(this);
            }
        }

        private void runOnce() {
            try {
                action.run();
            } catch (RuntimeException e) {
                if (!stopped) {
                    // The next run may do better; a task that dies unseen would be worse.
                    LOG.log(Level.WARNING, "task " + name + " failed", e);
                }
            }
        }

        private void pause(long nanos) {
            long end = System.nanoTime() + nanos;
            long left = nanos;
            while (left > 0 && !stopped) {
                LockSupport.parkNanos(left);
                left = end - System.nanoTime();
            }
        }

        /** No further runs; a run that has begun is interrupted. */
        @Override
        public void close() {
            stopped = true;
            thread.interrupt();
        }
    }
}
