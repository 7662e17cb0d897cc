// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Deadlines and timelines, on a clock that may start anywhere and overflow. */
class ClockTest {
    @Test
    void theSoonerDeadlineWins() {
        Deadline soon = Deadline.after(Duration.ofMillis(1), 0);
        Deadline late = Deadline.after(Duration.ofSeconds(1), 0);
        assertThat(soon.sooner(late)).isEqualTo(soon);
        assertThat(late.sooner(soon)).isEqualTo(soon);
        assertThat(Deadline.NONE.sooner(late)).isEqualTo(late);
        assertThat(late.sooner(Deadline.NONE)).isEqualTo(late);
        assertThat(Deadline.NONE.sooner(Deadline.NONE)).isEqualTo(Deadline.NONE);
    }

    @Test
    void aDeadlineSurvivesTheOverflowOfTheClock() {
        long now = Long.MAX_VALUE - 10;
        Deadline before = Deadline.after(Duration.ofNanos(5), now);
        Deadline beyond = Deadline.after(Duration.ofNanos(100), now);
        assertThat(beyond.nanos()).isNegative();
        assertThat(beyond.remaining(now)).isEqualTo(100);
        assertThat(before.sooner(beyond)).isEqualTo(before);
        assertThat(beyond.sooner(before)).isEqualTo(before);
    }

    @Test
    void aDeadlineThatHasPassedHasNothingLeft() {
        Deadline deadline = Deadline.after(Duration.ofNanos(10), 100);
        assertThat(deadline.remaining(100)).isEqualTo(10);
        assertThat(deadline.remaining(111)).isEqualTo(-1);
        assertThat(deadline.isNone()).isFalse();
        assertThat(Deadline.NONE.remaining(5)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theDeadlineOfAnExchangeIsNeverPutOff() {
        Exchange exchange = Fixture.exchange("GET", "http://h/");
        assertThat(exchange.deadline().isNone()).isTrue();
        exchange.deadline(new Deadline(100));
        exchange.deadline(new Deadline(200));
        assertThat(exchange.deadline()).isEqualTo(new Deadline(100));
    }

    @Test
    void aTimelineKnowsTheTimeBetweenMomentsThatHaveCome() {
        var clock = new AtomicLong(-5);
        var timeline = new Timeline(clock::get);
        timeline.mark(Moment.RECEIVED);
        clock.set(20);
        timeline.mark(Moment.SENT);
        assertThat(timeline.between(Moment.RECEIVED, Moment.SENT)).isEqualTo(25);
        assertThat(timeline.between(Moment.RECEIVED, Moment.ENDED)).isEqualTo(-1);
        assertThat(timeline.has(Moment.ENDED)).isFalse();
        clock.set(30);
        timeline.mark(Moment.SENT);
        assertThat(timeline.between(Moment.RECEIVED, Moment.SENT)).isEqualTo(35);
    }
}
