// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.config.FailoverConfig;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How long a stream may wait: for its provider, and before its client sees a sign of life. */
final class Patience {
    private final FailoverConfig settings;
    private final @Nullable Duration keepAlive;
    private final LongSupplier nanoTime;
    private final long began;
    private long lastSent;
    private long lastHeard;

    Patience(FailoverConfig settings, @Nullable Duration keepAlive, LongSupplier nanoTime) {
        this.settings = settings;
        this.keepAlive = keepAlive;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
        this.lastSent = began;
        this.lastHeard = began;
    }

    /** Something goes to the client. */
    void sent() {
        lastSent = nanoTime.getAsLong();
    }

    /** From here on it is waited for the provider. */
    void waits() {
        lastHeard = nanoTime.getAsLong();
    }

    /** Nanoseconds until the provider has been silent, or the answer has taken, for too long. */
    long untilLimit() {
        return Math.min(lastHeard + settings.idle().toNanos() - nanoTime.getAsLong(), untilTotal());
    }

    /** Nanoseconds until the answer has taken too long. */
    long untilTotal() {
        return began + settings.total().toNanos() - nanoTime.getAsLong();
    }

    /** Nanoseconds until the client wants to see something; the largest number for never. */
    long untilSignOfLife() {
        return keepAlive == null
                ? Long.MAX_VALUE
                : lastSent + keepAlive.toNanos() - nanoTime.getAsLong();
    }
}
