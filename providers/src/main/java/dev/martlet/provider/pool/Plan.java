// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.overload.Gate;
import dev.martlet.core.overload.Permit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whom one request asks next. Those that were not asked yet come first, in their order; then those
 * that were, when their time to rest is over. Confined to the request's thread.
 */
public final class Plan {
    private static final Comparator<Candidate> BY_QUEUE =
            Comparator.comparingDouble(candidate -> candidate.state().crowd());

    private final ModelPool pool;
    private final Needs needs;
    private final List<Candidate> order;
    private final Set<Candidate> out = Collections.newSetFromMap(new IdentityHashMap<>(2));
    private final Map<Candidate, Long> restUntil = new IdentityHashMap<>(2);
    private final @Nullable String keyId;
    private @Nullable Candidate again;

    /** Who was passed by in the last round for want of a place alone. */
    private final List<Candidate> full = new ArrayList<>(2);

    private boolean begun;

    /** A plan; with the id of a key that has to be used, or null. */
    Plan(ModelPool pool, Needs needs, List<Candidate> order, @Nullable String keyId) {
        this.pool = pool;
        this.needs = needs;
        this.order = order;
        this.keyId = keyId;
    }

    /**
     * Chooses. Who has no place free is passed by as long as there is another.
     *
     * @param exchange for whom
     * @param now on the clock of {@link System#nanoTime}
     * @return whom to ask, where to queue, or how long to wait
     */
    public Choice next(Exchange exchange, long now) {
        full.clear();
        if (again != null && !out.contains(again)) {
            long rest = restUntil.getOrDefault(again, now) - now;
            if (rest > 0) {
                return new Choice.Wait(rest);
            }
            @Nullable Turn same = tryTurn(again, exchange, now);
            again = null;
            if (same != null) {
                return new Choice.Ask(same);
            }
        }
        for (Candidate candidate : order) {
            if (!restUntil.containsKey(candidate)) {
                @Nullable Turn turn = tryTurn(candidate, exchange, now);
                if (turn != null) {
                    return new Choice.Ask(turn);
                }
            }
        }
        for (Candidate candidate : order) {
            @Nullable Turn turn = tryTurn(candidate, exchange, now);
            if (turn != null) {
                return new Choice.Ask(turn);
            }
        }
        if (!full.isEmpty()) {
            return new Choice.Queue(Collections.min(full, BY_QUEUE));
        }
        long rest = rest(now);
        return rest == Long.MAX_VALUE ? new Choice.Nobody() : new Choice.Wait(rest);
    }

    /**
     * Waits for a place.
     *
     * @param candidate where
     * @param exchange for whom; its cancellation ends the wait
     * @param deadline when it makes no sense any more
     * @param nanoTime the clock
     * @return the right to ask, or null if that is not to be had any more
     * @throws GatewayException {@link Failure.Shed} if there is no place in time, or the cause of a
     *     cancellation
     */
    public @Nullable Turn queue(
            Candidate candidate, Exchange exchange, Deadline deadline, LongSupplier nanoTime) {
        @Nullable Gate gate = candidate.state().gate();
        @Nullable Permit permit = gate == null ? null : gate.enter(exchange, deadline);
        @Nullable Turn turn = tryTurn(candidate, nanoTime.getAsLong(), () -> permit);
        if (turn == null && permit != null) {
            permit.close();
        }
        return turn;
    }

    /** The answer has begun: who goes on with it waits for no place. */
    public void begun() {
        begun = true;
    }

    private @Nullable Turn tryTurn(Candidate candidate, Exchange exchange, long now) {
        @Nullable Gate gate = candidate.state().gate();
        if (gate == null) {
            return tryTurn(candidate, now, () -> null);
        }
        return tryTurn(
                candidate, now, () -> begun ? gate.force(exchange) : gate.tryEnter(exchange));
    }

    /** The place is taken last: it is given back with the turn only. */
    private @Nullable Turn tryTurn(
            Candidate candidate, long now, Supplier<@Nullable Permit> place) {
        if (out.contains(candidate) || restUntil.getOrDefault(candidate, now) - now > 0) {
            return null;
        }
        String model = candidate.modelFor(needs.model());
        if (keyRest(candidate, now) > 0) {
            return null;
        }
        Breaker breaker = candidate.state().breaker();
        Breaker.Pass pass = breaker.tryPass(now);
        if (pass == Breaker.Pass.NO) {
            return null;
        }
        boolean probe = pass == Breaker.Pass.PROBE;
        @Nullable Permit permit = place.get();
        boolean room = permit != null || candidate.state().gate() == null;
        @Nullable ProviderKey key = room ? takeKey(candidate, model, now) : null;
        if (key == null) {
            if (probe) {
                breaker.probeLost();
            }
            if (permit != null) {
                permit.close();
            }
            if (!room) {
                full.add(candidate);
            }
            return null;
        }
        return new Turn(candidate, model, key, probe, permit);
    }

