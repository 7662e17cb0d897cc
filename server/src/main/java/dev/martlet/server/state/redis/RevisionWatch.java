// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import dev.martlet.core.state.StateException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees that there is a new revision. Redis tells each connection that listens, at most once; and
 * because what it tells may be lost, it is asked twice a second too.
 */
final class RevisionWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RevisionWatch.class.getName());
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final LongSupplier newest;
    private final Redis redis;
    private final String channel;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore told = new Semaphore(0);
    private final AtomicReference<@Nullable Thread> watcher = new AtomicReference<>();
    private volatile boolean closed;

    RevisionWatch(LongSupplier newest, Redis redis, String channel) {
        this.newest = newest;
        this.redis = redis;
        this.channel = channel;
    }

    AutoCloseable add(Runnable listener) {
        listeners.add(listener);
        Thread thread = Thread.ofVirtual().name("martlet-redis-watch").unstarted(this::watch);
        if (watcher.compareAndSet(null, thread)) {
            redis.listen(channel, told::release);
            thread.start();
        }
        return () -> listeners.remove(listener);
    }

    private void watch() {
        // Nothing is known yet: whoever watches is told once.
        long seen = -1;
        while (!closed) {
            seen = look(seen);
            try {
                if (told.tryAcquire(PAUSE.toNanos(), TimeUnit.NANOSECONDS)) {
                    told.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** What was seen; -1 while Redis is away, as it may come back with other things in it. */
    private long look(long seen) {
        long now;
        try {
            now = newest.getAsLong();
        } catch (StateException e) {
            return -1;
        }
        if (now != seen) {
            for (Runnable listener : listeners) {
                tell(listener);
            }
        }
        return now;
    }

    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a listener to changes of documents failed", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        Thread thread = watcher.get();
        if (thread != null) {
            thread.interrupt();
        }
    }
}
