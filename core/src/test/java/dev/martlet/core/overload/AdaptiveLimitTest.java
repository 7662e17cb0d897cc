// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {
    private static final long MILLI = 1_000_000L;

    private final AtomicLong now = new AtomicLong();
    private final AdaptiveLimit limit =
            new AdaptiveLimit(new ConcurrencyConfig(10, 1_000), 2, now::get);

    @Test
    void aBusyServiceWhoseLatencyStaysGetsAHigherLimit() {
        int before = limit.now();

        windows(50, 10 * MILLI);

        assertThat(limit.now()).isGreaterThan(before * 2).isLessThanOrEqualTo(1_000);
    }

    @Test
    void risingLatencyLowersTheLimitDownToItsMinimum() {
        windows(50, 10 * MILLI);
        int before = limit.now();

        windows(5, 60 * MILLI);
        assertThat(limit.now()).isLessThan(before * 3 / 4);

        windows(60, 10_000 * MILLI);
        assertThat(limit.now()).isGreaterThanOrEqualTo(10).isLessThan(100);
    }

    @Test
    void timeOutsLowerTheLimit() {
        for (int i = 0; i < 100; i++) {
            now.addAndGet(100 * MILLI);
            for (int sample = 0; sample < AdaptiveLimit.MIN_SAMPLES; sample++) {
                limit.timedOut();
            }
        }

        assertThat(limit.now()).isEqualTo(10);
    }

    @Test
    void anIdleServiceKeepsItsLimit() {
        int before = limit.now();
        for (int i = 0; i < 100; i++) {
            now.addAndGet(100 * MILLI);
            for (int sample = 0; sample < AdaptiveLimit.MIN_SAMPLES; sample++) {
                limit.answered(0, (i + 1) * MILLI);
            }
        }

        assertThat(limit.now()).isEqualTo(before);
    }

    /** More whole answers than before are no target that got slower. */
    @Test
    void whatTakesLongerByItsNatureDoesNotLowerTheLimit() {
        mixed(40, 9);
        int before = limit.now();

        mixed(40, 1);

        assertThat(limit.now()).isGreaterThanOrEqualTo(before);
    }

    /** Windows of first tokens after 10 ms and whole answers after 500 ms. */
    private void mixed(int count, int streamsOfTen) {
        for (int i = 0; i < count; i++) {
            limit.used(limit.now());
            now.addAndGet(100 * MILLI);
            for (int sample = 0; sample < 10; sample++) {
                boolean stream = sample < streamsOfTen;
                limit.answered(stream ? 0 : 1, (stream ? 10 : 500) * MILLI);
            }
        }
    }

    /** Windows in which every place is in use. */
    private void windows(int count, long latency) {
        for (int i = 0; i < count; i++) {
            limit.used(limit.now());
            now.addAndGet(100 * MILLI);
            for (int sample = 0; sample < AdaptiveLimit.MIN_SAMPLES; sample++) {
                limit.answered(0, latency);
            }
        }
    }
}
