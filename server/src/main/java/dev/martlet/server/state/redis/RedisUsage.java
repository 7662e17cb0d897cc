// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import dev.martlet.core.state.UsageStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in Redis: a hash for each hour and tenant, with a field for each key and model.
 * Tenants are spread over a few shards, each in one slot: a batch then needs a mark in each shard,
 * not one for each tenant. A set for each shard and day names the hashes, for whoever asks for all
 * tenants.
 */
final class RedisUsage implements UsageStore {
    /** Tells fields apart; no name has a line break. */
    private static final String BREAK = "\n";

    private static final int SHARDS = 16;

    /** Rows in one run of the script. */
    private static final int CHUNK = 100;

    /** Hashes that are asked for at a time. */
    private static final int PAGE = 100;

    private static final Duration KEPT = Duration.ofDays(400);

    /** A batch that was counted and is handed in again later than this counts twice. */
    private static final Duration MARKED = Duration.ofDays(2);

    private final Script add = Script.of("usage");
    private final Redis redis;

    RedisUsage(Redis redis) {
        this.redis = redis;
    }

    @Override
    public void add(String batch, List<Row> rows) {
        Map<Integer, List<Row>> shards = new TreeMap<>();
        for (Row row : rows) {
            shards.computeIfAbsent(shard(row.slot().tenant()), any -> new ArrayList<>()).add(row);
        }
        shards.forEach((shard, those) -> {
            for (int from = 0; from < those.size(); from += CHUNK) {
                String mark = key(shard, "b:" + batch + ":" + from);
                add(shard, mark, those.subList(from, Math.min(those.size(), from + CHUNK)));
            }
        });
    }

    private void add(int shard, String mark, List<Row> rows) {
        List<String> keys = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        keys.add(mark);
        arguments.add(Long.toString(MARKED.toSeconds()));
        arguments.add(Long.toString(KEPT.toSeconds()));
        for (Row row : rows) {
            Slot slot = row.slot();
            keys.add(hash(shard, slot.hour(), slot.tenant()));
            keys.add(key(shard, "d:" + day(slot.hour())));
            arguments.add(hour(slot.hour()) + BREAK + slot.tenant());
            arguments.add(slot.key() + BREAK + slot.model());
            numbers(row.sums()).forEach(number -> arguments.add(Long.toString(number)));
        }
        redis.ask(tag(shard), commands -> add.run(commands, keys, arguments));
    }

    @Override
    public List<Row> read(Query query) {
        Instant now = Instant.now();
        Instant from = later(query.from(), now.minus(KEPT)).truncatedTo(ChronoUnit.HOURS);
        Instant to = earlier(query.to(), now.plus(Duration.ofDays(1)));
        Map<String, Place> places = new LinkedHashMap<>();
        String tenant = query.tenant();
        for (Instant hour = from;
                hour.isBefore(to) && tenant != null;
                hour = hour.plusSeconds(3600)) {
            int shard = shard(tenant);
            places.put(hash(shard, hour, tenant), new Place(hour, tenant));
        }
        if (tenant == null) {
            named(from, to, places);
        }
        List<Row> rows = new ArrayList<>();
        List<String> names = List.copyOf(places.keySet());
        for (int i = 0; i < names.size(); i += PAGE) {
            page(names.subList(i, Math.min(names.size(), i + PAGE)), places, query.model(), rows);
        }
        rows.sort(
                Comparator.comparing((Row row) -> row.slot().hour())
                        .thenComparing(row -> row.slot().tenant())
                        .thenComparing(row -> row.slot().key())
                        .thenComparing(row -> row.slot().model()));
        return rows;
    }

    private record Place(Instant hour, String tenant) {}

    /** The hashes of all tenants, as the sets of the days name them. */
    private void named(Instant from, Instant to, Map<String, Place> places) {
        for (long day = day(from); from.isBefore(to) && day <= day(to); day++) {
            long deadline = redis.deadline();
            List<CompletableFuture<Set<String>>> answers = new ArrayList<>();
            for (int shard = 0; shard < SHARDS; shard++) {
                String set = key(shard, "d:" + day);
                answers.add(redis.send(commands -> commands.smembers(set)));
            }
            for (int shard = 0; shard < SHARDS; shard++) {
                for (String name : redis.await(answers.get(shard), deadline, tag(shard))) {
                    int end = name.indexOf(BREAK);
                    Instant hour =
                            Instant.ofEpochSecond(Long.parseLong(name.substring(0, end)) * 3600);
                    if (!hour.isBefore(from) && hour.isBefore(to)) {
                        String tenant = name.substring(end + 1);
                        places.put(hash(shard, hour, tenant), new Place(hour, tenant));
                    }
                }
            }
        }
    }

    private void page(
            List<String> names, Map<String, Place> places, @Nullable String model, List<Row> rows) {
        long deadline = redis.deadline();
        List<CompletableFuture<Map<String, String>>> answers = new ArrayList<>();
        for (String name : names) {
            answers.add(redis.send(commands -> commands.hgetall(name)));
        }
        for (int i = 0; i < names.size(); i++) {
            Place place = places.get(names.get(i));
            Map<String, String> fields = redis.await(answers.get(i), deadline, "usage");
            if (place == null) {
                continue;
            }
            fields.forEach((field, sums) -> {
                int end = field.indexOf(BREAK);
                String of = field.substring(end + 1);
                if (model == null || model.equals(of)) {
                    var slot = new Slot(place.hour(), place.tenant(), field.substring(0, end), of);
                    rows.add(new Row(slot, sums(sums)));
                }
            });
        }
    }

    private static List<Long> numbers(Sums sums) {
        return List.of(
                sums.requests(),
                sums.errors(),
                sums.inputTokens(),
                sums.cachedTokens(),
                sums.outputTokens(),
                sums.reasoningTokens(),
                sums.nanoUsd(),
                sums.estimated());
    }

    private static Sums sums(String text) {
        String[] numbers = text.split(" ", -1);
        long[] n = new long[8];
        for (int i = 0; i < n.length; i++) {
            n[i] = Long.parseLong(numbers[i]);
        }
        return new Sums(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]);
    }

    private static int shard(String tenant) {
        return Math.floorMod(tenant.hashCode(), SHARDS);
    }

    private static String tag(int shard) {
        return "u" + shard;
    }

    private String key(int shard, String what) {
        return redis.keys().of(tag(shard), what);
    }

    private String hash(int shard, Instant hour, String tenant) {
        return key(shard, "h:" + hour(hour) + ":" + tenant);
    }

    private static long hour(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 3600);
    }

    private static long day(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 86_400);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