    private @Nullable ProviderKey takeKey(Candidate candidate, String model, long now) {
        KeyRing keys = candidate.provider().keys();
        return keyId == null ? keys.take(model, now) : keys.take(keyId, model, now);
    }

    private long keyRest(Candidate candidate, long now) {
        String model = candidate.modelFor(needs.model());
        KeyRing keys = candidate.provider().keys();
        return keyId == null ? keys.rest(model, now) : keys.rest(keyId, model, now);
    }

    /**
     * How long until somebody may be asked.
     *
     * @param now on the clock of {@link System#nanoTime}
     * @return nanoseconds; {@link Long#MAX_VALUE} if nobody ever will
     */
    public long rest(long now) {
        long shortest = Long.MAX_VALUE;
        for (Candidate candidate : order) {
            shortest = Math.min(shortest, rest(candidate, now));
        }
        return shortest;
    }

    private long rest(Candidate candidate, long now) {
        if (out.contains(candidate)) {
            return Long.MAX_VALUE;
        }
        long keys = keyRest(candidate, now);
        if (keys == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long own = restUntil.getOrDefault(candidate, now) - now;
        return Math.max(Math.max(0, own), Math.max(keys, candidate.state().breaker().rest(now)));
    }

    /**
     * The same target is asked again, before any other.
     *
     * @param candidate which
     * @param until not before, on the clock of {@link System#nanoTime}
     */
    public void again(Candidate candidate, long until) {
        restUntil.put(candidate, until);
        again = candidate;
    }

    /**
     * Others are asked; this one again when nobody else is left.
     *
     * @param candidate which
     * @param until not before, on the clock of {@link System#nanoTime}
     */
    public void later(Candidate candidate, long until) {
        restUntil.put(candidate, until);
    }

    /**
     * A target is not asked again by this request.
     *
     * @param candidate which
     */
    public void never(Candidate candidate) {
        out.add(candidate);
    }

    /**
     * The prompt did not fit: only targets with a window that is surely larger are left.
     *
     * @param candidate the one that it did not fit into
     */
    public void onlyLargerThan(Candidate candidate) {
        long window = candidate.info(needs.model()).contextWindow();
        for (Candidate other : order) {
            boolean larger = window > 0 && other.info(needs.model()).contextWindow() > window;
            if (!larger) {
                out.add(other);
            }
        }
    }

    /**
     * Whether anyone could serve the request at all.
     *
     * @return false if every candidate lacks something that the request needs
     */
    public boolean possible() {
        return !order.isEmpty();
    }

    /**
     * What keeps every candidate from serving the request.
     *
     * @return words for an error message
     */
    public Set<String> missing() {
        Set<String> missing = new LinkedHashSet<>();
        pool.candidates()
                .forEach(candidate -> missing.addAll(needs.missing(candidate.info(needs.model()))));
        return missing;
    }

    /**
     * Whether somebody is not asked because its keys have reached a limit.
     *
     * @param now on the clock of {@link System#nanoTime}
     * @return true if a key rests
     */
    public boolean limited(long now) {
        return order.stream()
                .anyMatch(candidate -> {
                    long keys = keyRest(candidate, now);
                    return keys > 0 && keys != Long.MAX_VALUE;
                });
    }

    /**
     * Whether anyone but a given target is left.
     *
     * @param candidate which
     * @return true if another may be asked, now or later
     */
    public boolean hasOther(Candidate candidate) {
        return order.stream().anyMatch(other -> other != candidate && !out.contains(other));
    }

    /**
     * The request was answered.
     *
     * @param turn by whom
     * @param now on the clock of {@link System#nanoTime}
     */
    public void answered(Turn turn, long now) {
        pool.answered(needs, turn.candidate(), now);
    }

    /**
     * What the request asks of a target.
     *
     * @return the needs
     */
    public Needs needs() {
        return needs;
    }
}
