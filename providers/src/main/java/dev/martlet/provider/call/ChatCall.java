// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.config.FailoverConfig;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.pool.ModelPool;
import dev.martlet.provider.pool.Plan;
import dev.martlet.provider.pool.Seat;
import dev.martlet.provider.usage.UsageRecord.Outcome;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.time.Duration;
import java.util.Collection;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Answers chats: asks the targets of an alias in turn until one answers, and brings the answer into
 * the client's dialect. Thread-safe; one for all requests.
 */
public final class ChatCall {
    private static final HeaderName ACCEL_BUFFERING = HeaderNames.create("X-Accel-Buffering");
    private static final HeaderName DROPPED = HeaderNames.create("x-martlet-dropped");

    private final CallRuntime runtime;

    /**
     * A call.
     *
     * @param runtime what all calls share
     */
    public ChatCall(CallRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * Answers.
     *
     * @param exchange for whom; its payload should no longer hold the body
     * @param request what the client asks; owned by the call from here on
     * @param pool what can answer
     * @return the reply, whole or as a stream of events
     * @throws GatewayException mostly with {@link Failure.ModelFailed}, if there is no answer
     */
    public Reply answer(Exchange exchange, ClientRequest request, ModelPool pool) {
        return answer(exchange, request, pool, null, Keeper.NONE);
    }

    /**
     * Answers what may refer to an earlier answer.
     *
     * @param exchange for whom; its payload should no longer hold the body
     * @param request what the client asks; owned by the call from here on
     * @param pool what can answer
     * @param seat where that answer is kept, or null
     * @param keeper remembers who gave this answer
     * @return the reply, whole or as a stream of events
     * @throws GatewayException mostly with {@link Failure.ModelFailed}, if there is no answer
     */
    public Reply answer(
            Exchange exchange,
            ClientRequest request,
            ModelPool pool,
            @Nullable Seat seat,
            Keeper keeper) {
        ToLongFunction<String> prompt = model -> request.promptTokens(runtime.tokens(), model);
        var account = new Account(exchange, request.model(), prompt, pool.alias(), keeper, runtime);
        FailoverConfig settings = pool.settings().failover();
        Tries tries = null;
        try {
            Plan plan = plan(exchange, request, pool, seat);
            tries = new Tries(exchange, plan, settings, request.body()::kept, runtime);
            return request.stream()
                    ? stream(exchange, request, pool, tries, account)
                    : whole(exchange, request, pool, tries, account);
        } catch (GatewayException e) {
            boolean gone = !(e.failure() instanceof Failure.ModelFailed);
            account.end(
                    gone ? Outcome.CANCELLED : Outcome.ERROR,
                    e.failure().reason(),
                    tries == null ? 0 : tries.count(),
                    "");
            request.body().close();
            throw e;
        } catch (RuntimeException | Error e) {
            account.end(Outcome.ERROR, "internal", tries == null ? 0 : tries.count(), "");
            request.body().close();
            throw e;
        }
    }

    private Plan plan(
            Exchange exchange, ClientRequest request, ModelPool pool, @Nullable Seat seat) {
        var needs = new NeedsReader(exchange, request, pool, runtime.tokens()).read();
        return pool.plan(needs, provider -> true, seat, runtime.nanoTime().getAsLong());
    }

    private Reply whole(
            Exchange exchange,
            ClientRequest request,
            ModelPool pool,
            Tries tries,
            Account account) {
        var asking =
                new WholeTry(
                        request.dialect().name(),
                        new RequestWriter(request, pool.settings().unsupported()),
                        new Sender(exchange, request, runtime),
                        request.body(),
                        pool.settings().failover(),
                        tries::budget,
                        runtime);
        WholeTry.Answer answer = tries.run(asking);
        try (var turn = answer.turn()) {
            account.answeredBy(turn);
            account.firstToken();
            account.named(answer.reply().id());
            @Nullable Usage usage = answer.reply().usage();
            if (usage != null) {
                account.used(usage);
            }
            byte[] body = body(exchange, request, answer);
            account.end(Outcome.OK, "", tries.count(), Said.in(answer.reply()));
            request.body().close();
            return new FullReply(
                    Status.OK_200, headers("application/json", answer.dropped()), body);
        }
    }

    private byte[] body(Exchange exchange, ClientRequest request, WholeTry.Answer answer) {
        Dialect theirs = answer.turn().provider().dialect();
        if (theirs.name().equals(request.dialect().name())) {
            return answer.raw().bytes();
        }
        Dialect.View view = runtime.view(exchange, request, answer.turn().model());
        return Json.write(request.dialect().writeReply(answer.reply(), view));
    }

    private Reply stream(
            Exchange exchange,
            ClientRequest request,
            ModelPool pool,
            Tries tries,
            Account account) {
        var writer = new RequestWriter(request, pool.settings().unsupported());
        FailoverConfig settings = pool.settings().failover();
        var streams =
                new StreamTry(
                        exchange,
                        request.dialect().name(),
                        writer,
                        new Sender(exchange, request, runtime),
                        request.body(),
                        settings,
                        tries::budget,
                        runtime);
        @Nullable Duration keepAlive =
                request.events().keepAlive() == null ? null : pool.settings().keepAlive();
        var call =
                new StreamCall(
                        exchange, request, tries, streams, account, settings, keepAlive, runtime);
        var events = new AnswerStream(call);
        events.open();
        WritableHeaders<?> headers = headers(request.events().mediaType(), writer.dropped());
        headers.set(HeaderNames.CACHE_CONTROL, "no-cache");
        headers.set(ACCEL_BUFFERING, "no");
        return StreamedReply.of(Status.OK_200, headers, events, request.events().encoder());
    }

    private static WritableHeaders<?> headers(String type, Collection<String> dropped) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.CONTENT_TYPE, type);
        if (!dropped.isEmpty()) {
            headers.set(DROPPED, HeaderText.of(String.join(", ", dropped)));
        }
        return headers;
    }
}
