// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import dev.martlet.core.state.StateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The file of the embedded state. It is made at the first change: a gateway that keeps nothing
 * leaves nothing behind. What has changed is written each second, whole: a process that is killed
 * finds the state of its last second, never a part of a {@link #change}.
 *
 * <p>A failure of the disk closes the file, as nobody knows what of it got there. It is opened
 * again as soon as that works, as it was at the last commit; until then all calls fail. All writing
 * is done by one thread of its own, as an interrupt would close the file under everyone.
 */
public final class Store implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Store.class.getName());
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);

    private final StoreFile file;
    private final ReentrantReadWriteLock committing = new ReentrantReadWriteLock();
    private final ReentrantLock opening = new ReentrantLock();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("martlet-store").factory());
    private volatile @Nullable Opened opened;
    private volatile @Nullable String trouble;
    private volatile boolean closed;

    private Store(StoreFile file) {
        this.file = file;
    }

    /**
     * The store in a folder. Opens the file if there is one.
     *
     * @param folder need not exist yet
     * @return the store; to be closed
     * @throws StateException if there is a file that cannot be used: it is damaged, another process
     *     has it, or this one may not read it; says so in words for operators
     */
    public static Store in(Path folder) {
        return at(new StoreFile(folder, ""));
    }

    /**
     * A store that ends with the process: for {@code kind: memory}, where everything else is the
     * same.
     *
     * @return the store; to be closed
     */
    public static Store inMemory() {
        return at(StoreFile.none());
    }

    static Store at(StoreFile file) {
        var store = new Store(file);
        try {
            store.openedIfThere();
        } catch (RuntimeException e) {
            store.thread.shutdownNow();
            throw e;
        }
        long millis = COMMIT_EVERY.toMillis();
        // tick catches what it can expect; whatever else it throws ends it, and flush still works.
        var _ =
                store.thread.scheduleWithFixedDelay(
                        store::tick, millis, millis, TimeUnit.MILLISECONDS);
        return store;
    }

    /**
     * A map of the store, which need not be there yet.
     *
     * @param name names it among all maps of the store
     * @param codec how values are kept
     * @param <V> what they are
     * @return the map
     */
    public <V> StoreMap<V> map(String name, Codec<V> codec) {
        return new StoreMap<>(this, name, codec);
    }

    /**
     * Does changes that belong together: after a crash, all of them are there or none. Several may
     * run at the same time.
     *
     * @param change must not wait for anything but this store's maps
     * @return what the change returns
     * @param <T> what that is
     * @throws StateException if the file cannot be written
     */
    public <T> T change(Supplier<T> change) {
        committing.readLock().lock();
        try {
            return change.get();
        } catch (MVStoreException e) {
            throw failed("written", e);
        } finally {
            committing.readLock().unlock();
        }
    }

    /**
     * Waits until all that has been changed is on the disk.
     *
     * @throws StateException if it did not get there
     */
    public void flush() {
        try {
            thread.submit(this::commit).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateException("interrupted while the state was written", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StateException state) {
                throw state;
            }
            throw new StateException("the state could not be written", e.getCause());
        } catch (RejectedExecutionException e) {
            throw new StateException("the state is closed", e);
        }
    }

    /**
     * Why the file cannot be used at the moment.
     *
     * @return a line for operators, or null if all is well
     */
    public @Nullable String trouble() {
        return trouble;
    }

    /** The open file; made if there is none. */
    Opened opened() {
        Opened now = opened;
        if (now == null) {
            now = open();
        }
        if (now.store().isReadOnly()) {
            throw new StateException(file.readOnly(), null);
        }
        return now;
    }

    /** The open file, or null if there is none and nothing has been written. */
    @Nullable Opened openedIfThere() {
        Opened now = opened;
        if (now != null) {
            return now;
        }
        return file.exists() || trouble != null ? open() : null;
    }

    private Opened open() {
        opening.lock();
        try {
            Opened now = opened;
            if (now != null) {
                return now;
            }
            if (closed) {
                throw new StateException("the state is closed", null);
            }
            // While there is trouble, the store's own thread tries, not every caller.
            String known = trouble;
            if (known != null && !Thread.currentThread().getName().equals("martlet-store")) {
                throw new StateException(known, null);
            }
            now = file.open();
            opened = now;
            trouble = null;
            return now;
        } finally {
            opening.unlock();
        }
    }

    /** What has failed, after the file has been given up. */
    StateException failed(String what, MVStoreException e) {
        String message = file.failed(what, e);
        Opened now = opened;
        if (now != null && now.store().isClosed() && !closed) {
            opened = null;
            trouble = message;
            LOG.log(System.Logger.Level.ERROR, message);
        }
        return new StateException(message, e);
    }

    private void tick() {
        try {
            if (trouble != null) {
                open();
                LOG.log(System.Logger.Level.INFO, "the state can be used again: {0}", file);
            }
            commit();
            Opened now = opened;
            if (now != null) {
                file.tidy(now.store());
            }
        } catch (StateException e) {
            // Logged when it began; trouble() goes on saying so.
        } catch (MVStoreException e) {
            failed("written", e);
        }
    }

    private void commit() {
        Opened now = opened;
        if (now == null || now.store().isReadOnly()) {
            String known = trouble;
            if (known != null) {
                throw new StateException(known, null);
            }
            return;
        }
        try {
            committing.writeLock().lock();
            try {
                if (!now.store().hasUnsavedChanges()) {
                    return;
                }
                now.store().commit();
            } finally {
                committing.writeLock().unlock();
            }
            now.store().sync();
        } catch (MVStoreException e) {
            throw failed("written", e);
        }
    }

    /** Writes what is left to write. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            flush();
        } catch (StateException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the last second of the state is lost: {0}",
                    e.getMessage());
        }
        closed = true;
        thread.shutdownNow();
        opening.lock();
        try {
            Opened now = opened;
            opened = null;
            if (now != null) {
                now.store().close();
            }
        } catch (MVStoreException e) {
            LOG.log(System.Logger.Level.ERROR, file.failed("closed", e));
        } finally {
            opening.unlock();
        }
    }

    /** Ends without writing, as a kill would. */
    void abandon() {
        closed = true;
        thread.shutdownNow();
        Opened now = opened;
        if (now != null) {
            now.store().closeImmediately();
        }
    }
}
