// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Cancellation;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import java.util.concurrent.locks.LockSupport;

/** Waits on behalf of an exchange. */
final class Pause {
    private Pause() {}

    /**
     * Waits, on the real clock.
     *
     * @param nanos how long
     * @param cancellation ends the wait at once
     * @throws GatewayException with the cause of the cancellation, or {@link Failure.Draining} if
     *     the thread was interrupted
     */
    static void of(long nanos, Cancellation cancellation) {
        if (nanos <= 0) {
            return;
        }
        long end = System.nanoTime() + nanos;
        Thread waiter = Thread.currentThread();
        Runnable wake = () -> LockSupport.unpark(waiter);
        cancellation.onCancel(wake);
        try {
            long left = nanos;
            while (left > 0 && cancellation.cause() == null) {
                if (waiter.isInterrupted()) {
                    throw new GatewayException(new Failure.Draining());
                }
                LockSupport.parkNanos(left);
                left = end - System.nanoTime();
            }
        } finally {
            cancellation.remove(wake);
        }
        cancellation.check();
    }
}
