// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.util.function.LongSupplier;

/** What arrived of one stream, and when. */
final class StreamRecord {

    private final long[] delays;
    private final long[] gaps;
    private final long askedAt;
    private final LongSupplier nanoTime;
    private final StreamEvent events = new StreamEvent(this::event);
    private long now;
    private long lastAt;
    private long firstAfter;
    private int seen;
    private int misplaced;

    StreamRecord(int events, long askedAt) {
        this(events, askedAt, System::nanoTime);
    }

    StreamRecord(int events, long askedAt, LongSupplier nanoTime) {
        this.askedAt = askedAt;
        this.nanoTime = nanoTime;
        delays = new long[events];
        gaps = new long[events];
    }

    void read(byte[] bytes, int length) {
        now = nanoTime.getAsLong();
        events.read(bytes, 0, length);
    }

    private void event(long number, long sentAt) {
        if (number != seen || seen == delays.length) {
            misplaced++;
            return;
        }
        delays[seen] = now - sentAt;
        gaps[seen] = seen == 0 ? 0 : now - lastAt;
        firstAfter = seen == 0 ? now - askedAt : firstAfter;
        lastAt = now;
        seen++;
    }

    /** Events that came in their place. */
    int seen() {
        return seen;
    }

    /** Events that came twice, out of order, or after one that is missing. */
    int misplaced() {
        return misplaced;
    }

    /** Events that never came in their place. */
    int lost() {
        return delays.length - seen;
    }

    /** Nanoseconds from the server's write of an event to its arrival here. */
    long delay(int event) {
        return delays[event];
    }

    /** Nanoseconds since the event before it. */
    long gap(int event) {
        return gaps[event];
    }

    /** Nanoseconds from the request to the first event. */
    long firstAfter() {
        return firstAfter;
    }
}
