// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.Key;
import dev.martlet.core.state.Account;
import dev.martlet.core.state.Counters;
import dev.martlet.core.state.StateException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of limits and budgets, as far as this node deals with them. Requests reserve in
 * local slices; what slices lack is drawn from the store; about each second the store is told what
 * was spent. There is one for a store, whatever the configuration is. Thread-safe.
 */
public final class Admission implements AutoCloseable {
    /** The one that serves a snapshot whose configuration has limits. */
    public static final Key<Admission> PART = Key.named("admission");

    private final Counters counters;
    private final Settings settings;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final boolean shared;
    private final Map<String, Purse> purses = new ConcurrentHashMap<>();
    private final Averages averages = new Averages();
    private final Tally tally = new Tally();
    private final Reporter reporter;

    /**
     * Accounts; nothing runs before {@link #start}.
     *
     * @param counters the store
     * @param settings how accounts are dealt with
     * @param alerts told of shares of budgets that have been used, on a thread that may block
     * @param clock of windows
     * @param nanoTime of everything else
     */
    public Admission(
            Counters counters,
            Settings settings,
            Consumer<Alert> alerts,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.counters = counters;
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.shared = counters.shared();
        this.reporter = new Reporter(this, alerts);
    }

    /**
     * Reports from here on, on a thread of its own.
     *
     * @return this
     */
    public Admission start() {
        reporter.start();
        return this;
    }

    /** Sets aside what a request may use; on refusal the caller cancels the reservation. */
    @Nullable Refusal reserve(Reservation reservation, Meter[] meters, Expected expected) {
        long millis = clock.millis();
        List<Missing> missing = null;
        for (Meter meter : meters) {
            Purse purse = meter.purse(this, millis);
            long amount = expected.of(meter.rule(), purse.account().capacity());
            if (amount == 0) {
                continue;
            }
            Purse.Taken taken = purse.take(amount);
            if (taken == Purse.Taken.NO) {
                missing = missing == null ? new ArrayList<>(meters.length) : missing;
                missing.add(new Missing(meter, purse, amount));
                continue;
            }
            reservation.add(meter, purse, amount);
            if (taken == Purse.Taken.LOW && purse.startsRefill()) {
                reporter.refill(purse);
            }
        }
        if (missing == null) {
            tally.fast.increment();
            return null;
        }
        tally.slow.increment();
        Refusal refusal = new Drawing(this, missing).run(reservation);
        if (refusal != null) {
            tally.refused(refusal);
        }
        return refusal;
    }

    /** The purse of an account, made if there is none. */
    Purse purse(Account account, Rule rule) {
        while (true) {
            Purse purse = purses.get(account.id());
            if (purse == null) {
                purse =
                        purses.computeIfAbsent(
                                account.id(), _ -> new Purse(account, rule, nanoTime.getAsLong()));
            }
            if (!purse.isRetired()) {
                purse.meant(account, rule);
                return purse;
            }
            purses.remove(account.id(), purse);
        }
    }

    /** Whether no further accounts should be opened for keys that clients make up. */
    boolean isFull() {
        return purses.size() >= settings.most();
    }

    boolean has(String account) {
        return purses.containsKey(account);
    }

    void forget(Purse purse) {
        purses.remove(purse.account().id(), purse);
    }

    Collection<Purse> purses() {
        return purses.values();
    }

    Counters counters() {
        return counters;
    }

    Settings settings() {
        return settings;
    }

    Averages averages() {
        return averages;
    }

    InstantSource clock() {
        return clock;
    }

    long millis() {
        return clock.millis();
    }

    long now() {
        return nanoTime.getAsLong();
    }

    boolean shared() {
        return shared;
    }

    Reporter reporter() {
        return reporter;
    }

    Tally tally() {
        return tally;
    }

    /**
     * What was counted so far.
     *
     * @return counters and gauges, for a page of metrics
     */
    public Tally.Totals totals() {
        return tally.totals(purses.size(), reporter.isAway());
    }

    /**
     * The accounts that this node has dealt with lately.
     *
     * @return how each stands, those of shadow rules too; in no order
     */
    public List<Standing> standings() {
        long now = nanoTime.getAsLong();
        return purses.values().stream()
                .filter(purse -> !purse.isRetired())
                .map(purse -> Standing.of(purse, now))
                .toList();
    }

    /** An account that may be in memory or not. */
    record Counted(Rule rule, Account account) {}

    /**
     * How accounts stand, also those that are not in memory: the store is asked for them, all at
     * once; while it is away they look untouched.
     */
    List<Standing> standings(List<Counted> accounts) {
        Map<String, Long> asked = ask(accounts);
        long now = nanoTime.getAsLong();
        List<Standing> standings = new ArrayList<>(accounts.size());
        for (Counted counted : accounts) {
            Account account = counted.account();
            Purse purse = purses.get(account.id());
            long left = asked.getOrDefault(account.id(), account.capacity());
            standings.add(
                    purse != null
                            ? Standing.of(purse, now)
                            : Standing.of(
                                    counted.rule(),
                                    account,
                                    Math.clamp(left, 0, account.capacity())));
        }
        return standings;
    }

    private Map<String, Long> ask(List<Counted> accounts) {
        List<Counters.Ask> asks =
                accounts.stream()
                        .map(Counted::account)
                        .filter(account -> !purses.containsKey(account.id()))
                        .map(account -> new Counters.Ask(account, 0, 0))
                        .toList();
        List<Counters.Grant> grants = asks.isEmpty() ? null : draw(asks);
        Map<String, Long> left = new HashMap<>();
        for (int i = 0; grants != null && i < grants.size(); i++) {
            left.put(asks.get(i).account().id(), grants.get(i).left());
        }
        return left;
    }

    /** Reports at once, and gives back all that no request has reserved. */
    @Override
    public void close() {
        reporter.close();
    }

    /** Asks the store, and remembers if it does not answer. */
    @Nullable List<Counters.Grant> draw(List<Counters.Ask> asks) {
        if (reporter.isAway()) {
            return null;
        }
        tally.draws.increment();
        try {
            return counters.draw(asks);
        } catch (StateException e) {
            reporter.away(e);
            return null;
        }
    }

    /** A reservation that has to be drawn. */
    record Missing(Meter meter, Purse purse, long amount) {}
}
