// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5 * SECOND);
    private final RetryBudget budget = new RetryBudget(0.2, now::get);

    @Test
    void littleTrafficHasTheMinimum() {
        assertThat(drain()).isEqualTo(RetryBudget.MINIMUM);
    }

    @Test
    void muchTrafficHasItsShare() {
        request(1_000);

        assertThat(drain()).isEqualTo(200);
    }

    @Test
    void requestsAndRetriesCountForTenSeconds() {
        request(1_000);
        assertThat(drain()).isEqualTo(200);

        now.addAndGet(9 * SECOND);
        assertThat(drain()).isZero();

        now.addAndGet(SECOND);
        assertThat(drain()).isEqualTo(RetryBudget.MINIMUM);
    }

    @Test
    void aBudgetOfNothingGrantsNothing() {
        assertThat(new RetryBudget(0, now::get).tryRetry()).isFalse();
    }

    @RepeatedTest(20)
    void noWindowEverHasMoreRetriesThanItsShare(RepetitionInfo repetition) {
        var random = new SplittableRandom(repetition.getCurrentRepetition());
        Deque<long[]> events = new ArrayDeque<>();
        for (int step = 0; step < 20_000; step++) {
            now.addAndGet(random.nextLong(SECOND / 20));
            boolean retry = random.nextBoolean() && budget.tryRetry();
            if (!retry) {
                budget.requested(now.get());
            }
            events.add(new long[] {now.get(), retry ? 1 : 0});
            // The window moves in steps of a second, so nine to ten of them are surely inside.
            while (now.get() - events.getFirst()[0] > 10 * SECOND) {
                events.removeFirst();
            }
            long retries = events.stream().filter(each -> each[1] == 1).count();
            long requests = events.size() - retries;
            long earlier = requests / 9 + 25;
            assertThat(retries)
                    .isLessThanOrEqualTo(
                            Math.max(
                                    RetryBudget.MINIMUM * 2L, (long) (0.2 * (requests + earlier))));
        }
    }

    private void request(int times) {
        for (int i = 0; i < times; i++) {
            budget.requested(now.get());
        }
    }

    private int drain() {
        int granted = 0;
        while (budget.tryRetry()) {
            granted++;
        }
        return granted;
    }
}
