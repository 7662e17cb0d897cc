// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.state.Account;
import dev.martlet.core.state.Counters;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What this node has of one account. Requests take from it and give back by compare-and-set; only
 * who deals with the store holds {@link #exchange}.
 *
 * <p>{@code held = available + reserved + spent}: what the store takes this node to hold is here,
 * or in requests that are under way, or used and not reported yet. {@code available} is below 0
 * while requests have used more than they had reserved. Where two of these change, {@code
 * available} changes first, so that nobody sees more than there is.
 */
final class Purse {
    /** In place of what is available: nobody finds this purse any more. */
    private static final long RETIRED = Long.MIN_VALUE;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** A slice that lasts for so long has become too large. */
    private static final long LASTED = 10 * SECOND;

    /** Of what is left a slice takes at most one part in so many: near the end slices shrink. */
    private static final int NEAR = 8;

    /** What came of {@link #take}. */
    enum Taken {
        /** It was not there, and nothing was taken. */
        NO,
        /** It was taken. */
        YES,
        /** It was taken, and there is little left. */
        LOW
    }

    /** What is left in the store, as far as known. */
    private record Left(long amount, long at) {}

    /** Held by whoever draws or reports; in the order of the ids, where there are several. */
    final ReentrantLock exchange = new ReentrantLock();

    private final AtomicLong available = new AtomicLong();
    private final AtomicLong spent = new AtomicLong();
    private final AtomicBoolean refilling = new AtomicBoolean();
    private volatile Account account;
    private volatile Rule rule;
    private volatile @Nullable Left left;
    private volatile long low;

    /** Of shares that are to be told; seen by the reporter only. */
    private @Nullable Set<Double> told;

    // Guarded by exchange.
    private long held;
    private long slice;
    private long drawnAt;
    private long reportedAt;
    private long usedAt;
    private long seenAvailable;

    /** The amount is another one since the last report. */
    private volatile boolean changed;

    Purse(Account account, Rule rule, long now) {
        this.account = account;
        this.rule = rule;
        this.usedAt = now;
        this.reportedAt = now;
    }

    Account account() {
        return account;
    }

    Rule rule() {
        return rule;
    }

    /** A reload may change how much there is, and what it is called. */
    void meant(Account newAccount, Rule newRule) {
        if (!newAccount.equals(account)) {
            // What was drawn under the old amount goes back with the next report.
            changed = true;
            account = newAccount;
        }
        rule = newRule;
    }

    boolean isRetired() {
        return available.get() == RETIRED;
    }

    Taken take(long amount) {
        long seen = available.get();
        while (seen >= amount) {
            long witness = available.compareAndExchange(seen, seen - amount);
            if (witness == seen) {
                return seen - amount < low ? Taken.LOW : Taken.YES;
            }
            seen = witness;
        }
        return Taken.NO;
    }

    /** Takes, whether or not it is there; false if another purse has taken over. */
    boolean force(long amount) {
        long seen = available.get();
        while (seen != RETIRED) {
            long witness = available.compareAndExchange(seen, seen - amount);
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    /** Gives back what was taken and not used. */
    void give(long amount) {
        available.addAndGet(amount);
    }

    /** Of what was reserved, so much was used; may be more. */
    void settle(long reserved, long used) {
        available.addAndGet(reserved - used);
        spent.addAndGet(used);
    }

    /** True for one caller until the refill is over. */
    boolean startsRefill() {
        return refilling.compareAndSet(false, true);
    }

    /** What there is for a request at the moment, as clients are told: 0 to the capacity. */
    long remaining(long now) {
        long here = available.get();
        long all = left(now) + (here == RETIRED ? 0 : here);
        return Math.clamp(all, 0, account.capacity());
    }

    /** What the store has, as far as known; a bucket has been refilled since it was told. */
    long left(long now) {
        Left known = left;
        if (known == null) {
            return account.capacity();
        }
        if (!(account instanceof Account.Bucket bucket)) {
            return known.amount();
        }
        double periods = (double) (now - known.at()) / bucket.period().toNanos();
        long refilled = known.amount() + (long) (periods * bucket.refill());
        return Math.min(bucket.capacity(), refilled);
    }

    // The rest is for holders of the lock.

    /** What is neither used nor held by another node; what is reserved here counts as there. */
    long unused(long now) {
        return left(now) + held - spent.get();
    }

    /**
     * Takes as much as is there.
     *
     * @return what is missing, and what is overdrawn; 0 if all was there, -1 if this purse is
     *     retired
     */
    long collect(long amount) {
        long seen = available.get();
        while (seen != RETIRED) {
            long rest = Math.max(0, seen - amount);
            long witness = available.compareAndExchange(seen, rest);
            if (witness == seen) {
                return Math.max(0, amount - seen);
            }
            seen = witness;
        }
        return -1;
    }

    /** The store has given, maybe less than was missing. */
    void granted(long granted, long missing, long leftThere, long now) {
        held += granted;
        left = new Left(leftThere, now);
        drawnAt = now;
        usedAt = now;
        available.addAndGet(granted - missing);
        refilling.set(false);
    }

    /** The store has given nothing. */
    void told(long leftThere, long now) {
        left = new Left(leftThere, now);
        refilling.set(false);
    }

    /** The store was not asked, or did not answer. */
    void unanswered() {
        refilling.set(false);
    }

    /** Takes from what is known to be left; the next report tells the store. */
    void grantedLocally(long missing, long now) {
        long leftThere = left(now);
        held += missing;
        left = new Left(leftThere - missing, now);
        usedAt = now;
    }

    /** How much to ask for, beside what is needed at once. */
    long slice(long need, double share, boolean shared, long now) {
        boolean bucket = account instanceof Account.Bucket;
        if (rule.strict() || (bucket && !shared)) {
            return 0;
        }
        if (!shared) {
            return account.capacity();
        }
        long since = now - drawnAt;
        long next = Math.max(slice, Math.max(1, need));
        if (slice > 0 && since < SECOND) {
            next *= 2;
        } else if (slice > 0 && since > LASTED) {
            next /= 2;
        }
        long most = Math.max(1, (long) (account.capacity() * share));
        slice = Math.clamp(next, 0, Math.min(most, Math.max(0, left(now) / NEAR)));
        low = slice / 4;
        return slice;
    }

    /** Whether there is something to tell the store. */
    boolean isDue(long now, long idleNanos, long keepAliveNanos, boolean shared) {
        long here = available.get();
        long used = spent.get();
        if (used != 0 || here != seenAvailable) {
            usedAt = now;
            seenAvailable = here;
        }
        return changed
                || used != 0
                || here < 0
                || here > keep(now, idleNanos, shared)
                || (held > 0 && now - reportedAt > keepAliveNanos);
    }

    private long keep(long now, long idleNanos, boolean shared) {
        if (changed || now - usedAt > idleNanos) {
            return 0;
        }
        if (!shared) {
            return account instanceof Account.Bucket ? 0 : Long.MAX_VALUE;
        }
        return rule.strict() ? 0 : 2 * slice;
    }

    boolean isIdle(long now, long nanos) {
        return now - usedAt > nanos;
    }

    /**
     * What to tell the store.
     *
     * @param all whether to give back all that no request has reserved
     */
    Counters.Report report(long now, long idleNanos, boolean shared, boolean all) {
        long used = spent.getAndSet(0);
        long keep = all ? 0 : keep(now, idleNanos, shared);
        long seen = available.get();
        long surplus = 0;
        while (seen > keep || seen < 0) {
            // Below 0: what is overdrawn counts as held by requests, so that others see it now.
            long target = seen < 0 ? 0 : keep;
            long witness = available.compareAndExchange(seen, target);
            if (witness == seen) {
                surplus = seen - target;
                break;
            }
            seen = witness;
        }
        seenAvailable = available.get();
        held = Math.max(0, held - used - surplus);
        reportedAt = now;
        changed = false;
        return new Counters.Report(account, used, held);
    }

    /** Nothing is here, and nobody needs it: whoever finds it has to look for a new one. */
    boolean retires() {
        return held == 0 && spent.get() == 0 && !changed && available.compareAndSet(0, RETIRED);
    }

    /** Whether this node has not yet seen to it that a share of the amount is told. */
    boolean isUntold(double share) {
        return told == null || !told.contains(share);
    }

    void told(double share) {
        told = told == null ? new HashSet<>(4) : told;
        told.add(share);
    }

    @Override
    public String toString() {
        return account.id() + ": " + available + " of " + held + " held, " + spent + " spent";
    }
}
