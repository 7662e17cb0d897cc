// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import dev.martlet.core.state.UsageStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The ledger in a {@link Store}: rows are on the disk before {@link #add} returns. */
public final class EmbeddedUsage implements UsageStore {
    /** A little more than a year: the same month of the year before can be looked at. */
    static final Duration KEPT = Duration.ofDays(400);

    /** Batches are handed in again within minutes, or never. */
    private static final int BATCHES_KEPT = 10_000;

    private static final char BETWEEN = '\0';

    private final Store store;
    private final StoreMap<Sums> rows;
    private final StoreMap<Long> batches;
    private final StoreMap<String> order;
    private final ReentrantLock adding = new ReentrantLock();

    /**
     * A ledger.
     *
     * @param store where it is kept
     */
    public EmbeddedUsage(Store store) {
        this.store = store;
        this.rows = store.map("usage", SUMS);
        this.batches = store.map("usage.batches", new JsonCodec<>(Long.class));
        this.order = store.map("usage.order", new JsonCodec<>(String.class));
    }

    @Override
    public void add(String batch, List<Row> added) {
        adding.lock();
        try {
            if (batches.get(batch) == null) {
                store.change(() -> {
                    added.forEach(this::add);
                    remember(batch);
                    forget(added);
                    return batch;
                });
            }
        } finally {
            adding.unlock();
        }
        // Also if it was there already: its first turn may have failed on its way to the disk.
        store.flush();
    }

    private void add(Row row) {
        String key = key(row.slot());
        Sums known = rows.get(key);
        rows.put(key, known == null ? row.sums() : known.plus(row.sums()));
    }

    private void remember(String batch) {
        String last = order.lastKey();
        long number = last == null ? 1 : Long.parseLong(last, 16) + 1;
        order.put("%016x".formatted(number), batch);
        batches.put(batch, number);
        if (number > BATCHES_KEPT) {
            String old = "%016x".formatted(number - BATCHES_KEPT);
            String name = order.get(old);
            if (name != null) {
                order.remove(old);
                batches.remove(name);
            }
        }
    }

    /** A few of those that are too old, seen from the newest row. */
    private void forget(List<Row> added) {
        Instant newest =
                added.stream().map(row -> row.slot().hour()).max(Instant::compareTo).orElse(null);
        if (newest == null) {
            return;
        }
        String end = hour(newest.minus(KEPT));
        List<String> old = new ArrayList<>();
        rows.scan("", end, (key, sums) -> old.add(key) && old.size() < 1_000);
        old.forEach(rows::remove);
    }

    @Override
    public List<Row> read(Query query) {
        List<Row> found = new ArrayList<>();
        rows.scan(
                hour(query.from()),
                hour(query.to()),
                (key, sums) -> {
                    Slot slot = slot(key);
                    boolean wanted =
                            (query.tenant() == null || query.tenant().equals(slot.tenant()))
                                    && (query.model() == null
                                            || query.model().equals(slot.model()));
                    if (wanted) {
                        found.add(new Row(slot, sums));
                    }
                    return true;
                });
        return found;
    }

    private static String key(Slot slot) {
        return hour(slot.hour())
                + BETWEEN
                + clean(slot.tenant())
                + BETWEEN
                + clean(slot.key())
                + BETWEEN
                + clean(slot.model());
    }

    /** A token's subject is text of somebody else. */
    private static String clean(String name) {
        return name.indexOf(BETWEEN) < 0 ? name : name.replace(BETWEEN, '?');
    }

    private static Slot slot(String key) {
        String[] parts = key.split(String.valueOf(BETWEEN), -1);
        return new Slot(
                Instant.ofEpochSecond(Long.parseLong(parts[0], 16) * 3600),
                parts[1],
                parts[2],
                parts[3]);
    }

    /** Text that sorts as the hours do; a time within an hour counts as the next one. */
    private static String hour(Instant time) {
        long seconds = Math.clamp(time.getEpochSecond(), 0L, 1L << 40);
        return "%08x".formatted(-Math.floorDiv(-seconds, 3600L));
    }

    private static final Codec<Sums> SUMS =
            new Codec<>() {
                @Override
                public byte[] encode(Sums sums) {
                    return ByteBuffer.allocate(8 * Long.BYTES)
                            .putLong(sums.requests())
                            .putLong(sums.errors())
                            .putLong(sums.inputTokens())
                            .putLong(sums.cachedTokens())
                            .putLong(sums.outputTokens())
                            .putLong(sums.reasoningTokens())
                            .putLong(sums.nanoUsd())
                            .putLong(sums.estimated())
                            .array();
                }

                @Override
                public Sums decode(byte[] bytes) {
                    ByteBuffer in = ByteBuffer.wrap(bytes);
                    return new Sums(
                            in.getLong(),
                            in.getLong(),
                            in.getLong(),
                            in.getLong(),
                            in.getLong(),
                            in.getLong(),
                            in.getLong(),
                            in.getLong());
                }
            };
}
