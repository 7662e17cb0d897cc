// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a clock of its own, which starts just before it overflows. */
class WatchdogTest {
    private static final Duration STEP = Duration.ofMillis(50);

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - STEP.toNanos());
    private final Watchdog watchdog = new Watchdog(clock::get, Runnable::run);
    private final AtomicInteger fired = new AtomicInteger();
    private final Watch watch = watchdog.watch(fired::incrementAndGet);

    @AfterEach
    void stop() {
        watchdog.close();
    }

    /**
     * Lets time pass, and the watchdog see it: it takes in what is new last, so all that was due
     * has fired before a deadline that is due at once. One that it took in with an old look at the
     * clock waits for the next tick, which does not come here: so it is set anew.
     */
    private void pass(Duration time) throws InterruptedException {
        for (Duration left = time; left.isPositive(); left = left.minus(STEP)) {
            clock.addAndGet(left.compareTo(STEP) < 0 ? left.toNanos() : STEP.toNanos());
            var seen = new CountDownLatch(1);
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        watchdog.watch(seen::countDown).in(Duration.ZERO);
                        return seen.await(30, TimeUnit.MILLISECONDS);
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 10, 15, 49, 990, 1000, 1010, 1280, 5000})
    void aDeadlineFiresOnceItHasPassedAndNotBefore(long millis) throws InterruptedException {
        watch.in(Duration.ofMillis(millis));
        pass(Duration.ofMillis(millis).minusNanos(1));
        assertThat(fired).hasValue(0);
        pass(Duration.ofNanos(1).plus(Watchdog.TICK));
        assertThat(fired).hasValue(1);
        pass(Duration.ofSeconds(2));
        assertThat(fired).hasValue(1);
    }

    @Test
    void aDeadlineThatIsBroughtForwardFiresAtItsNewTime() throws InterruptedException {
        watch.in(Duration.ofSeconds(60));
        pass(Duration.ofMillis(100));
        watch.in(Duration.ofMillis(200));
        pass(Duration.ofMillis(199));
        assertThat(fired).hasValue(0);
        pass(Duration.ofMillis(11));
        assertThat(fired).hasValue(1);
    }

    @Test
    void aDeadlineThatIsPutOffAgainAndAgainDoesNotFire() throws InterruptedException {
        for (int i = 0; i < 60; i++) {
            watch.in(Duration.ofMillis(100));
            pass(STEP);
        }
        assertThat(fired).hasValue(0);
        pass(Duration.ofMillis(60));
        assertThat(fired).hasValue(1);
    }

    @Test
    void whatIsCalledOffOrClosedDoesNotFire() throws InterruptedException {
        Watch closed = watchdog.watch(fired::incrementAndGet);
        watch.in(Duration.ofMillis(100));
        closed.in(Duration.ofMillis(100));
        watch.at(Deadline.NONE);
        closed.close();
        closed.in(Duration.ofMillis(10));
        pass(Duration.ofMillis(200));
        assertThat(fired).hasValue(0);
        watch.in(Duration.ofMillis(100));
        pass(Duration.ofMillis(110));
        assertThat(fired).as("set again").hasValue(1);
    }

    @Test
    void timeThatPassesAtOnceLosesNoDeadline() {
        for (int i = 0; i < 500; i++) {
            watchdog.watch(fired::incrementAndGet).in(Duration.ofMillis(i * 20L));
        }
        clock.addAndGet(Duration.ofSeconds(4).toNanos());
        await().untilAsserted(() -> assertThat(fired).hasValue(201));
        clock.addAndGet(Duration.ofSeconds(60).toNanos());
        await().untilAsserted(() -> assertThat(fired).hasValue(500));
    }

    @Test
    void distantDeadlinesAreLeftAlone() throws InterruptedException {
        int count = 10_000;
        List<Watch> idle = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Watch one = watchdog.watch(fired::incrementAndGet);
            one.in(Duration.ofSeconds(60));
            idle.add(one);
        }
        pass(STEP);
        long before = watchdog.looks();
        pass(Duration.ofSeconds(3));
        // Those that pass() sets are looked at, too: 60 of them.
        assertThat(watchdog.looks() - before).isBetween(2L * count, 4L * count + 1000);
        assertThat(fired).hasValue(0);
        idle.forEach(Watch::close);
        pass(Duration.ofSeconds(2));
        before = watchdog.looks();
        pass(Duration.ofSeconds(2));
        assertThat(watchdog.looks() - before).as("closed ones are forgotten").isLessThan(1000);
    }

    /**
     * Each thread sets far and near in turn, as a connection does; what is set last has to fire.
     */
    @Test
    void noDeadlineIsLostHoweverFastTheyAreSet() throws InterruptedException {
        int threads = 4;
        int perThread = 50;
        List<Thread> setters = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            var random = new Random(t);
            setters.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < perThread; i++) {
                                    Watch one = watchdog.watch(fired::incrementAndGet);
                                    for (int j = 0; j < 2_000; j++) {
                                        one.in(Duration.ofSeconds(1 + random.nextInt(100)));
                                        one.in(Duration.ofMillis(500 + random.nextInt(100)));
                                    }
                                }
                            }));
        }
        for (Thread setter : setters) {
            setter.join();
        }
        clock.addAndGet(Duration.ofMillis(600).plus(Watchdog.TICK).toNanos());
        await().untilAsserted(() -> assertThat(fired).hasValue(threads * perThread));
    }
}
