// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.provider.pool.Breaker.Pass;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final long SECOND = 1_000_000_000L;

    private final Breaker breaker = new Breaker();
    private long now = -50 * SECOND;

    private void failTimes(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(now);
        }
    }

    @Test
    void itOpensAfterFiveFailuresInARow() {
        failTimes(4);
        breaker.succeeded();
        failTimes(4);
        assertThat(breaker.tryPass(now)).isEqualTo(Pass.YES);
        failTimes(1);
        assertThat(breaker.tryPass(now)).isEqualTo(Pass.NO);
        assertThat(breaker.rest(now)).isEqualTo(Breaker.FIRST.toNanos());
    }

    @Test
    void afterAWhileOneMayProbe() {
        failTimes(5);
        now += Breaker.FIRST.toNanos();
        assertThat(breaker.tryPass(now)).isEqualTo(Pass.PROBE);
        assertThat(breaker.tryPass(now)).isEqualTo(Pass.NO);
        breaker.succeeded();
        assertThat(breaker.tryPass(now)).isEqualTo(Pass.YES);
    }

    @Test
    void eachFailedProbeDoublesThePauseUpToTheLongest() {
        failTimes(5);
        long pause = Breaker.FIRST.toNanos();
        for (int i = 0; i < 6; i++) {
            now += pause;
            assertThat(breaker.tryPass(now)).isEqualTo(Pass.PROBE);
            breaker.failed(now);
            pause = Math.min(pause * 2, Breaker.LONGEST.toNanos());
            assertThat(breaker.rest(now)).isEqualTo(pause);
        }
        assertThat(pause).isLessThan(30 * SECOND);
    }

    @Test
    void aLostProbeLeavesTheWayToTheNext() {
        failTimes(5);
        now += Breaker.FIRST.toNanos();
        breaker.tryPass(now);
        breaker.probeLost();
        assertThat(breaker.tryPass(now)).isEqualTo(Pass.PROBE);
    }

    @Test
    void aProbeThatNobodyReportsOnDoesNotBlockForEver() {
        failTimes(5);
        now += Breaker.FIRST.toNanos();
        breaker.tryPass(now);
        now += Breaker.PROBE.toNanos();
        assertThat(breaker.tryPass(now)).isEqualTo(Pass.PROBE);
    }

    @Test
    void lateFailuresOfOldRequestsDoNotLengthenThePause() {
        failTimes(5);
        failTimes(20);
        assertThat(breaker.rest(now)).isEqualTo(Breaker.FIRST.toNanos());
    }
}
