// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.Bill;
import dev.martlet.core.Consumption;
import dev.martlet.core.Key;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one request has set aside, over all accounts that it counts on. Extended by its own thread;
 * settled and closed by any.
 */
final class Reservation implements Bill, AutoCloseable {
    /** The one of an exchange: each step of its chain adds to it. */
    static final Key<Reservation> KEY = Key.named("reservation");

    private static final int USUAL = 6;

    private final Consumer<Consumption> learns;
    private Meter[] meters = new Meter[USUAL];
    private Purse[] purses = new Purse[USUAL];
    private long[] amounts = new long[USUAL];
    private int size;
    private boolean settled;
    private boolean closed;
    private @Nullable Standing refused;

    /**
     * Empty.
     *
     * @param learns told what was used, if anybody tells
     */
    Reservation(Consumer<Consumption> learns) {
        this.learns = learns;
    }

    synchronized void add(Meter meter, Purse purse, long amount) {
        if (closed) {
            // The client is gone already, and nobody will settle this.
            purse.give(amount);
            return;
        }
        if (size == amounts.length) {
            meters = Arrays.copyOf(meters, 2 * size);
            purses = Arrays.copyOf(purses, 2 * size);
            amounts = Arrays.copyOf(amounts, 2 * size);
        }
        meters[size] = meter;
        purses[size] = purse;
        amounts[size++] = amount;
    }

    @Override
    public void settle(Consumption used) {
        if (settleOnce(used)) {
            learns.accept(used);
        }
    }

    private synchronized boolean settleOnce(Consumption used) {
        if (settled) {
            return false;
        }
        settled = true;
        for (int i = 0; i < size; i++) {
            Measure measure = meters[i].rule().measure();
            if (measure != Measure.CONCURRENT) {
                purses[i].settle(amounts[i], Math.max(0, measure.of(used)));
            }
        }
        return true;
    }

    /** The request was refused: it counts nowhere. */
    synchronized void cancel(Refusal refusal) {
        if (!settled) {
            for (int i = 0; i < size; i++) {
                purses[i].give(amounts[i]);
            }
        }
        settled = true;
        closed = true;
        refused = refusal.standing();
    }

    /** The exchange is over: what nobody has settled used nothing, and others may come in. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        settleOnce(Consumption.NONE);
        closed = true;
        for (int i = 0; i < size; i++) {
            if (meters[i].rule().measure() == Measure.CONCURRENT) {
                purses[i].give(amounts[i]);
            }
        }
    }

    /** The tightest of the accounts that count requests, or tokens; null if there is none. */
    synchronized @Nullable Standing tightest(Measure measure, long now) {
        Standing least = null;
        if (refused != null && refused.rule().measure() == measure) {
            least = refused;
        }
        for (int i = 0; i < size; i++) {
            Rule rule = meters[i].rule();
            if (rule.measure() == measure && !rule.shadow()) {
                Standing standing = Standing.of(purses[i], now);
                if (least == null || standing.remaining() < least.remaining()) {
                    least = standing;
                }
            }
        }
        return least;
    }
}
