// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds how many passwords are hashed at a time: half of the processors go on serving. */
final class SlowHashes implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 2;

    private final Semaphore permits =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

    /**
     * Compares.
     *
     * @throws GatewayException with a 503 if too many wait
     */
    boolean matches(PasswordHash hash, String password) {
        boolean mine = false;
        try {
            mine = permits.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (mine) {
                return hash.matches(password);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (mine) {
                permits.release();
            }
        }
        throw new GatewayException(
                new Failure.CheckUnavailable("Too many passwords are being checked."));
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
