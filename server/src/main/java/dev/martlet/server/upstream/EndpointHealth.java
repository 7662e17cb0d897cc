// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the fitness of one endpoint: by checks, and by its traffic. Written under the
 * lock of {@link Endpoints}, but for the count of failures; read by anyone.
 */
final class EndpointHealth {
    /** Ejection times grow up to this multiple. */
    private static final int MOST_EJECTIONS = 10;

    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile @Nullable String checkFailure;
    private volatile @Nullable Ejection ejection;
    private int ejections;
    private long returnedAt;

    /** Until when, on the clock of nanoTime, and why. */
    record Ejection(long until, String why) {}

    /** Why the active checks have taken the endpoint out, or null if they have not. */
    @Nullable String checkFailure() {
        return checkFailure;
    }

    void checkFailure(@Nullable String failure) {
        checkFailure = failure;
    }

    @Nullable Ejection ejection() {
        return ejection;
    }

    boolean fit() {
        return checkFailure == null && ejection == null;
    }

    /** Notes a failure and tells how many there are in a row. */
    int failed() {
        return failuresInARow.incrementAndGet();
    }

    void succeeded() {
        // Read first: the common case must not write to a line that all threads share.
        if (failuresInARow.get() != 0) {
            failuresInARow.set(0);
        }
    }

    /** Ejects for a time that grows with each ejection and shrinks with good behaviour between. */
    long eject(String why, long base, long now) {
        if (ejections > 0) {
            ejections -= (int) Math.min(ejections, (now - returnedAt) / base);
        }
        ejections = Math.min(ejections + 1, MOST_EJECTIONS);
        long time = base * ejections;
        ejection = new Ejection(now + time, why);
        return time;
    }

    /**
     * Brings the endpoint back if its time is up. It is on probation then: one more failure ejects
     * it again, one success clears it.
     */
    boolean comeBack(long now, int threshold) {
        Ejection seen = ejection;
        if (seen == null || now - seen.until < 0) {
            return false;
        }
        ejection = null;
        returnedAt = now;
        failuresInARow.set(threshold - 1);
        return true;
    }
}
