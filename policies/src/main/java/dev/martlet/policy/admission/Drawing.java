// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.state.Account;
import dev.martlet.core.state.Counters;
import dev.martlet.policy.admission.Admission.Missing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Draws for one request what local slices lack: from all accounts in one round trip, all or
 * nothing. Requests that need the same account wait for each other here, and mostly find that the
 * first one has drawn enough for all.
 */
final class Drawing {
    /** A purse that retires just now is looked up anew; that this happens again is unlikely. */
    private static final int LOOKUPS = 5;

    private final Admission admission;
    private final List<Lack> lacks = new ArrayList<>();

    /** An account that cannot give what it should, and what it lacks. */
    private static final class Lack {
        private final Missing missing;
        private Purse purse;
        private boolean locked;

        /** What the store shall give; 0 if the purse had it in the end. */
        private long need;

        /** Whether {@code amount - need} was taken out of the purse. */
        private boolean collected;

        Lack(Missing missing) {
            this.missing = missing;
            this.purse = missing.purse();
        }

        String id() {
            return purse.account().id();
        }

        Rule rule() {
            return missing.meter().rule();
        }

        void unlock() {
            if (locked) {
                purse.exchange.unlock();
                locked = false;
            }
        }
    }

    Drawing(Admission admission, List<Missing> missing) {
        this.admission = admission;
        for (Missing one : missing) {
            lacks.add(new Lack(one));
        }
        // Everybody locks in the same order.
        lacks.sort(Comparator.comparing(Lack::id));
    }

    /** Draws; on refusal nothing of what was missing has been taken. */
    @Nullable Refusal run(Reservation reservation) {
        boolean done = false;
        try {
            @Nullable Refusal refusal = lockAll() ? drawn() : unasked();
            done = refusal == null;
            return refusal;
        } finally {
            for (Lack lack : lacks) {
                if (!done && lack.collected) {
                    lack.purse.give(lack.missing.amount() - lack.need);
                    lack.purse.unanswered();
                }
                lack.unlock();
            }
            if (done) {
                lacks.forEach(lack ->
                        reservation.add(lack.missing.meter(), lack.purse, lack.missing.amount()));
            }
        }
    }

    private boolean lockAll() {
        for (Lack lack : lacks) {
            for (int i = 0; i < LOOKUPS && !lack.collected; i++) {
                if (!lock(lack)) {
                    return false;
                }
                long need = lack.purse.collect(lack.missing.amount());
                if (need >= 0) {
                    lack.need = need;
                    lack.collected = true;
                } else {
                    lack.unlock();
                    lack.purse = lack.missing.meter().purse(admission, admission.millis());
                }
            }
            if (!lack.collected) {
                return false;
            }
        }
        return true;
    }

