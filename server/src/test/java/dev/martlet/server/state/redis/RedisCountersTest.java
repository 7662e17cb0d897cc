// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule of the scripts, in a real Redis whose clock jumps when a test says so. */
class RedisCountersTest {
    private static final long SECOND = 1000;
    private static final long HOUR = 3600 * SECOND;

    private static RedisProcess redis;

    /** Redis' clock stands still but for what a test adds to this: no test hurries. */
    private final AtomicLong skew = new AtomicLong();

    private final long start = System.currentTimeMillis();
    private RedisState first;
    private RedisState second;
    private Counters one;
    private Counters other;
    private long batch;

    @BeforeAll
    static void startRedis(@TempDir Path folder) {
        redis = RedisProcess.start(folder);
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void open() {
        redis.ask(commands -> commands.flushall());
        first = RedisState.open(redis.settings(), this::skew);
        second = RedisState.open(redis.settings(), this::skew);
        one = first.counters();
        other = second.counters();
    }

    private long skew() {
        return skew.get() + start - System.currentTimeMillis();
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @Test
    void aWindowIsDrawnFromUntilItIsEmpty() {
        var budget = window("t/org/budget", 100);
        assertThat(draw(one, budget, 10, 60)).isEqualTo(new Grant(60, 40, null));
        assertThat(draw(other, budget, 10, 60)).isEqualTo(new Grant(40, 0, null));
        Grant refused = draw(one, budget, 1, 10);
        assertThat(refused.granted()).isZero();
        assertThat(refused.left()).isZero();
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatIsSpentOfAWindowIsGoneUntilItsEnd() {
        var budget = window("t/org/budget", 100);
        draw(one, budget, 1, 100);
        assertThat(report(one, new Report(budget, 70, 0))).containsExactly(30L);
        Grant refused = draw(other, budget, 31, 31);
        assertThat(refused.left()).isEqualTo(30);
        assertThat(refused.retryAfter())
                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60).plusSeconds(1));
        assertThat(draw(other, budget, 30, 50).granted()).isEqualTo(30);
    }

    @Test
    void moreThanWasDrawnMayBeSpent() {
        var budget = window("t/org/budget", 100);
        draw(one, budget, 1, 10);
        assertThat(report(one, new Report(budget, 130, 0))).containsExactly(-30L);
        assertThat(draw(one, budget, 0, 10)).isEqualTo(new Grant(0, -30, null));
    }

    @Test
    void allOrNone() {
        var budget = window("t/org/budget", 100);
        var rate = bucket("t/org/rate", 5, 1, Duration.ofHours(1));
        var permits = new Account.Permits("t/org/permits", 3);
        List<Grant> grants =
                one.draw(
                        List.of(
                                new Ask(budget, 10, 20),
                                new Ask(permits, 1, 1),
                                new Ask(rate, 6, 6)));
        assertThat(grants.get(0)).isEqualTo(new Grant(0, 100, null));
        assertThat(grants.get(1)).isEqualTo(new Grant(0, 3, null));
        assertThat(grants.get(2).granted()).isZero();
        assertThat(grants.get(2).left()).isEqualTo(5);
        assertThat(grants.get(2).retryAfter()).isEqualTo(Duration.ofHours(1));
        List<String> keys = redis.ask(commands -> commands.keys("*:c:*"));
        assertThat(keys).isEmpty();
    }

    @Test
    void aBucketRefillsByRedisOwnClock() {
        var rate = bucket("t/org/rate", 10, 2, Duration.ofHours(1));
        assertThat(draw(one, rate, 1, 10)).isEqualTo(new Grant(10, 0, null));
        assertThat(draw(one, rate, 1, 1).retryAfter())
                .isBetween(Duration.ofMinutes(29), Duration.ofMinutes(31));
        skew.addAndGet(HOUR + HOUR / 4);
        assertThat(draw(other, rate, 2, 10)).isEqualTo(new Grant(2, 0, null));
        // The half that was refilled beyond two is not lost.
        skew.addAndGet(HOUR / 4 + SECOND);
        assertThat(draw(other, rate, 1, 10)).isEqualTo(new Grant(1, 0, null));
        skew.addAndGet(100 * HOUR);
        assertThat(draw(one, rate, 0, 0).left()).isEqualTo(10);
    }

    @Test
    void aClockThatJumpsBackNeitherRefillsNorStopsABucket() {
        var rate = bucket("t/org/rate", 10, 1, Duration.ofMinutes(1));
        draw(one, rate, 10, 10);
        skew.set(-HOUR);
        assertThat(draw(one, rate, 0, 1)).isEqualTo(new Grant(0, 0, null));
        // Whoever reports keeps the account going; it refills from the clock as it is now.
        report(one, new Report(rate, 10, 0));
        skew.addAndGet(90 * SECOND);
        assertThat(draw(one, rate, 0, 10).granted()).isEqualTo(1);
    }

    @Test
    void aClockThatJumpsForwardFillsABucketToItsCapacityOnly() {
        var rate = bucket("t/org/rate", 10, 1, Duration.ofMinutes(1));
        draw(one, rate, 10, 10);
        skew.set(1000 * HOUR);
        assertThat(draw(one, rate, 1, 100)).isEqualTo(new Grant(10, 0, null));
    }

    @Test
    void aDeadNodesSliceOfAWindowAndItsPermitsComeBack() {
        var budget = window("t/org/budget", 100);
        var permits = new Account.Permits("t/org/permits", 3);
        one.draw(List.of(new Ask(budget, 80, 80), new Ask(permits, 3, 3)));
        skew.addAndGet(one.leaseTime().toMillis() - SECOND);
        assertThat(draw(other, budget, 0, 0).left()).isEqualTo(20);
        skew.addAndGet(2 * SECOND);
        assertThat(draw(other, budget, 100, 100).granted()).isEqualTo(100);
        assertThat(draw(other, permits, 3, 3).granted()).isEqualTo(3);
    }

    @Test
    void aDeadNodesSliceOfABucketIsSpent() {
        var rate = bucket("t/org/rate", 10, 1, Duration.ofHours(10));
        draw(one, rate, 8, 8);
        skew.addAndGet(one.leaseTime().toMillis() * 2);
        assertThat(draw(other, rate, 0, 10)).isEqualTo(new Grant(2, 0, null));
    }

    @Test
    void aReportKeepsASliceAlive() {
        var budget = window("t/org/budget", 100);
        draw(one, budget, 80, 80);
        for (int i = 0; i < 5; i++) {
            skew.addAndGet(one.leaseTime().toMillis() - SECOND);
            assertThat(report(one, new Report(budget, 0, 80))).containsExactly(20L);
        }
        assertThat(draw(other, budget, 0, 100).granted()).isEqualTo(20);
    }

    @Test
    void aNodeThatWasSilentSaysWhatItHoldsAndSpentAndIsBelieved() {
        var budget = window("t/org/budget", 100);
        draw(one, budget, 50, 50);
        skew.addAndGet(HOUR / 60);
        assertThat(draw(other, budget, 60, 60).left()).isEqualTo(40);
        assertThat(report(one, new Report(budget, 20, 30))).containsExactly(-10L);
    }

    @Test
    void leasesAreNotProlongedByAClockThatJumpsBack() {
        var permits = new Account.Permits("t/org/permits", 3);
        draw(one, permits, 3, 3);
        skew.addAndGet(-HOUR);
        // Somebody asks: from now on the lease counts anew.
        assertThat(draw(other, permits, 1, 1).granted()).isZero();
        skew.addAndGet(one.leaseTime().toMillis() + SECOND);
        assertThat(draw(other, permits, 3, 3).granted()).isEqualTo(3);
    }

    @Test
    void aBatchThatIsHandedInTwiceCountsOnce() {
        var budget = window("t/org/budget", 1000);
        draw(one, budget, 100, 100);
        var twice = new Batch(7, List.of(new Report(budget, 60, 40)));
        assertThat(one.report(twice)).containsExactly(900L);
        assertThat(one.report(twice)).containsExactly(900L);
        assertThat(other.report(new Batch(7, List.of(new Report(budget, 5, 0)))))
                .as("another node's number")
                .containsExactly(895L);
        assertThat(one.report(new Batch(8, List.of(new Report(budget, 1, 0)))))
                .containsExactly(934L);
    }

    @Test
    void whoeverChangesTheAmountKeepsWhatWasCounted() {
        var budget = window("t/org/budget", 100);
        draw(one, budget, 60, 60);
        report(one, new Report(budget, 60, 0));
        assertThat(draw(one, window("t/org/budget", 200), 0, 0).left()).isEqualTo(140);
        var rate = bucket("t/org/rate", 10, 1, Duration.ofHours(1));
        draw(one, rate, 6, 6);
        assertThat(draw(one, bucket("t/org/rate", 20, 1, Duration.ofHours(1)), 0, 0).left())
                .isEqualTo(14);
    }

    @Test
    void numbersAreExactToTheirLastUnit() {
        var budget = window("t/org/budget", Account.MOST);
        draw(one, budget, Account.MOST - 1, Account.MOST - 1);
        assertThat(draw(one, budget, 0, 0).left()).isEqualTo(1);
        assertThat(report(one, new Report(budget, Account.MOST - 1, 0))).containsExactly(1L);
        assertThat(draw(other, budget, 2, 2).granted()).isZero();
        assertThat(draw(other, budget, 1, 1)).isEqualTo(new Grant(1, 0, null));
    }

    @Test
    void aThousandAccountsAreReportedInOneBatch() {
        List<Report> reports = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            reports.add(new Report(window("t/t" + i + "/budget", 100 + i), i, 0));
        }
        List<Long> left = one.report(new Batch(++batch, reports));
        assertThat(left).hasSize(1000).containsOnly(100L);
    }

