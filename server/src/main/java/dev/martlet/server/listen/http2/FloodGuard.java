// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.server.http2.ConnectionError;
import dev.martlet.server.http2.ErrorCode;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Counts what costs us more than the client (CVE-2023-44487 and its kind): streams that are opened
 * and given up, frames that ask for an answer, frames that carry nothing. Used by one thread.
 */
final class FloodGuard {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final int MOST_CONTROL = 2000;
    private static final int MOST_EMPTY = 100;

    private final int mostResets;
    private final LongSupplier nanoTime;
    private long since;
    private int resets;
    private int controls;
    private int empty;

    FloodGuard(int concurrentStreams, LongSupplier nanoTime) {
        this.mostResets = Math.max(200, 4 * concurrentStreams);
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    /** A stream ended before its reply was complete, by the client's doing. */
    void reset() throws ConnectionError {
        period();
        if (++resets > mostResets) {
            throw calm("too many streams given up");
        }
    }

    /** A frame that we have to answer. */
    void control() throws ConnectionError {
        period();
        if (++controls > MOST_CONTROL) {
            throw calm("too many frames that ask for an answer");
        }
    }

    /** A frame of data. */
    void data(int size, boolean end) throws ConnectionError {
        empty = size > 0 || end ? 0 : empty + 1;
        if (empty > MOST_EMPTY) {
            throw calm("too many empty frames");
        }
    }

    private void period() {
        long now = nanoTime.getAsLong();
        if (now - since > PERIOD.toNanos()) {
            since = now;
            resets = 0;
            controls = 0;
        }
    }

    private static ConnectionError calm(String why) {
        return new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, why);
    }
}