    private boolean lock(Lack lack) {
        long nanos = admission.settings().patience().toNanos();
        try {
            lack.locked = lack.purse.exchange.tryLock(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lack.locked = false;
        }
        return lack.locked;
    }

    private @Nullable Refusal drawn() {
        List<Lack> asking = lacks.stream().filter(lack -> lack.need > 0).toList();
        if (asking.isEmpty()) {
            return null;
        }
        long now = admission.now();
        List<Counters.Ask> asks = new ArrayList<>(asking.size());
        for (Lack lack : asking) {
            long slice =
                    lack.purse.slice(
                            lack.need, admission.settings().slice(), admission.shared(), now);
            long want = Math.min(Account.MOST, lack.need + slice);
            asks.add(
                    new Counters.Ask(
                            lack.purse.account(), lack.rule().shadow() ? 0 : lack.need, want));
        }
        @Nullable List<Counters.Grant> grants = admission.draw(asks);
        return grants == null ? locally(asking) : taken(asking, grants);
    }

    private @Nullable Refusal taken(List<Lack> asking, List<Counters.Grant> grants) {
        long now = admission.now();
        @Nullable Refusal refusal = null;
        for (int i = 0; i < asking.size(); i++) {
            Counters.Grant grant = grants.get(i);
            if (grant.retryAfter() != null) {
                Lack lack = asking.get(i);
                lack.purse.told(grant.left(), now);
                refusal = Refusal.longer(refusal, refusal(lack, false, grant.retryAfter()));
            }
        }
        for (int i = 0; i < asking.size(); i++) {
            Lack lack = asking.get(i);
            Counters.Grant grant = grants.get(i);
            if (refusal != null) {
                lack.purse.told(grant.left(), now);
                continue;
            }
            if (lack.rule().shadow() && grant.granted() < lack.need) {
                admission.tally().shadowed(lack.rule());
            }
            lack.purse.granted(grant.granted(), lack.need, grant.left(), now);
        }
        return refusal;
    }

    private Refusal refusal(Lack lack, boolean away, Duration wait) {
        Standing standing = Standing.of(lack.purse, admission.now());
        return new Refusal(lack.rule(), standing, away, retryAfter(lack, wait));
    }

    /** A window says by itself when it is over; what never is over has no such time. */
    private @Nullable Duration retryAfter(Lack lack, Duration told) {
        return switch (lack.purse.account()) {
            case Account.Bucket _ -> told;
            case Account.Permits _ -> Duration.ofSeconds(1);
            case Account.Window window ->
                    window.end().equals(Instant.MAX)
                            ? null
                            : Duration.between(admission.clock().instant(), window.end());
        };
    }

    /** The store is away: what was known to be left is all that this node may spend. */
    private @Nullable Refusal locally(List<Lack> asking) {
        if (admission.settings().deny()) {
            return denied(asking);
        }
        long now = admission.now();
        @Nullable Refusal refusal = null;
        for (Lack lack : asking) {
            long left = lack.purse.left(now);
            if (left < lack.need && !lack.rule().shadow()) {
                refusal = Refusal.longer(refusal, refused(lack, left));
            }
        }
        if (refusal != null) {
            return refusal;
        }
        for (Lack lack : asking) {
            if (lack.purse.left(now) < lack.need) {
                admission.tally().shadowed(lack.rule());
            }
            lack.purse.grantedLocally(lack.need, now);
        }
        return null;
    }

    private Refusal refused(Lack lack, long left) {
        Duration wait =
                lack.purse.account() instanceof Account.Bucket bucket
                        ? Standing.time(bucket, lack.need - left)
                        : Duration.ofSeconds(1);
        return refusal(lack, false, wait);
    }

    /** What only counts does not refuse; the next report tells what it has taken. */
    private @Nullable Refusal denied(List<Lack> asking) {
        for (Lack lack : asking) {
            if (!lack.rule().shadow()) {
                return refusal(lack, true, Duration.ofSeconds(1));
            }
        }
        asking.forEach(lack -> force(lack, lack.need));
        return null;
    }

    /**
     * Somebody else is waiting for the store for too long: as if it were away, but that without the
     * lock the next report has to tell what is taken here.
     */
    private @Nullable Refusal unasked() {
        for (Lack lack : lacks) {
            if (lack.collected) {
                lack.purse.give(lack.missing.amount() - lack.need);
                lack.collected = false;
            }
            lack.need = lack.missing.amount();
        }
        boolean busy = !admission.reporter().isAway();
        if (admission.settings().deny() || (busy && exact())) {
            return denied(lacks);
        }
        long now = admission.now();
        for (Lack lack : lacks) {
            long left = lack.purse.remaining(now);
            if (left < lack.missing.amount() && !lack.rule().shadow()) {
                return refused(lack, left);
            }
        }
        lacks.forEach(lack -> force(lack, lack.missing.amount()));
        return null;
    }

    /** Whether somebody is promised that never more is spent than there is. */
    private boolean exact() {
        return lacks.stream().anyMatch(lack -> lack.rule().strict() && !lack.rule().shadow());
    }

    private void force(Lack lack, long amount) {
        while (!lack.purse.force(amount)) {
            lack.purse = lack.missing.meter().purse(admission, admission.millis());
        }
    }
}
