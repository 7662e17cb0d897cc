// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom one request asks next. Those that were not asked yet come first, in their order; then those
 * that were, when their time to rest is over. Confined to the request's thread.
 */
public final class Plan {
    private final ModelPool pool;
    private final Needs needs;
    private final List<Candidate> order;
    private final Set<Candidate> out = Collections.newSetFromMap(new IdentityHashMap<>(2));
    private final Map<Candidate, Long> restUntil = new IdentityHashMap<>(2);
    private final @Nullable String keyId;
    private @Nullable Candidate again;

    /** A plan; with the id of a key that has to be used, or null. */
    Plan(ModelPool pool, Needs needs, List<Candidate> order, @Nullable String keyId) {
        this.pool = pool;
        this.needs = needs;
        this.order = order;
        this.keyId = keyId;
    }

    /**
     * Chooses.
     *
     * @param now on the clock of {@link System#nanoTime}
     * @return whom to ask, or how long to wait
     */
    public Choice next(long now) {
        if (again != null && !out.contains(again)) {
            long rest = restUntil.getOrDefault(again, now) - now;
            if (rest > 0) {
                return new Choice.Wait(rest);
            }
            @Nullable Turn same = tryTurn(again, now);
            again = null;
            if (same != null) {
                return new Choice.Ask(same);
            }
        }
        for (Candidate candidate : order) {
            if (!restUntil.containsKey(candidate)) {
                @Nullable Turn turn = tryTurn(candidate, now);
                if (turn != null) {
                    return new Choice.Ask(turn);
                }
            }
        }
        for (Candidate candidate : order) {
            @Nullable Turn turn = tryTurn(candidate, now);
            if (turn != null) {
                return new Choice.Ask(turn);
            }
        }
        long rest = rest(now);
        return rest == Long.MAX_VALUE ? new Choice.Nobody() : new Choice.Wait(rest);
    }

    private @Nullable Turn tryTurn(Candidate candidate, long now) {
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
        KeyRing keys = candidate.provider().keys();
        @Nullable ProviderKey key =
                keyId == null ? keys.take(model, now) : keys.take(keyId, model, now);
        if (key == null) {
            if (probe) {
                breaker.probeLost();
            }
            return null;
        }
        return new Turn(candidate, model, key, probe);
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
