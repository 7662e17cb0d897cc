// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What must be let go of when something ends: run exactly once, last acquired first, and all of it
 * even if one part throws. Adding to a release that has run runs the action at once, so that
 * nothing acquired late leaks. Thread-safe: the client may go away while the exchange's own thread
 * is still adding.
 */
final class Release {
    private static final System.Logger LOG = System.getLogger(Release.class.getName());

    private @Nullable Deque<Runnable> actions;
    private boolean done;

    void add(Runnable action) {
        synchronized (this) {
            if (!done) {
                if (actions == null) {
                    actions = new ArrayDeque<>(4);
                }
                actions.push(action);
                return;
            }
        }
        run(action);
    }

    /** Returns whether this call was the one that released. */
    boolean release() {
        Deque<Runnable> toRun;
        synchronized (this) {
            if (done) {
                return false;
            }
            done = true;
            toRun = actions;
            actions = null;
        }
        if (toRun != null) {
            toRun.forEach(Release::run);
        }
        return true;
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            // The others must still be let go of; what failed here is a bug in the action.
            LOG.log(System.Logger.Level.ERROR, "close action failed", e);
        }
    }
}
