// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.util.concurrent.TimeUnit;

/** The sum of all streams of a load. Safe for use by many threads. */
final class StreamTally {

    /** A reader sees a pause of this length: an event that took longer came late. */
    static final long LATE = TimeUnit.MILLISECONDS.toNanos(100);

    private final int events;
    private final Histogram delays = new Histogram();
    private final Histogram gaps = new Histogram();
    private final Histogram firsts = new Histogram();
    private long streams;
    private long seen;
    private long lost;
    private long misplaced;
    private long late;
    private long statusErrors;
    private long readErrors;

    /**
     * @param events of each stream
     */
    StreamTally(int events) {
        this.events = events;
    }

    int events() {
        return events;
    }

    synchronized void add(StreamRecord stream, int status) {
        streams++;
        if (status != 200) {
            statusErrors++;
            return;
        }
        seen += stream.seen();
        lost += stream.lost();
        misplaced += stream.misplaced();
        for (int i = 0; i < stream.seen(); i++) {
            late += stream.delay(i) > LATE ? 1 : 0;
            delays.record(TimeUnit.NANOSECONDS.toMicros(stream.delay(i)));
            if (i > 0) {
                gaps.record(TimeUnit.NANOSECONDS.toMicros(stream.gap(i)));
            }
        }
        if (stream.seen() > 0) {
            firsts.record(TimeUnit.NANOSECONDS.toMicros(stream.firstAfter()));
        }
    }

    /** A stream that ended early, or a connection that could not be had. */
    synchronized void broken() {
        readErrors++;
    }

    /** The lines that {@link LoadResult} reads. */
    synchronized String report(long nanos, long cpuMicros) {
        return """
        requests=%d
        duration-us=%d
        p50-us=%d
        p99-us=%d
        max-us=%d
        first-p50-us=%d
        first-p99-us=%d
        gap-p99-us=%d
        events=%d
        late=%d
        errors-lost=%d
        errors-misplaced=%d
        errors-status=%d
        errors-read=%d
        cpu-us=%d
        """
                .formatted(
                        streams,
                        TimeUnit.NANOSECONDS.toMicros(nanos),
                        delays.percentile(50),
                        delays.percentile(99),
                        delays.max(),
                        firsts.percentile(50),
                        firsts.percentile(99),
                        gaps.percentile(99),
                        seen,
                        late,
                        lost,
                        misplaced,
                        statusErrors,
                        readErrors,
                        cpuMicros);
    }
}
