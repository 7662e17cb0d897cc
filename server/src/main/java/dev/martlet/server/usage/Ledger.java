// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.usage;

import dev.martlet.core.Exchange;
import dev.martlet.core.Principal;
import dev.martlet.core.state.StateException;
import dev.martlet.core.state.UsageStore;
import dev.martlet.core.state.UsageStore.Query;
import dev.martlet.core.state.UsageStore.Row;
import dev.martlet.core.state.UsageStore.Slot;
import dev.martlet.core.state.UsageStore.Sums;
import dev.martlet.provider.usage.UsageListener;
import dev.martlet.provider.usage.UsageRecord;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what is used, by hour, tenant, key and model, and hands it to the store each second: what
 * a process loses by a crash is its last second. While the store is away, sums are kept; they are
 * handed in under the same name until the store has them, so that they count once.
 */
public final class Ledger implements UsageListener, AutoCloseable {
    /** More different slots than these share one for each hour; a store is away for long then. */
    static final int MAX_SLOTS = 50_000;

    /** What such a slot shows in place of tenant, key and model. */
    static final String OTHERS = "(others)";

    private static final System.Logger LOG = System.getLogger(Ledger.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

    private final InstantSource clock;
    private final String node = UUID.randomUUID().toString();
    private final ReentrantLock adding = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private Map<Slot, Sums> current = new HashMap<>();
    private @Nullable Batch batch;
    private long batches;
    private boolean away;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Supplier<UsageStore> stores;

    private record Batch(String name, List<Row> rows) {}

    /**
     * A ledger that adds up, and writes nothing before {@link #start}.
     *
     * @param clock tells the hour
     */
    public Ledger(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Begins to write.
     *
     * @param store where; asked each time
     */
    public void start(Supplier<UsageStore> store) {
        this.stores = store;
        Thread.ofVirtual().name("martlet-ledger").start(this::run);
    }

    private void run() {
        try {
            while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                write();
            }
        } catch (InterruptedException e) {
            // close() writes what is left.
        }
    }

    @Override
    public void used(Exchange exchange, UsageRecord used) {
        Principal principal = exchange.get(Principal.KEY);
        String payer = used.tenant();
        String tenant = payer != null ? payer : principal == null ? "" : principal.tenant();
        String key = principal == null ? "" : principal.id();
        Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        add(new Slot(hour, tenant, key, used.alias()), sums(used));
    }

    private static Sums sums(UsageRecord used) {
        BigDecimal cost = used.cost();
        long nanoUsd =
                cost == null
                        ? 0
                        : cost.multiply(NANOS).setScale(0, RoundingMode.HALF_UP).longValue();
        return new Sums(
                1,
                used.outcome() == UsageRecord.Outcome.ERROR ? 1 : 0,
                used.tokens().input(),
                used.tokens().cachedInput(),
                used.tokens().output(),
                used.tokens().reasoning(),
                nanoUsd,
                used.estimated() ? 1 : 0);
    }

    void add(Slot slot, Sums sums) {
        adding.lock();
        try {
            boolean room = current.size() < MAX_SLOTS || current.containsKey(slot);
            Slot where = room ? slot : new Slot(slot.hour(), OTHERS, OTHERS, OTHERS);
            current.merge(where, sums, Sums::plus);
        } finally {
            adding.unlock();
        }
    }

    /** Hands in what there is; again what could not be handed in before. */
    void write() {
        Supplier<UsageStore> store = stores;
        if (store == null) {
            return;
        }
        writing.lock();
        try {
            Batch next = batch == null ? taken() : batch;
            while (next != null) {
                batch = next;
                store.get().add(next.name(), next.rows());
                batch = null;
                next = taken();
            }
            told(null);
        } catch (StateException e) {
            told(e);
        } finally {
            writing.unlock();
        }
    }

    /** Once when it begins, once when it is over. */
    private void told(@Nullable StateException e) {
        if (away != (e != null)) {
            away = e != null;
            if (e == null) {
                LOG.log(System.Logger.Level.INFO, "usage is written again, nothing is missing");
            } else {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "usage is kept in memory until it can be written: {0}",
                        e.getMessage());
            }
        }
    }

    private @Nullable Batch taken() {
        adding.lock();
        try {
            if (current.isEmpty()) {
                return null;
            }
            List<Row> rows = rows(current);
            current = new HashMap<>();
            batches++;
            return new Batch(node + "-" + batches, rows);
        } finally {
            adding.unlock();
        }
    }

    private static List<Row> rows(Map<Slot, Sums> sums) {
        return sums.entrySet().stream().map(one -> new Row(one.getKey(), one.getValue())).toList();
    }

    /**
     * Reads the ledger, with what this process has not written yet.
     *
     * @param query what
     * @return rows; a slot may be in several of them
     * @throws StateException if the store does not answer
     */
    public List<Row> read(Query query) {
        Supplier<UsageStore> store = stores;
        writing.lock();
        try {
            List<Row> all = new ArrayList<>(store == null ? List.of() : store.get().read(query));
            List<Row> unwritten = new ArrayList<>(batch == null ? List.of() : batch.rows());
            adding.lock();
            try {
                unwritten.addAll(rows(current));
            } finally {
                adding.unlock();
            }
            unwritten.stream().filter(row -> matches(query, row.slot())).forEach(all::add);
            return all;
        } finally {
            writing.unlock();
        }
    }

    private static boolean matches(Query query, Slot slot) {
        return (query.tenant() == null || query.tenant().equals(slot.tenant()))
                && (query.model() == null || query.model().equals(slot.model()))
                && !slot.hour().isBefore(query.from())
                && slot.hour().isBefore(query.to());
    }

    /** Writes what is left. */
    @Override
    public void close() {
        closed.countDown();
        write();
        if (away) {
            LOG.log(System.Logger.Level.ERROR, "usage that could not be written is lost");
        }
    }
}
