// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.provider.call.Trouble.Kind;
import dev.martlet.provider.call.Trouble.Next;
import dev.martlet.provider.config.FailoverConfig;
import dev.martlet.provider.config.FilterAction;
import dev.martlet.provider.pool.Candidate;
import dev.martlet.provider.pool.Choice;
import dev.martlet.provider.pool.Plan;
import dev.martlet.provider.pool.Turn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Asks one target after the other until there is an answer, or nobody is left. */
final class Tries {
    /** Of one target, whatever the configuration allows in all. */
    private static final int MOST_PER_TARGET = 6;

    /** What says that a target has more to do than it can. */
    private static final Set<Kind> OVERLOAD =
            Collections.unmodifiableSet(EnumSet.of(Kind.OVERLOADED, Kind.SILENT, Kind.SLOW));

    private final Exchange exchange;
    private final Plan plan;
    private final FailoverConfig settings;
    private final BooleanSupplier kept;
    private final CallRuntime runtime;
    private final Backoff backoff;
    private final List<Trouble> troubles = new ArrayList<>(2);
    private final Map<Candidate, Integer> asked = new IdentityHashMap<>(4);
    private Deadline budget;
    private int allowed;
    private int tries;

    Tries(
            Exchange exchange,
            Plan plan,
            FailoverConfig settings,
            BooleanSupplier kept,
            CallRuntime runtime) {
        this.exchange = exchange;
        this.plan = plan;
        this.settings = settings;
        this.kept = kept;
        this.runtime = runtime;
        this.backoff = new Backoff(runtime.random());
        this.allowed = settings.attempts();
        this.budget = Deadline.after(settings.budget(), now());
    }

    private long now() {
        return runtime.nanoTime().getAsLong();
    }

    /** Until when something has to answer. */
    Deadline budget() {
        return budget.sooner(exchange.deadline());
    }

    /** How many targets were asked. */
    int count() {
        return tries;
    }

    /** As many tries, and as much time, as for a new request. */
    private void renew() {
        allowed = tries + settings.attempts();
        budget = Deadline.after(settings.budget(), now());
    }

    /**
     * Tries.
     *
     * @return the first answer
     * @throws GatewayException with the most useful of all failures
     */
    <T> T run(Asking<T> asking) {
        while (true) {
            Turn turn = next();
            long began = now();
            boolean answered = false;
            try {
                T answer = asking.ask(turn);
                answered = true;
                observe(turn, "ok", began);
                turn.keyWorks();
                plan.answered(turn, now());
                return answer;
            } catch (TryFailed e) {
                observe(turn, e.trouble().kind().name().toLowerCase(Locale.ROOT), began);
                failed(turn, e.trouble());
            } finally {
                if (!answered) {
                    turn.close();
                }
            }
        }
    }

    private void observe(Turn turn, String outcome, long began) {
        runtime.observer()
                .tried(
                        exchange,
                        turn.candidate().provider().name(),
                        turn.model(),
                        tries,
                        outcome,
                        now() - began);
    }

    private Turn next() {
        while (true) {
            exchange.cancellation().check();
            long now = now();
            if (budget().remaining(now) <= 0) {
                throw new FinalFailure(troubles, plan, now).outOfTime();
            }
            if (tries >= allowed || (tries > 0 && !kept.getAsBoolean())) {
                throw new FinalFailure(troubles, plan, now).failure();
            }
            switch (plan.next(exchange, now)) {
                case Choice.Ask(Turn turn) -> {
                    return counted(turn);
                }
                case Choice.Queue(Candidate candidate) -> {
                    @Nullable Turn turn = queue(candidate);
                    if (turn != null) {
                        return counted(turn);
                    }
                }
                case Choice.Wait(long nanos) -> await(nanos, now);
                case Choice.Nobody() -> throw new FinalFailure(troubles, plan, now).failure();
            }
        }
    }

    private Turn counted(Turn turn) {
        tries++;
        asked.merge(turn.candidate(), 1, Integer::sum);
        return turn;
    }

    private @Nullable Turn queue(Candidate candidate) {
        try {
            return plan.queue(candidate, exchange, budget(), runtime.nanoTime());
        } catch (GatewayException e) {
            throw e.failure() instanceof Failure.Shed shed ? FinalFailure.of(shed) : e;
        }
    }

    private void await(long nanos, long now) {
        if (nanos > settings.maxWait().toNanos() || nanos >= budget().remaining(now)) {
            throw new FinalFailure(troubles, plan, now).failure();
        }
        runtime.pause().of(nanos, exchange.cancellation());
    }

    /** How a single trouble looks to the client. */
    GatewayException failure(Trouble trouble) {
        return new FinalFailure(troubles, plan, now()).of(trouble);
    }

    /**
     * Draws the conclusions from a failed try.
     *
     * @throws GatewayException if nobody else would do better
     */
    private void failed(Turn turn, Trouble trouble) {
        failed(turn, trouble, next(trouble));
    }

    /**
     * Draws the conclusions from an answer that broke off: another target is likelier to complete
     * it than the same one.
     *
     * @throws GatewayException if nobody else would do better
     */
    void brokeOff(Turn turn, Trouble trouble) {
        Next next = next(trouble);
        failed(turn, trouble, next == Next.AGAIN ? Next.LATER : next);
        plan.begun();
        renew();
    }

    private void failed(Turn turn, Trouble trouble, Next next) {
        troubles.add(trouble);
        long now = now();
        tellHealth(turn, trouble, now);
        if (OVERLOAD.contains(trouble.kind())) {
            turn.overloaded();
        }
        Candidate candidate = turn.candidate();
        switch (next) {
            case STOP -> throw new FinalFailure(troubles, plan, now).of(trouble);
            case LARGER -> plan.onlyLargerThan(candidate);
            case ELSEWHERE -> plan.never(candidate);
            case OTHER_KEY -> turn.keyRefused(now);
            case LATER -> later(turn, trouble, now);
            case AGAIN -> again(turn, trouble, now);
        }
        if (asked.getOrDefault(candidate, 0) >= MOST_PER_TARGET) {
            plan.never(candidate);
        }
    }

    private Next next(Trouble trouble) {
        boolean around =
                trouble.kind() == Kind.CONTENT_FILTER
                        && settings.contentFilter() == FilterAction.NEXT;
        return around ? Next.ELSEWHERE : trouble.kind().next();
    }

    private static void tellHealth(Turn turn, Trouble trouble, long now) {
        switch (trouble.kind().health()) {
            case GOOD -> turn.works();
            case BAD -> turn.failed(now);
            case UNKNOWN -> {}
        }
    }

    private void later(Turn turn, Trouble trouble, long now) {
        long until = now + backoff.wait(trouble, asked.getOrDefault(turn.candidate(), 1));
        if (trouble.kind() == Kind.RATE_LIMITED && !turn.clientsKey()) {
            // The limit is the key's: another key of the same target may go on at once.
            turn.keyLimited(until, now);
        } else {
            plan.later(turn.candidate(), until);
        }
    }

    private void again(Turn turn, Trouble trouble, long now) {
        if (asked.getOrDefault(turn.candidate(), 1) == 1) {
            plan.again(turn.candidate(), now + backoff.wait(trouble, 1));
        } else {
            later(turn, trouble, now);
        }
    }
}
