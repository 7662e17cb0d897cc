// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.state.Account;
import dev.martlet.core.state.Counters;
import dev.martlet.core.state.StateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Counts for several nodes, as the contract of {@link Counters} says, in the plainest way. */
final class SharedCounters {
    private static final class Entry {
        /** Of a bucket: what is in it; of a window: what is used. */
        double level;

        long refilledAt;
        final Map<String, Long> held = new HashMap<>();

        long heldByAll() {
            return held.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    final AtomicLong draws = new AtomicLong();
    final AtomicLong reports = new AtomicLong();
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, Long> batches = new HashMap<>();
    private final LongSupplier nanoTime;

    SharedCounters(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** How a node sees them, and how its calls go wrong. */
    final class Node implements Counters {
        private final String name;
        private final boolean shared;
        volatile boolean away;

        /** The next call is carried out, but its answer is lost. */
        volatile boolean losesAnswer;

        Node(String name, boolean shared) {
            this.name = name;
            this.shared = shared;
        }

        @Override
        public List<Grant> draw(List<Ask> asks) {
            check();
            draws.incrementAndGet();
            List<Grant> grants = drawn(name, asks);
            lose();
            return grants;
        }

        @Override
        public List<Long> report(Batch batch) {
            check();
            reports.incrementAndGet();
            List<Long> left = reported(name, batch);
            lose();
            return left;
        }

        private void check() {
            if (away) {
                throw new StateException("away", null);
            }
        }

        private void lose() {
            if (losesAnswer) {
                losesAnswer = false;
                throw new StateException("no answer", null);
            }
        }

        @Override
        public Duration leaseTime() {
            return Duration.ofSeconds(30);
        }

        @Override
        public boolean shared() {
            return shared;
        }
    }

    Node node(String name) {
        return new Node(name, true);
    }

    Node only() {
        return new Node("only", false);
    }

    private synchronized List<Counters.Grant> drawn(String node, List<Counters.Ask> asks) {
        boolean all = true;
        for (Counters.Ask ask : asks) {
            all &= ask.need() == 0 || left(ask.account()) >= ask.need();
        }
        List<Counters.Grant> grants = new ArrayList<>();
        for (Counters.Ask ask : asks) {
            long left = left(ask.account());
            if (!all) {
                boolean refused = ask.need() > 0 && left < ask.need();
                grants.add(new Counters.Grant(0, left, refused ? wait(ask, left) : null));
                continue;
            }
            long granted = Math.clamp(left, ask.need(), ask.want());
            Entry entry = entry(ask.account());
            entry.held.merge(node, granted, Long::sum);
            if (ask.account() instanceof Account.Bucket) {
                entry.level -= granted;
            }
            grants.add(new Counters.Grant(granted, left(ask.account()), null));
        }
        return grants;
    }

    private static Duration wait(Counters.Ask ask, long left) {
        return ask.account() instanceof Account.Bucket bucket
                ? Standing.time(bucket, ask.need() - left)
                : Duration.ofSeconds(1);
    }

    private synchronized List<Long> reported(String node, Counters.Batch batch) {
        if (batches.getOrDefault(node, 0L) < batch.number()) {
            batches.put(node, batch.number());
            batch.reports().forEach(report -> apply(node, report));
        }
        return batch.reports().stream().map(report -> left(report.account())).toList();
    }

    private void apply(String node, Counters.Report report) {
        left(report.account());
        Entry entry = entry(report.account());
        long was = entry.held.getOrDefault(node, 0L);
        entry.held.put(node, report.held());
        switch (report.account()) {
            case Account.Bucket bucket ->
                    entry.level =
                            Math.min(
                                    (double) bucket.capacity(),
                                    entry.level + (double) (was - report.spent() - report.held()));
            case Account.Window _ -> entry.level += (double) report.spent();
            case Account.Permits _ -> {}
        }
    }

    private Entry entry(Account account) {
        return entries.computeIfAbsent(
                account.id(),
                _ -> {
                    var entry = new Entry();
                    entry.level =
                            account instanceof Account.Bucket ? (double) account.capacity() : 0;
                    entry.refilledAt = nanoTime.getAsLong();
                    return entry;
                });
    }

    synchronized long left(Account account) {
        Entry entry = entry(account);
        if (account instanceof Account.Bucket bucket) {
            long now = nanoTime.getAsLong();
            double periods = (double) (now - entry.refilledAt) / bucket.period().toNanos();
            entry.level =
                    Math.min((double) bucket.capacity(), entry.level + periods * bucket.refill());
            entry.refilledAt = now;
            return (long) Math.floor(entry.level + 1e-6);
        }
        return account.capacity() - (long) entry.level - entry.heldByAll();
    }

    /** Of a window: what has been reported as used. */
    synchronized long used(String id) {
        Entry entry = entries.get(id);
        return entry == null ? 0 : (long) entry.level;
    }

    synchronized long held(String id) {
        Entry entry = entries.get(id);
        return entry == null ? 0 : entry.heldByAll();
    }
}
