// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Cancellation;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import java.util.concurrent.locks.LockSupport;

/** How a request waits before another try. */
@FunctionalInterface
public interface Pause {
    /** On the real clock. */
    Pause REAL = Pause::park;

    /**
     * Waits.
     *
     * @param nanos how long
     * @param cancellation ends the wait at once
     * @throws GatewayException with the cause of the cancellation
     */
    void of(long nanos, Cancellation cancellation);

    private static void park(long nanos, Cancellation cancellation) {
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
