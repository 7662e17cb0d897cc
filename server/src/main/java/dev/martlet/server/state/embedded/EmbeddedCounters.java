// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import dev.martlet.core.state.Account;
import dev.martlet.core.state.Counters;
import dev.martlet.core.state.StateException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one process: in memory, and after each report in the store. A crash loses what
 * was not reported; what slices held is free again, as the process that held them is gone.
 *
 * <p>While the store cannot be written, counting goes on in memory, and all that changed is written
 * when it can be again. Accounts that are as if they had never been used are dropped.
 */
public final class EmbeddedCounters implements Counters {
    private static final String MAP = "counters";

    /** More than this leave the memory as soon as they are written. */
    private static final int IN_MEMORY = 200_000;

    private static final Duration SWEEP = Duration.ofMinutes(1);

    /** A clock that jumps ahead must not make us forget what is still being counted. */
    private static final Duration OVER = Duration.ofDays(35);

    private final Store store;
    private final StoreMap<Kept> map;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean flushing = new AtomicBoolean();

    // Reports come one at a time.
    private long lastBatch;
    private long sweptAt;

    /**
     * Counters.
     *
     * @param store where they are kept
     * @param clock of windows, and of what is kept
     * @param nanoTime of buckets
     */
    public EmbeddedCounters(Store store, InstantSource clock, LongSupplier nanoTime) {
        this.store = store;
        this.map = store.map(MAP, Kept.CODEC);
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.sweptAt = nanoTime.getAsLong();
    }

    @Override
    public List<Grant> draw(List<Ask> asks) {
        boolean[] taken = new boolean[asks.size()];
        boolean all = true;
        for (int i = 0; i < taken.length; i++) {
            Ask ask = asks.get(i);
            taken[i] = ask.need() == 0 || with(ask.account(), counter -> take(counter, ask)) > 0;
            all &= taken[i];
        }
        List<Grant> grants = new ArrayList<>(taken.length);
        for (int i = 0; i < taken.length; i++) {
            grants.add(all ? granted(asks.get(i)) : refused(asks.get(i), taken[i]));
        }
        return grants;
    }

    private static long take(Counter counter, Ask ask) {
        if (!counter.take(ask.need())) {
            return 0;
        }
        counter.hold(ask.need());
        return 1;
    }

    private Grant granted(Ask ask) {
        long[] left = new long[1];
        long more =
                with(
                        ask.account(),
                        counter -> {
                            long extra = counter.takeUpTo(ask.want() - ask.need());
                            counter.hold(extra);
                            left[0] = counter.left();
                            return extra;
                        });
        return new Grant(ask.need() + more, left[0], null);
    }

    private Grant refused(Ask ask, boolean taken) {
        Duration[] wait = new Duration[1];
        long left =
                with(
                        ask.account(),
                        counter -> {
                            if (taken) {
                                counter.hold(-ask.need());
                                counter.giveBack(ask.need());
                            } else {
                                wait[0] = counter.delay(ask.need());
                            }
                            return counter.left();
                        });
        return new Grant(0, left, wait[0]);
    }

    @Override
    public synchronized List<Long> report(Batch reports) {
        boolean fresh = reports.number() > lastBatch;
        // Reading may fail; all of it is done before anything counts, as the batch comes again
        // then.
        reports.reports().forEach(report -> with(report.account(), Counter::left));
        List<Long> left = new ArrayList<>(reports.reports().size());
        for (Report report : reports.reports()) {
            left.add(
                    with(
                            report.account(),
                            counter -> {
                                if (fresh) {
                                    counter.report(report.spent(), report.held());
                                }
                                return counter.left();
                            }));
        }
        lastBatch = Math.max(lastBatch, reports.number());
        write();
        sweep();
        return left;
    }

    /** What changed; the disk itself is waited for by another thread, not by whoever reports. */
    private void write() {
        if (changed.isEmpty()) {
            return;
        }
        List<String> ids = List.copyOf(changed);
        ids.forEach(changed::remove);
        try {
            store.change(() -> {
                ids.forEach(this::write);
                return ids;
            });
        } catch (StateException e) {
            // The store has said so to operators; what is counted in memory is still right.
            changed.addAll(ids);
            return;
        }
        if (flushing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("limits-flush").start(this::flush);
        }
    }

    private void flush() {
        flushing.set(false);
        try {
            store.flush();
        } catch (StateException e) {
            // As above; the file is as of its last commit, so all is written again.
            changed.addAll(counters.keySet());
        }
    }

    private void write(String id) {
        Counter counter = counters.get(id);
        if (counter == null) {
            return;
        }
        synchronized (counter) {
            Kept kept = counter.kept();
            if (kept == null) {
                return;
            }
            if (counter.isUntouched()) {
                map.remove(id);
            } else {
                map.put(id, kept);
            }
        }
    }

    /** Drops from memory what is written or untouched, from the store what is over. */
    private void sweep() {
        long now = nanoTime.getAsLong();
        boolean crowded = counters.size() > IN_MEMORY;
        if (now - sweptAt < SWEEP.toNanos() && !crowded) {
            return;
        }
        sweptAt = now;
        counters.forEach((id, counter) -> {
            synchronized (counter) {
                boolean written = crowded && !changed.contains(id);
                if (counter.held() == 0 && (written || counter.isUntouched())) {
                    counter.leave();
                    counters.remove(id, counter);
                }
            }
        });
        try {
            forget();
        } catch (StateException e) {
            // In a minute.
        }
    }

    private void forget() {
        long now = clock.millis();
        List<String> over = new ArrayList<>();
        map.scan(
                "",
                null,
                (id, kept) -> {
                    long late = kept.kind() == Kept.Kind.BUCKET ? 0 : OVER.toMillis();
                    if (kept.until() < now - late && !counters.containsKey(id)) {
                        over.add(id);
                    }
                    return true;
                });
        over.forEach(map::remove);
    }

    private long with(Account account, ToLongFunction<Counter> action) {
        while (true) {
            Counter counter = counters.get(account.id());
            if (counter == null) {
                @Nullable Kept kept = map.get(account.id());
                counter = counters.computeIfAbsent(account.id(), _ -> made(account, kept));
            }
            synchronized (counter) {
                if (!counter.isGone()) {
                    counter.meant(account);
                    changed.add(account.id());
                    return action.applyAsLong(counter);
                }
            }
        }
    }

    private Counter made(Account account, @Nullable Kept kept) {
        return switch (account) {
            case Account.Bucket bucket -> new BucketCounter(bucket, kept, clock, nanoTime);
            case Account.Window window -> new WindowCounter(window, kept, clock);
            case Account.Permits permits -> new PermitsCounter(permits);
        };
    }

    /** Nobody else counts here: a slice lasts as long as this process. */
    @Override
    public Duration leaseTime() {
        return Duration.ofDays(1);
    }

    @Override
    public boolean shared() {
        return false;
    }
}
