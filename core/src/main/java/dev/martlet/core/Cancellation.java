// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells whoever works for an exchange that nobody waits for the result any more: the client has
 * gone, or the server stops. Actions run on the thread that cancels; they close sockets and the
 * like, and must not block. Thread-safe.
 */
public final class Cancellation {
    private static final System.Logger LOG = System.getLogger(Cancellation.class.getName());

    private @Nullable Failure cause;
    private @Nullable List<Runnable> actions;

    /**
     * Why the exchange was cancelled.
     *
     * @return the failure, or null while it was not
     */
    public synchronized @Nullable Failure cause() {
        return cause;
    }

    /**
     * Ends the work if nobody wants it any more.
     *
     * @throws GatewayException if the exchange was cancelled
     */
    public void check() {
        @Nullable Failure failure = cause();
        if (failure != null) {
            throw new GatewayException(failure);
        }
    }

    /**
     * Adds something to do on cancellation; runs at once if that has happened.
     *
     * @param action what to do
     */
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (cause == null) {
                if (actions == null) {
                    actions = new ArrayList<>(2);
                }
                actions.add(action);
                return;
            }
        }
        run(action);
    }

    /**
     * Takes back an action, when what it would end has ended by itself.
     *
     * @param action as it was given to {@link #onCancel}
     */
    public synchronized void remove(Runnable action) {
        if (actions != null) {
            actions.remove(action);
        }
    }

    /**
     * Cancels; the first cause stays.
     *
     * @param failure why
     */
    public void cancel(Failure failure) {
        List<Runnable> toRun;
        synchronized (this) {
            if (cause != null) {
                return;
            }
            cause = failure;
            toRun = actions == null ? List.of() : List.copyOf(actions);
            actions = null;
        }
        toRun.forEach(Cancellation::run);
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            // The others must still run: each ends work of its own.
            LOG.log(System.Logger.Level.ERROR, "cancel action failed", e);
        }
    }
}
