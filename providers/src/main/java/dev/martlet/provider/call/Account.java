// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Exchange;
import dev.martlet.core.Principal;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.pool.Turn;
import dev.martlet.provider.usage.UsageRecord;
import dev.martlet.provider.usage.UsageRecord.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Keeps account of one exchange, and tells it once. */
final class Account {
    private final Exchange exchange;
    private final String asked;
    private final ToLongFunction<String> prompt;
    private final String alias;
    private final Keeper keeper;
    private final CallRuntime runtime;
    private final long began;
    private final AtomicBoolean told = new AtomicBoolean();
    private @Nullable Turn turn;
    private @Nullable Usage usage;
    private @Nullable Duration firstToken;
    private int restarts;

    /**
     * An account.
     *
     * @param asked what the client sent as the model
     * @param prompt estimates the tokens of the prompt for a model of that name
     * @param alias what was found for it
     * @param keeper remembers who gave an answer
     */
    Account(
            Exchange exchange,
            String asked,
            ToLongFunction<String> prompt,
            String alias,
            Keeper keeper,
            CallRuntime runtime) {
        this.exchange = exchange;
        this.asked = asked;
        this.prompt = prompt;
        this.alias = alias;
        this.keeper = keeper;
        this.runtime = runtime;
        this.began = runtime.nanoTime().getAsLong();
    }

    /** Somebody answers. */
    void answeredBy(Turn answering) {
        turn = answering;
    }

    /** The answer has a name by which it can be referred to later. */
    void named(String id) {
        if (turn != null && !id.isEmpty()) {
            keeper.answered(turn, id);
        }
    }

    /** The first token, or the whole answer, is there. */
    void firstToken() {
        if (firstToken == null) {
            firstToken = sinceBegin();
        }
    }

    private Duration sinceBegin() {
        return Duration.ofNanos(runtime.nanoTime().getAsLong() - began);
    }

    /** Told by the provider; replaces what it told before. */
    void used(Usage latest) {
        usage = latest;
    }

    /** Another try takes a broken stream up; what the first one told is not its usage. */
    void restarted(Turn answering) {
        restarts++;
        turn = answering;
        usage = null;
    }

    int restarts() {
        return restarts;
    }

    /**
     * The end; the first one counts.
     *
     * @param tries how many targets were asked
     * @param said what reached the client, for an estimate where the provider told nothing
     */
    void end(Outcome outcome, String reason, int tries, String said) {
        if (!told.compareAndSet(false, true)) {
            return;
        }
        @Nullable Turn answering = turn;
        @Nullable Usage counted = usage;
        // What was told before the end knows only the prompt.
        boolean estimated = answering != null && (counted == null || outcome != Outcome.OK);
        Usage tokens = Usage.ZERO;
        if (answering != null && (counted == null || estimated)) {
            tokens = estimate(answering.model(), counted, said);
        } else if (counted != null) {
            tokens = counted;
        }
        runtime.listener().used(exchange, told(outcome, reason, tries, tokens, estimated));
    }

    private UsageRecord told(
            Outcome outcome, String reason, int tries, Usage tokens, boolean estimated) {
        String provider = turn == null ? "" : turn.candidate().provider().name();
        String model = turn == null ? "" : turn.model();
        @Nullable BigDecimal cost =
                turn == null ? BigDecimal.ZERO : runtime.prices().cost(provider, model, tokens);
        return new UsageRecord(
                Principal.tenantOf(exchange),
                asked,
                alias,
                provider,
                model,
                turn == null ? "" : turn.key().id(),
                tokens,
                estimated,
                cost,
                sinceBegin(),
                firstToken,
                tries,
                restarts,
                outcome,
                reason);
    }

    private Usage estimate(String model, @Nullable Usage counted, String said) {
        long output = runtime.tokens().count(model, said);
        if (counted == null) {
            return new Usage(prompt.applyAsLong(model), output);
        }
        return new Usage(
                counted.input(),
                counted.cachedInput(),
                counted.cacheWrite(),
                counted.audioInput(),
                Math.max(counted.output(), output),
                counted.reasoning(),
                counted.audioOutput());
    }
}
