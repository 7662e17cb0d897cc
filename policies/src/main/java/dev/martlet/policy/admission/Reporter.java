// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.state.Counters;
import dev.martlet.core.state.StateException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the store about each second what was spent and what is held, draws slices in advance, and
 * finds out when a store that was away is back. A report whose fate is unknown is handed in again,
 * with its number, before anything else: until then nothing is drawn.
 */
final class Reporter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Reporter.class.getName());

    private static final long ROUND = TimeUnit.SECONDS.toNanos(1);

    /** A store that is away is asked again so often. */
    private static final long PROBE = TimeUnit.MILLISECONDS.toNanos(250);

    /** After so long without use a slice goes back. */
    private static final long IDLE = TimeUnit.SECONDS.toNanos(10);

    /** After so long without use an account leaves the memory; at once if there are too many. */
    private static final long FORGOTTEN = TimeUnit.MINUTES.toNanos(10);

    private static final int REPORTS = 500;
    private static final int REFILLS = 64;

    private final Admission admission;
    private final AlertWatch alerts;
    private final LinkedBlockingQueue<Purse> refills = new LinkedBlockingQueue<>();
    private final long keepAlive;
    private volatile boolean away;
    private volatile boolean closed;
    private @Nullable Thread thread;

    // Only whoever runs a round looks at these.
    private long number;
    private @Nullable Sent unanswered;
    private final List<Purse> claims = new ArrayList<>();

    /** A batch, and whose reports are in it. */
    private record Sent(Counters.Batch batch, List<Purse> purses) {}

    Reporter(Admission admission, Consumer<Alert> alerts) {
        this.admission = admission;
        this.alerts = new AlertWatch(admission, alerts);
        this.keepAlive = admission.counters().leaseTime().toNanos() / 3;
    }

    synchronized void start() {
        if (thread == null && !closed) {
            thread = Thread.ofVirtual().name("limits").start(this::run);
        }
    }

    boolean isAway() {
        return away;
    }

    /** The store did not answer a request: from now on nobody waits for it. */
    void away(StateException why) {
        admission.tally().failures.increment();
        if (!away) {
            away = true;
            LOG.log(
                    Level.WARNING,
                    "limits: the store does not answer; going on "
                            + (admission.settings().deny()
                                    ? "with what was drawn before, then refusing requests"
                                    : "by what was known to be left"),
                    why);
        }
    }

    /** Draws for a purse that is running low, soon. */
    void refill(Purse purse) {
        refills.add(purse);
    }

    private void run() {
        long next = admission.now() + ROUND;
        while (!closed) {
            try {
                long wait = next - admission.now();
                @Nullable Purse first =
                        wait > 0 ? refills.poll(wait, TimeUnit.NANOSECONDS) : refills.poll();
                if (first != null) {
                    refillWith(first);
                }
                if (admission.now() - next >= 0) {
                    round();
                    next = admission.now() + (away ? PROBE : ROUND);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                // The next round may do better; without rounds nothing would be counted.
                LOG.log(Level.ERROR, "limits: a report failed unexpectedly", e);
                next = admission.now() + ROUND;
            }
        }
    }

    private void refillWith(Purse first) {
        // A set: a purse may have been queued again while a round answered it.
        Set<Purse> low = new LinkedHashSet<>();
        low.add(first);
        refills.drainTo(low, REFILLS - 1);
        List<Purse> locked = new ArrayList<>(low.size());
        for (Purse purse : low) {
            if (!away && !purse.isRetired() && purse.exchange.tryLock()) {
                locked.add(purse);
            } else {
                // Somebody is drawing for it already.
                purse.unanswered();
            }
        }
        try {
            refill(locked);
        } finally {
            locked.forEach(purse -> purse.exchange.unlock());
        }
    }

    private void refill(List<Purse> locked) {
        if (locked.isEmpty()) {
            return;
        }
        long now = admission.now();
        double share = admission.settings().slice();
        List<Counters.Ask> asks = new ArrayList<>(locked.size());
        for (Purse purse : locked) {
            long slice = purse.slice(0, share, admission.shared(), now);
            asks.add(new Counters.Ask(purse.account(), 0, slice));
        }
        admission.tally().refills.increment();
        try {
            List<Counters.Grant> grants = admission.counters().draw(asks);
            for (int i = 0; i < locked.size(); i++) {
                Counters.Grant grant = grants.get(i);
                locked.get(i).granted(grant.granted(), 0, grant.left(), now);
            }
        } catch (StateException e) {
            away(e);
            locked.forEach(Purse::unanswered);
        }
    }

    /** Reports what there is to report; called by one thread at a time. */
    synchronized void round() {
        if (!isAnswered()) {
            return;
        }
        report(false);
        if (!away) {
            alerts.look();
            forget();
        }
    }

    /** Hands in again what may not have arrived; or asks whether the store is there. */
    private boolean isAnswered() {
        if (unanswered != null) {
            return hand(unanswered);
        }
        return !away || hand(new Sent(new Counters.Batch(++number, List.of()), List.of()));
    }

    private void report(boolean all) {
        long now = admission.now();
        List<Purse> locked = new ArrayList<>();
        List<Counters.Report> reports = new ArrayList<>();
        try {
            List<Purse> purses = new ArrayList<>(claims);
            claims.clear();
            purses.addAll(admission.purses());
            for (Purse purse : purses) {
                boolean due = all || purse.isDue(now, IDLE, keepAlive, admission.shared());
                // Whoever draws at the moment is told about in the next round.
                if (!due || !(all ? locks(purse) : purse.exchange.tryLock())) {
                    continue;
                }
                locked.add(purse);
                reports.add(purse.report(now, IDLE, admission.shared(), all));
                if (reports.size() == REPORTS) {
                    if (!hand(reports, locked)) {
                        return;
                    }
                    unlock(locked);
                    reports.clear();
                }
            }
            if (!reports.isEmpty()) {
                hand(reports, locked);
            }
        } finally {
            unlock(locked);
        }
    }

    /** What was spent of an account that nobody else uses, to be told with the next report. */
    void claim(Purse purse) {
        claims.add(purse);
    }

    private static boolean locks(Purse purse) {
        try {
            return purse.exchange.tryLock(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void unlock(List<Purse> locked) {
        locked.forEach(purse -> purse.exchange.unlock());
        locked.clear();
    }

    private boolean hand(List<Counters.Report> reports, List<Purse> purses) {
        return hand(new Sent(new Counters.Batch(++number, reports), List.copyOf(purses)));
    }

    private boolean hand(Sent sent) {
        // Until it is answered, whatever goes wrong: the purses have handed their sums over.
        unanswered = sent;
        List<Long> left;
        try {
            left = admission.counters().report(sent.batch());
        } catch (StateException e) {
            away(e);
            return false;
        }
        unanswered = null;
        long now = admission.now();
        for (int i = 0; i < left.size(); i++) {
            sent.purses().get(i).told(left.get(i), now);
        }
        admission.tally().reports.increment();
        if (away) {
            away = false;
            LOG.log(Level.INFO, "limits: the store answers again");
        }
        return true;
    }

    /** Accounts that nobody has used for long; what they count is in the store. */
    private void forget() {
        long now = admission.now();
        long idle = admission.isFull() ? ROUND : FORGOTTEN;
        for (Purse purse : admission.purses()) {
            if (purse.isIdle(now, idle) && purse.exchange.tryLock()) {
                try {
                    if (purse.retires()) {
                        admission.forget(purse);
                    }
                } finally {
                    purse.exchange.unlock();
                }
            }
        }
    }

    /** The last report: this node keeps only what requests have reserved that have not ended. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
            thread = null;
        }
        if (running != null) {
            running.interrupt();
            join(running);
        }
        synchronized (this) {
            if (isAnswered()) {
                report(true);
            }
        }
    }

    private static void join(Thread running) {
        try {
            running.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
