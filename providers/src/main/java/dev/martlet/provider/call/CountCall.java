// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.pool.Candidate;
import dev.martlet.provider.pool.Choice;
import dev.martlet.provider.pool.ModelPool;
import dev.martlet.provider.pool.Needs;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.pool.Turn;
import dev.martlet.provider.preset.Operation;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says how large a prompt is. The target that is first in line is asked, if it counts in the
 * client's dialect; else, or if it does not answer, the size is estimated: a client that measures
 * its prompts is not to fail because of that. Thread-safe; one for all requests.
 */
public final class CountCall {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int MOST_REPLY = 256 << 10;
    private static final String JSON = "application/json";
    private static final HeaderName ESTIMATED = HeaderNames.create("x-martlet-estimated");

    private final CallRuntime runtime;

    /**
     * A call.
     *
     * @param runtime what all calls share
     */
    public CountCall(CallRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * Answers.
     *
     * @param exchange for whom
     * @param question what the client asks
     * @param pool what would answer the prompt
     * @return the reply in the client's dialect; {@code x-martlet-estimated} tells a guess
     * @throws GatewayException with a 400 if the question is none
     */
    public Reply answer(Exchange exchange, CountQuestion question, ModelPool pool) {
        var needs = new Needs(question.model(), 0, 0, false, false, false, null);
        long now = runtime.nanoTime().getAsLong();
        if (pool.plan(needs, now).next(exchange, now) instanceof Choice.Ask(Turn turn)) {
            try (turn) {
                byte @Nullable [] counted =
                        counts(turn, question) ? ask(exchange, turn, question) : null;
                return counted == null ? estimate(question, turn.model()) : reply(counted, false);
            }
        }
        List<Candidate> all = pool.candidates();
        String model = all.isEmpty() ? question.model() : all.getFirst().modelFor(question.model());
        return estimate(question, model);
    }

    private static boolean counts(Turn turn, CountQuestion question) {
        Provider provider = turn.candidate().provider();
        return provider.api().operations().contains(Operation.COUNT_TOKENS)
                && provider.dialect().name().equals(question.dialect().name());
    }

    private Reply estimate(CountQuestion question, String model) {
        long tokens = runtime.tokens().count(model, question.chat());
        return reply(Json.write(question.form().writeCount(tokens)), true);
    }

    private static Reply reply(byte[] body, boolean estimated) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.CONTENT_TYPE, JSON);
        if (estimated) {
            headers.set(ESTIMATED, "true");
        }
        return new FullReply(Status.OK_200, headers, body);
    }

    /** Null if there is no answer. */
    private byte @Nullable [] ask(Exchange exchange, Turn turn, CountQuestion question) {
        Provider provider = turn.candidate().provider();
        @Nullable String own = provider.path(Operation.COUNT_TOKENS, turn.model());
        var out =
                new Outgoing(
                        Method.POST,
                        Objects.requireNonNullElseGet(
                                own, () -> question.form().countPath(turn.model())),
                        new Payload.Buffered(
                                question.form().countBody(question.body(), turn.model())),
                        Map.of("content-type", JSON, "accept", JSON),
                        null);
        long began = runtime.nanoTime().getAsLong();
        Deadline deadline = Deadline.after(LONGEST, began).sooner(exchange.deadline());
        var wire = new Wire(exchange, runtime, status -> false);
        try (Reply reply = wire.send(turn, out, true, deadline)) {
            byte[] counted =
                    new ReplyBytes(reply, runtime.nanoTime())
                            .read(MOST_REPLY, deadline.nanos(), LONGEST.toNanos());
            turn.works();
            turn.keyWorks();
            return counted;
        } catch (TryFailed e) {
            Trouble trouble = e.trouble();
            return switch (trouble.kind()) {
                case BAD_REQUEST, CONTEXT_LENGTH ->
                        throw ClientRequest.bad(trouble.param(), trouble.message());
                default -> null;
            };
        }
    }
}