    @Test
    void everyKeyHasAnEndAVersionAndATag() {
        one.draw(
                List.of(
                        new Ask(window("t/org/budget", 100), 1, 1),
                        new Ask(
                                new Account.Window("t/org/total", 100, Instant.EPOCH, Instant.MAX),
                                1,
                                1),
                        new Ask(bucket("t/org/rate", 10, 1, Duration.ofSeconds(1)), 1, 1),
                        new Ask(new Account.Permits("t/org/permits", 3), 1, 1)));
        List<String> keys = redis.ask(commands -> commands.keys("*"));
        assertThat(keys)
                .contains(
                        "martlet:1:{t/org}:c:t/org/budget",
                        "martlet:1:{t/org}:c:t/org/total",
                        "martlet:1:{t/org}:c:t/org/rate",
                        "martlet:1:{t/org}:c:t/org/permits")
                .allSatisfy(key -> {
                    Long left = redis.ask(commands -> commands.pttl(key));
                    assertThat(left).as("time to live of " + key).isPositive();
                });
    }

    /** What happens in any order to few accounts is what the model says. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void anyHistoryIsThatOfTheModel(long seed) {
        var random = new Random(seed);
        var model = new ModelCounters();
        // One unit each hour: time passes in hours and a little, so that no rounding is near.
        var rate = bucket("t/org/rate", 40, 1, Duration.ofHours(1));
        List<Account> accounts =
                List.of(
                        rate,
                        new Account.Window("t/org/total", 60, Instant.EPOCH, Instant.MAX),
                        new Account.Permits("t/org/permits", 25));
        List<Counters> nodes = List.of(one, other);
        for (int step = 0; step < 300; step++) {
            int node = random.nextInt(2);
            String name = "node-" + node;
            String what = "seed " + seed + ", step " + step;
            switch (random.nextInt(10)) {
                case 0 -> {
                    skew.addAndGet(HOUR + SECOND);
                    model.refill(rate, 1);
                    model.lapse(accounts);
                }
                case 1, 2, 3 -> {
                    Account account = accounts.get(random.nextInt(3));
                    long most = model.holds(name, account);
                    var report =
                            new Report(
                                    account,
                                    account instanceof Account.Permits ? 0 : random.nextInt(4),
                                    random.nextLong(most + 1));
                    // Older than what may not be in a report yet.
                    List<Long> left = nodes.get(node).report(new Batch(++batch, List.of(report)));
                    model.report(name, report);
                    assertThat(left).as(what).containsExactly(model.left(account));
                }
                default -> {
                    List<Ask> asks = asks(random, accounts);
                    List<Grant> grants = nodes.get(node).draw(asks);
                    List<Long> expected = model.draw(name, asks);
                    assertThat(grants.stream().map(Grant::granted)).as(what).isEqualTo(expected);
                    for (int i = 0; i < asks.size(); i++) {
                        assertThat(grants.get(i).left())
                                .as(what)
                                .isEqualTo(model.left(asks.get(i).account()));
                    }
                }
            }
        }
    }

    private static List<Ask> asks(Random random, List<Account> accounts) {
        List<Ask> asks = new ArrayList<>();
        for (Account account : accounts) {
            if (random.nextBoolean() || (asks.isEmpty() && account.equals(accounts.getLast()))) {
                long need = random.nextInt(6);
                asks.add(new Ask(account, need, need + random.nextInt(5)));
            }
        }
        return asks;
    }

    private Grant draw(Counters node, Account account, long need, long want) {
        return node.draw(List.of(new Ask(account, need, want))).getFirst();
    }

    private List<Long> report(Counters node, Report report) {
        return node.report(new Batch(++batch, List.of(report)));
    }

    private static Account.Window window(String id, long capacity) {
        return new Account.Window(
                id, capacity, Instant.now(), Instant.now().plus(Duration.ofHours(1)));
    }

    private static Account.Bucket bucket(String id, long capacity, long refill, Duration period) {
        return new Account.Bucket(id, capacity, refill, period);
    }
}
