// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.Consumption;
import dev.martlet.core.Demand;
import dev.martlet.core.state.Account;
import dev.martlet.core.state.Counters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Nodes with one store and one clock, which stands still until it is moved. */
final class Rig {
    static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    final AtomicReference<Instant> wall = new AtomicReference<>(START);
    final AtomicLong nanos = new AtomicLong(1);
    final SharedCounters store = new SharedCounters(nanos::get);
    final List<Alert> alerts = new CopyOnWriteArrayList<>();

    Admission node(Counters counters) {
        return node(counters, false, 0.05);
    }

    Admission node(Counters counters, boolean deny, double slice) {
        return new Admission(
                counters,
                new Settings(slice, deny, Duration.ofSeconds(1), 1_000),
                alerts::add,
                wall::get,
                nanos::get);
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        wall.updateAndGet(now -> now.plus(time));
    }

    static Rule limit(String name, Measure measure, long amount, Duration per) {
        return rule("l/" + name, measure, new Span.Refilled(amount, amount, per), amount);
    }

    static Rule budget(String name, Measure measure, long amount) {
        return rule("b/" + name, measure, new Span.Total(), amount);
    }

    static Rule rule(String id, Measure measure, Span span, long amount) {
        return new Rule(
                id, "tenant t", id, measure, span, amount, _ -> true, false, false, 429, List.of());
    }

    static Rule strict(Rule rule) {
        return new Rule(
                rule.id(),
                rule.owner(),
                rule.name(),
                rule.measure(),
                rule.span(),
                rule.amount(),
                rule.models(),
                rule.shadow(),
                true,
                rule.status(),
                rule.alerts());
    }

    static Rule shadow(Rule rule) {
        return new Rule(
                rule.id(),
                rule.owner(),
                rule.name(),
                rule.measure(),
                rule.span(),
                rule.amount(),
                rule.models(),
                true,
                rule.strict(),
                rule.status(),
                rule.alerts());
    }

    static Rule alerting(Rule rule, Double... shares) {
        return new Rule(
                rule.id(),
                rule.owner(),
                rule.name(),
                rule.measure(),
                rule.span(),
                rule.amount(),
                rule.models(),
                rule.shadow(),
                rule.strict(),
                rule.status(),
                List.of(shares));
    }

    static Meter[] meters(Rule... rules) {
        List<Meter> meters = new ArrayList<>();
        for (Rule rule : rules) {
            meters.add(new Meter(rule));
        }
        return meters.toArray(Meter[]::new);
    }

    /** A request to a model. */
    record Wants(long inputTokens, long outputTokens, @Nullable Long price) implements Demand {
        @Override
        public String model() {
            return "m";
        }

        @Override
        public @Nullable Long nanoUsd(long input, long output) {
            return price;
        }
    }

    static Expected tokens(Admission node, long input, long output) {
        return new Expected(new Wants(input, output, 0L), node.averages());
    }

    static Reservation reservation() {
        return new Reservation(_ -> {});
    }

    /** Lets a request in, or not. */
    static @Nullable Reservation enter(Admission node, Meter[] meters, Expected expected) {
        Reservation reservation = reservation();
        Refusal refusal = node.reserve(reservation, meters, expected);
        if (refusal != null) {
            reservation.cancel(refusal);
            return null;
        }
        return reservation;
    }

    /** How many of so many requests, one after the other, get in and use what they asked for. */
    static int many(Admission node, Meter[] meters, int requests, long input, long output) {
        int in = 0;
        for (int i = 0; i < requests; i++) {
            Reservation reservation = enter(node, meters, tokens(node, input, output));
            if (reservation != null) {
                reservation.settle(new Consumption(input, output, 0));
                reservation.close();
                in++;
            }
        }
        return in;
    }

    long left(Meter meter) {
        Account account = meter.account(wall.get());
        return store.left(account);
    }
}
