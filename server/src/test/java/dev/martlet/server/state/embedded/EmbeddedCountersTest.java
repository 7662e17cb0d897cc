// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.state.Account;
import dev.martlet.core.state.Counters;
import dev.martlet.core.state.Counters.Ask;
import dev.martlet.core.state.Counters.Batch;
import dev.martlet.core.state.Counters.Grant;
import dev.martlet.core.state.Counters.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedCountersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Account.Bucket BUCKET =
            new Account.Bucket("l/a", 60, 60, Duration.ofMinutes(1));
    private static final Account.Window WINDOW =
            new Account.Window("b/a", 1_000, NOW.minusSeconds(60), NOW.plusSeconds(3_600));
    private static final Account.Permits PERMITS = new Account.Permits("l/c", 5);

    @TempDir private Path folder;
    private final AtomicLong nanos = new AtomicLong(5);
    private final AtomicReference<Instant> wall = new AtomicReference<>(NOW);
    private long number;

    private EmbeddedCounters open(Store store) {
        number = 0;
        return new EmbeddedCounters(store, wall::get, nanos::get);
    }

    private static Grant draw(Counters counters, Account account, long need, long want) {
        return counters.draw(List.of(new Ask(account, need, want))).getFirst();
    }

    private long report(Counters counters, Account account, long spent, long held) {
        var batch = new Batch(++number, List.of(new Report(account, spent, held)));
        return counters.report(batch).getFirst();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        wall.updateAndGet(now -> now.plus(time));
    }

    @Test
    void aBucketGivesWhatIsInItAndIsRefilled() {
        try (Store store = Store.inMemory()) {
            Counters counters = open(store);
            assertThat(draw(counters, BUCKET, 10, 40).granted()).isEqualTo(40);
            assertThat(draw(counters, BUCKET, 20, 90).granted()).isEqualTo(20);

            Grant refused = draw(counters, BUCKET, 3, 3);
            assertThat(refused.granted()).isZero();
            assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(3));

            pass(Duration.ofSeconds(3));
            assertThat(draw(counters, BUCKET, 3, 3)).isEqualTo(new Grant(3, 0, null));
        }
    }

    @Test
    void whatIsGivenBackIsThereAgainAndWhatIsOverdrawnIsMissing() {
        try (Store store = Store.inMemory()) {
            Counters counters = open(store);
            draw(counters, BUCKET, 40, 40);
            draw(counters, WINDOW, 400, 400);

            assertThat(report(counters, BUCKET, 10, 5)).isEqualTo(45);
            assertThat(report(counters, WINDOW, 100, 50)).isEqualTo(850);
            assertThat(report(counters, BUCKET, 105, 0)).isEqualTo(-55);
            assertThat(report(counters, WINDOW, 1_100, 0)).isEqualTo(-200);
            assertThat(draw(counters, WINDOW, 1, 1).retryAfter()).isEqualTo(Duration.ofHours(1));

            pass(Duration.ofSeconds(56));
            assertThat(draw(counters, BUCKET, 1, 1).granted()).isEqualTo(1);
        }
    }

    @Test
    void ifOneAccountRefusesNoneGives() {
        try (Store store = Store.inMemory()) {
            Counters counters = open(store);
            List<Grant> grants =
                    counters.draw(
                            List.of(
                                    new Ask(BUCKET, 10, 10),
                                    new Ask(WINDOW, 2_000, 2_000),
                                    new Ask(PERMITS, 1, 5)));
            assertThat(grants).extracting(Grant::granted).containsOnly(0L);
            assertThat(grants.get(0)).isEqualTo(new Grant(0, 60, null));
            assertThat(grants.get(1).retryAfter()).isNotNull();
            assertThat(grants.get(2)).isEqualTo(new Grant(0, 5, null));
        }
    }

    @Test
    void aBatchThatComesTwiceCountsOnce() {
        try (Store store = Store.inMemory()) {
            Counters counters = open(store);
            draw(counters, WINDOW, 400, 400);
            var batch = new Batch(1, List.of(new Report(WINDOW, 100, 300)));
            assertThat(counters.report(batch)).containsExactly(600L);
            assertThat(counters.report(batch)).containsExactly(600L);
        }
    }

    @Test
    void permitsAreFreeWhenTheyAreNotHeldAnyMore() {
        try (Store store = Store.inMemory()) {
            Counters counters = open(store);
            assertThat(draw(counters, PERMITS, 1, 10).granted()).isEqualTo(5);
            assertThat(draw(counters, PERMITS, 1, 1).granted()).isZero();
            assertThat(report(counters, PERMITS, 0, 3)).isEqualTo(2);
        }
    }

    @Test
    void anotherAmountKeepsWhatWasUsed() {
        try (Store store = Store.inMemory()) {
            Counters counters = open(store);
            draw(counters, BUCKET, 50, 50);
            report(counters, BUCKET, 50, 0);
            draw(counters, WINDOW, 400, 400);
            report(counters, WINDOW, 400, 0);

            var more = new Account.Bucket("l/a", 100, 100, Duration.ofMinutes(1));
            assertThat(draw(counters, more, 0, 0).left()).isEqualTo(50);
            var less = new Account.Bucket("l/a", 20, 20, Duration.ofMinutes(1));
            assertThat(draw(counters, less, 0, 0).left()).isZero();
            var budget = new Account.Window("b/a", 500, WINDOW.start(), WINDOW.end());
            assertThat(draw(counters, budget, 0, 0).left()).isEqualTo(100);
        }
    }

    @Test
    void aRestartKeepsWhatWasReportedAndFreesWhatWasHeld() {
        try (Store store = Store.in(folder)) {
            Counters counters = open(store);
            draw(counters, BUCKET, 50, 50);
            draw(counters, WINDOW, 400, 900);
            draw(counters, PERMITS, 5, 5);
            report(counters, BUCKET, 50, 0);
            report(counters, WINDOW, 300, 600);
        }
        wall.updateAndGet(now -> now.plusSeconds(5));
        nanos.set(-77);
        try (Store store = Store.in(folder)) {
            Counters counters = open(store);
            assertThat(draw(counters, BUCKET, 0, 0).left()).isEqualTo(15);
            assertThat(draw(counters, WINDOW, 0, 0).left()).isEqualTo(700);
            assertThat(draw(counters, PERMITS, 0, 0).left()).isEqualTo(5);
        }
    }

    @Test
    void aClockThatWasSetBackWhileNobodyLookedRefillsNothing() {
        try (Store store = Store.in(folder)) {
            Counters counters = open(store);
            draw(counters, BUCKET, 50, 50);
            report(counters, BUCKET, 50, 0);
        }
        wall.set(NOW.minus(Duration.ofDays(3)));
        try (Store store = Store.in(folder)) {
            assertThat(draw(open(store), BUCKET, 0, 0).left()).isEqualTo(10);
        }
    }

    @Test
    void whatIsFullAgainOrLongOverLeavesTheStore() {
        try (Store store = Store.in(folder)) {
            Counters counters = open(store);
            draw(counters, BUCKET, 50, 50);
            report(counters, BUCKET, 50, 0);
            draw(counters, WINDOW, 1, 1);
            report(counters, WINDOW, 1, 0);
            assertThat(store.map("counters", Kept.CODEC).size()).isEqualTo(2);

            pass(Duration.ofMinutes(2));
            report(counters, PERMITS, 0, 0);
            assertThat(store.map("counters", Kept.CODEC).firstKey()).isEqualTo("b/a");
            assertThat(draw(counters, BUCKET, 0, 0).left()).isEqualTo(60);
        }
        wall.updateAndGet(now -> now.plus(Duration.ofDays(40)));
        try (Store store = Store.in(folder)) {
            Counters counters = open(store);
            pass(Duration.ofMinutes(2));
            report(counters, PERMITS, 0, 0);
            assertThat(store.map("counters", Kept.CODEC).size()).isZero();
        }
    }
}
