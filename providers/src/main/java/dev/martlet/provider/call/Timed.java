// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for something that blocks, but not for ever: a virtual thread of its own does the blocking,
 * one thing at a time, and may be waited for again after a wait that was too short. So whoever
 * waits is the only one who writes to the client, and can do so in between. For one waiting thread,
 * but for {@link #abandon}.
 */
final class Timed<T> {
    /** Written by the waiting thread alone. */
    private volatile @Nullable FutureTask<@Nullable T> pending;

    /** It takes longer. */
    static final class LateException extends Exception {
        private static final long serialVersionUID = 1L;

        LateException() {
            super("late", null, false, false);
        }
    }

    /** Nobody waits any more: what is pending is interrupted. */
    void abandon() {
        @Nullable FutureTask<@Nullable T> task = pending;
        if (task != null) {
            task.cancel(true);
        }
    }

    /** Whether something was begun and has not been waited for to its end. */
    boolean pending() {
        return pending != null;
    }

    /**
     * Begins something, unless something is pending, and waits for it.
     *
     * @param nanos how long to wait
     * @throws LateException if it takes longer; it goes on
     */
    @Nullable T get(Callable<@Nullable T> work, long nanos) throws IOException, LateException {
        FutureTask<@Nullable T> task = begun(work);
        try {
            T result = task.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            pending = null;
            return result;
        } catch (TimeoutException e) {
            throw new LateException();
        } catch (ExecutionException e) {
            pending = null;
            throw rethrown(e.getCause());
        } catch (CancellationException e) {
            throw new GatewayException(new Failure.ClientGone(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(new Failure.Draining(), e);
        }
    }

    private FutureTask<@Nullable T> begun(Callable<@Nullable T> work) {
        FutureTask<@Nullable T> task = pending;
        if (task == null) {
            task = new FutureTask<>(work);
            pending = task;
            Thread.startVirtualThread(task);
        }
        return task;
    }

    private static IOException rethrown(@Nullable Throwable cause) {
        return switch (cause) {
            case IOException io -> io;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            case null, default -> throw new IllegalStateException("work failed", cause);
        };
    }
}
