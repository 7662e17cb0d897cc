// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens at the admission. Thread-safe. */
public final class Tally {
    /** Rules come and go with reloads and objects made at run time. */
    private static final int RULES = 10_000;

    /** Requests that were served from slices. */
    final LongAdder fast = new LongAdder();

    /** Requests that had to wait for the store, or for another one's draw. */
    final LongAdder slow = new LongAdder();

    /** Round trips to the store for requests. */
    final LongAdder draws = new LongAdder();

    /** Round trips to the store in advance. */
    final LongAdder refills = new LongAdder();

    /** Reports that were taken. */
    final LongAdder reports = new LongAdder();

    /** Round trips that failed. */
    final LongAdder failures = new LongAdder();

    /** Requests that were refused because the store is away. */
    final LongAdder denied = new LongAdder();

    private final Map<Named, LongAdder> refused = new ConcurrentHashMap<>();
    private final Map<Named, LongAdder> shadowed = new ConcurrentHashMap<>();
    private final Map<Named, LongAdder> alerts = new ConcurrentHashMap<>();

    /**
     * A rule, as metrics name it.
     *
     * @param owner whose it is
     * @param name its name
     */
    public record Named(String owner, String name) implements Comparable<Named> {
        static Named of(Rule rule) {
            return new Named(rule.owner(), rule.name());
        }

        @Override
        public int compareTo(Named other) {
            int first = owner.compareTo(other.owner);
            return first != 0 ? first : name.compareTo(other.name);
        }
    }

    /**
     * What was counted since the process started.
     *
     * @param fast requests that were served from slices
     * @param slow requests that had to wait for the store
     * @param draws round trips to the store for requests
     * @param refills round trips to the store in advance
     * @param reports reports that were taken
     * @param failures round trips that failed
     * @param denied requests that were refused because the store is away
     * @param refused requests that were refused, by rule
     * @param shadowed requests that would have been refused by rules that only count
     * @param alerts shares of budgets that were reached, by rule
     * @param accounts how many accounts are in memory
     * @param away whether the store cannot be asked at the moment
     */
    public record Totals(
            long fast,
            long slow,
            long draws,
            long refills,
            long reports,
            long failures,
            long denied,
            Map<Named, Long> refused,
            Map<Named, Long> shadowed,
            Map<Named, Long> alerts,
            int accounts,
            boolean away) {}

    void refused(Refusal refusal) {
        if (refusal.away()) {
            denied.increment();
        } else {
            add(refused, refusal.rule());
        }
    }

    void shadowed(Rule rule) {
        add(shadowed, rule);
    }

    void alerted(Rule rule) {
        add(alerts, rule);
    }

    private static void add(Map<Named, LongAdder> counters, Rule rule) {
        Named name = Named.of(rule);
        LongAdder counter = counters.get(name);
        if (counter == null) {
            if (counters.size() >= RULES) {
                return;
            }
            counter = counters.computeIfAbsent(name, _ -> new LongAdder());
        }
        counter.increment();
    }

    Totals totals(int accounts, boolean away) {
        return new Totals(
                fast.sum(),
                slow.sum(),
                draws.sum(),
                refills.sum(),
                reports.sum(),
                failures.sum(),
                denied.sum(),
                sums(refused),
                sums(shadowed),
                sums(alerts),
                accounts,
                away);
    }

    private static Map<Named, Long> sums(Map<Named, LongAdder> counters) {
        Map<Named, Long> sums = new TreeMap<>();
        counters.forEach((name, counter) -> sums.put(name, counter.sum()));
        return sums;
    }
}
