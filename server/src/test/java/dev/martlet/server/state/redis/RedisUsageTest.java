// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.state.UsageStore;
import dev.martlet.core.state.UsageStore.Query;
import dev.martlet.core.state.UsageStore.Row;
import dev.martlet.core.state.UsageStore.Slot;
import dev.martlet.core.state.UsageStore.Sums;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisUsageTest {
    private final Instant thisHour = Instant.now().truncatedTo(ChronoUnit.HOURS);

    private static RedisProcess redis;

    private RedisState state;
    private UsageStore usage;

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
        state = RedisState.open(redis.settings());
        usage = state.usage();
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    void sumsAreAddedUpAndABatchCountsOnce() {
        var slot = new Slot(thisHour, "acme", "ci", "smart");
        var sums = new Sums(1, 2, 3, 4, 5, 6, 1L << 52, 8);
        usage.add("node-1", List.of(new Row(slot, sums)));
        usage.add("node-1", List.of(new Row(slot, sums)));
        assertThat(usage.read(all())).containsExactly(new Row(slot, sums));
        usage.add("node-2", List.of(new Row(slot, new Sums(1, 0, 0, 0, 0, 0, (1L << 52) - 1, 0))));
        assertThat(usage.read(all()))
                .containsExactly(new Row(slot, new Sums(2, 2, 3, 4, 5, 6, (1L << 53) - 1, 8)));
    }

    @Test
    void whatIsAskedForIsFound() {
        var random = new Random(7);
        Map<Slot, Sums> model = new HashMap<>();
        for (int batch = 0; batch < 20; batch++) {
            Map<Slot, Sums> rows = new HashMap<>();
            for (int i = 0; i < 150; i++) {
                var slot =
                        new Slot(
                                thisHour.minus(Duration.ofHours(random.nextInt(60))),
                                random.nextInt(10) == 0 ? "" : "tenant " + random.nextInt(12),
                                random.nextBoolean() ? "" : "key:" + random.nextInt(3),
                                "org/model-" + random.nextInt(4));
                var sums = new Sums(1, 0, random.nextInt(1000), 0, random.nextInt(1000), 0, 5, 0);
                rows.merge(slot, sums, Sums::plus);
            }
            List<Row> list = new ArrayList<>();
            rows.forEach((slot, sums) -> list.add(new Row(slot, sums)));
            usage.add("b" + batch, list);
            rows.forEach((slot, sums) -> model.merge(slot, sums, Sums::plus));
        }
        expect(model, all());
        expect(model, new Query("tenant 3", null, thisHour.minus(Duration.ofHours(40)), thisHour));
        expect(model, new Query("", null, Instant.EPOCH, thisHour.plusSeconds(3600)));
        expect(
                model,
                new Query(null, "org/model-2", thisHour.minus(Duration.ofHours(5)), thisHour));
        expect(model, new Query("tenant 5", "org/model-1", Instant.MIN, Instant.MAX));
        expect(model, new Query("nobody", null, Instant.MIN, Instant.MAX));
        expect(model, new Query(null, null, thisHour, thisHour));
    }

    private void expect(Map<Slot, Sums> model, Query query) {
        List<Row> expected = new ArrayList<>();
        model.forEach((slot, sums) -> {
            boolean asked =
                    (query.tenant() == null || query.tenant().equals(slot.tenant()))
                            && (query.model() == null || query.model().equals(slot.model()))
                            && !slot.hour().isBefore(query.from())
                            && slot.hour().isBefore(query.to());
            if (asked) {
                expected.add(new Row(slot, sums));
            }
        });
        List<Row> found = usage.read(query);
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(found).isSortedAccordingTo(Comparator.comparing(row -> row.slot().hour()));
    }

    @Test
    void theLedgerIsKeptForFourHundredDays() {
        usage.add("b", List.of(new Row(new Slot(thisHour, "acme", "ci", "smart"), Sums.ZERO)));
        List<String> keys = redis.ask(commands -> commands.keys("*:h:*"));
        assertThat(keys).hasSize(1);
        Long seconds = redis.ask(commands -> commands.ttl(keys.getFirst()));
        assertThat(seconds).isBetween(399L * 86_400, 400L * 86_400);
        List<String> all = redis.ask(commands -> commands.keys("*"));
        assertThat(all)
                .allSatisfy(key -> {
                    Long left = redis.ask(commands -> commands.ttl(key));
                    assertThat(left).as(key).isPositive();
                });
    }

    private Query all() {
        return new Query(
                null, null, thisHour.minus(Duration.ofDays(5)), thisHour.plus(Duration.ofHours(1)));
    }
}
