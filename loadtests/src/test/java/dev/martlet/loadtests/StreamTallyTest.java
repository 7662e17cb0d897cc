// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StreamTallyTest {

    private static final long ASKED = TimeUnit.SECONDS.toNanos(5);

    private final AtomicLong now = new AtomicLong();
    private final StreamTally tally = new StreamTally(3);

    @Test
    void everyEventIsCountedWithItsDelay() {
        StreamRecord stream = stream();
        arrives(stream, 0, 10, 12);
        arrives(stream, 1, 30, 33);
        arrives(stream, 2, 50, 54);
        tally.add(stream, 200);

        LoadResult result = result();
        assertThat(result.requests()).isEqualTo(1);
        assertThat(result.failed()).isZero();
        assertThat(result.more("events")).isEqualTo(3);
        assertThat(result.more("late")).isZero();
        // The histogram's steps are up to 1/64 of the value wide.
        assertThat(result.p50Micros()).isBetween(3_000L, 3_050L);
        assertThat(result.maxMicros()).isEqualTo(4_000);
        assertThat(result.more("first-p50-us")).isEqualTo(12_000);
        assertThat(result.more("gap-p99-us")).isEqualTo(21_000);
    }

    @Test
    void anEventIsLateAfterATenthOfASecond() {
        StreamRecord stream = stream();
        arrives(stream, 0, 10, 110);
        arrives(stream, 1, 30, 131);
        arrives(stream, 2, 50, 250);
        tally.add(stream, 200);

        assertThat(result().more("late")).isEqualTo(2);
    }

    @Test
    void whatFollowsAMissingEventIsLostToo() {
        StreamRecord stream = stream();
        arrives(stream, 0, 10, 11);
        arrives(stream, 2, 50, 51);
        tally.add(stream, 200);

        LoadResult result = result();
        assertThat(result.more("events")).isEqualTo(1);
        assertThat(result.errors()).containsEntry("lost", 2L).containsEntry("misplaced", 1L);
    }

    @Test
    void anEventThatComesTwiceIsAFailure() {
        StreamRecord stream = stream();
        for (int event : new int[] {0, 1, 1, 2, 2}) {
            arrives(stream, event, 10, 11);
        }
        tally.add(stream, 200);

        assertThat(result().errors()).containsEntry("lost", 0L).containsEntry("misplaced", 2L);
    }

    @Test
    void aStreamThatEndsEarlyAndOneThatIsRefusedAreFailures() {
        tally.broken();
        tally.add(stream(), 503);

        LoadResult result = result();
        assertThat(result.errors()).containsEntry("read", 1L).containsEntry("status", 1L);
        assertThat(result.errors()).containsEntry("lost", 0L);
    }

    private StreamRecord stream() {
        return new StreamRecord(3, ASKED, now::get);
    }

    /** Both in milliseconds after the request. */
    private void arrives(StreamRecord stream, int event, int sent, int arrived) {
        now.set(ASKED + TimeUnit.MILLISECONDS.toNanos(arrived));
        String text = StreamEvent.text(event, ASKED + TimeUnit.MILLISECONDS.toNanos(sent));
        stream.read(text.getBytes(US_ASCII), text.length());
    }

    private LoadResult result() {
        return LoadResult.parse(tally.report(TimeUnit.SECONDS.toNanos(1), 10));
    }
}
