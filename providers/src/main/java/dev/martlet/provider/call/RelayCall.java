// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Body;
import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.TunnelReply;
import dev.martlet.core.config.DataSize;
import dev.martlet.provider.call.Outgoing.Translated;
import dev.martlet.provider.call.Trouble.Kind;
import dev.martlet.provider.catalogue.ModelInfo;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.config.FailoverConfig;
import dev.martlet.provider.config.FilterAction;
import dev.martlet.provider.config.MidStream;
import dev.martlet.provider.config.ModelBalance;
import dev.martlet.provider.config.Unsupported;
import dev.martlet.provider.pool.Candidate;
import dev.martlet.provider.pool.ModelPool;
import dev.martlet.provider.pool.Needs;
import dev.martlet.provider.pool.Plan;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.pool.Seat;
import dev.martlet.provider.pool.TargetState;
import dev.martlet.provider.pool.Turn;
import dev.martlet.provider.sse.SseEncoder;
import dev.martlet.provider.usage.UsageRecord.Outcome;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is asked of models beside chats: asks the targets of an alias in turn until one
 * answers, and passes its reply on while it comes. Thread-safe; one for all requests.
 */
public final class RelayCall {
    /** In bytes: thousands of vectors as text. */
    private static final int MOST_TRANSLATED = 128 << 20;

    /** What a provider may tell a client beside the body. */
    private static final List<HeaderName> PASSED =
            List.of(
                    HeaderNames.CONTENT_TYPE,
                    HeaderNames.CONTENT_ENCODING,
                    HeaderNames.CONTENT_DISPOSITION);

    /** For things that a provider keeps: files are large, and take their time both ways. */
    private static final FailoverConfig KEPT =
            new FailoverConfig(
                    3,
                    Duration.ofSeconds(60),
                    Duration.ofHours(1),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofDays(1),
                    Duration.ofHours(1),
                    Duration.ofSeconds(10),
                    MidStream.ERROR,
                    FilterAction.STOP,
                    new DataSize(0));

    private static final HeaderName ACCEL_BUFFERING = HeaderNames.create("X-Accel-Buffering");

    private final CallRuntime runtime;

    /**
     * A call.
     *
     * @param runtime what all calls share
     */
    public RelayCall(CallRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * How large a request is, for those who have to know before anybody is asked.
     *
     * @param request what the client asks
     * @return tokens, an estimate
     */
    public long tokens(RelayRequest request) {
        return request.tokens(runtime.tokens(), request.model());
    }

    /** A good reply, and who gave it. */
    private record Answer(Turn turn, Reply reply, @Nullable Translated translated) {}

    /**
     * Answers.
     *
     * @param exchange for whom
     * @param request what the client asks; closed with the exchange
     * @param pool what can answer
     * @param seat where something is kept that the request refers to, or null
     * @return the reply; streams
     * @throws GatewayException mostly with {@link Failure.ModelFailed}, if there is no answer
     */
    public Reply answer(
            Exchange exchange, RelayRequest request, ModelPool pool, @Nullable Seat seat) {
        var account =
                new Account(
                        exchange,
                        request.model(),
                        model -> request.tokens(runtime.tokens(), model),
                        pool.alias(),
                        Keeper.NONE,
                        runtime);
        // Its body may wait in a file.
        exchange.onClose(request::close);
        @Nullable Tries tries = null;
        try {
            Plan plan = plan(request, pool, seat);
            FailoverConfig settings = pool.settings().failover();
            tries =
                    new Tries(
                            exchange,
                            plan,
                            settings,
                            () -> request.replayable(settings.replayLimit().bytes()),
                            runtime);
            Tries running = tries;
            Wire wire = new Wire(exchange, runtime, shown(request));
            Answer answer = tries.run(turn -> ask(wire, turn, request, settings, running.budget()));
            account.answeredBy(answer.turn());
            account.firstToken();
            var ending = new Ending(exchange, request, answer.turn(), account, tries.count());
            return reply(answer, request, settings, ending);
        } catch (GatewayException e) {
            boolean gone = !(e.failure() instanceof Failure.ModelFailed);
            account.end(
                    gone ? Outcome.CANCELLED : Outcome.ERROR,
                    e.failure().reason(),
                    tries == null ? 0 : tries.count(),
                    "");
            throw e;
        }
    }

    /**
     * Answers what is asked of a provider, not of a model.
     *
     * @param exchange for whom
     * @param request what the client asks; closed with the exchange
     * @param provider whom
     * @param key the id of the key to use
     * @return the reply; streams
     * @throws GatewayException mostly with {@link Failure.ModelFailed}, if there is no answer
     */
    public Reply answer(Exchange exchange, RelayRequest request, Provider provider, String key) {
        var candidate =
                new Candidate(provider, "", 1, 1, model -> ModelInfo.UNKNOWN, new TargetState());
        var settings =
                new ModelPool.Settings(
                        ModelBalance.WEIGHTED, false, null, KEPT, Unsupported.REFUSE, null);
        var pool =
                new ModelPool("", List.of(candidate), settings, runtime.random(), runtime.prices());
        return answer(exchange, request, pool, new Seat(provider.name(), key));
    }

    private Plan plan(RelayRequest request, ModelPool pool, @Nullable Seat seat) {
        if (pool.candidates().stream().noneMatch(one -> request.fits(one.provider()))) {
            throw ClientRequest.bad(
                    request.model().isEmpty() ? null : "model",
                    "The model '" + request.model() + "' cannot be asked for this.");
        }
        var needs = new Needs(request.model(), 0, 0, false, false, false, null);
        return pool.plan(needs, request::fits, seat, runtime.nanoTime().getAsLong());
    }

    /** Of what a provider keeps, it alone can say what is wrong about it. */
    private static IntPredicate shown(RelayRequest request) {
        return status ->
                request.kept()
                        && status >= 400
                        && status < 500
                        && status != 401
                        && status != 402
                        && status != 403
                        && status != 408
                        && status != 429;
    }

    private Answer ask(
            Wire wire, Turn turn, RelayRequest request, FailoverConfig settings, Deadline budget)
            throws TryFailed {
        Provider provider = turn.candidate().provider();
        Outgoing out;
        try {
            out = request.write(provider, turn.model());
        } catch (UnsayableException e) {
            throw new TryFailed(
                    new Trouble(Kind.UNSUPPORTED, Objects.requireNonNull(e.getMessage())), e);
        }
        boolean kindred = provider.dialect().name().equals(request.dialect());
        var limit = request.stream() ? settings.firstByte() : settings.whole();
        long began = runtime.nanoTime().getAsLong();
        Deadline head = budget.sooner(Deadline.after(limit, began));
        Reply reply = wire.send(turn, out, kindred, head);
        turn.relayed(runtime.nanoTime().getAsLong() - began);
        return out.translation() == null
                ? new Answer(turn, reply, null)
                : translated(turn, reply, out, settings);
    }

    private Answer translated(Turn turn, Reply reply, Outgoing out, FailoverConfig settings)
            throws TryFailed {
        long until = runtime.nanoTime().getAsLong() + settings.total().toNanos();
        try (reply) {
            byte[] bytes =
                    new ReplyBytes(reply, runtime.nanoTime())
                            .read(MOST_TRANSLATED, until, settings.idle().toNanos());
            WritableHeaders<?> headers = WritableHeaders.create();
            headers.set(HeaderNames.CONTENT_TYPE, "application/json");
            Translated ours = Objects.requireNonNull(out.translation()).translate(bytes);
            return new Answer(turn, new FullReply(Status.OK_200, headers, ours.body()), ours);
        } catch (RuntimeException e) {
            if (e instanceof GatewayException) {
                throw e;
            }
            // A stranger's text, which is not what its API promises.
            throw new TryFailed(
                    new Trouble(Kind.MALFORMED, "The provider sent an invalid reply."), e);
        }
    }

    private Reply reply(
            Answer answer, RelayRequest request, FailoverConfig settings, Ending ending) {
        Reply reply = answer.reply();
        if (reply instanceof TunnelReply tunnel) {
            tunnel.headers().remove(HeaderNames.SET_COOKIE);
            return tunnel.onClose(ending::over);
        }
        WritableHeaders<?> headers = WritableHeaders.create();
        PASSED.forEach(name -> {
            if (reply.headers().contains(name)) {
                headers.set(reply.headers().get(name));
            }
        });
        long until = runtime.nanoTime().getAsLong() + settings.total().toNanos();
        var body =
                new RelayedBody(
                        body(reply),
                        new RelayedBody.Limits(
                                settings.idle().toNanos(), until, runtime.nanoTime()),
                        answer.turn().candidate().provider().name());
        String type = headers.first(HeaderNames.CONTENT_TYPE).orElse("").toLowerCase(Locale.ROOT);
        StreamedReply ours;
        if (type.startsWith("text/event-stream")) {
            headers.set(HeaderNames.CACHE_CONTROL, "no-cache");
            headers.set(ACCEL_BUFFERING, "no");
            var events = new RelayedEvents(body, request.usageWanted(), ending);
            ours = StreamedReply.of(reply.status(), headers, events, new SseEncoder());
        } else {
            boolean json = type.startsWith("application/json") && plain(headers);
            ending.reads(json && answer.translated() == null);
            if (answer.translated() != null && answer.translated().usage() != null) {
                ending.used(answer.translated().usage());
            }
            ours = StreamedReply.of(reply.status(), headers, ending.watching(body));
        }
        ending.holds(reply);
        return ours.onClose(ending::gone);
    }

    private static boolean plain(WritableHeaders<?> headers) {
        String encoding = headers.first(HeaderNames.CONTENT_ENCODING).orElse("identity");
        return encoding.equalsIgnoreCase("identity");
    }

    private static Body body(Reply reply) {
        return switch (reply) {
            case FullReply full -> Body.of(full.body());
            case StreamedReply streamed -> streamed.body();
            default -> Body.empty();
        };
    }

    /** How a relayed reply ends: what was used is told once, and everything is let go of. */
    static final class Ending {
        private final Exchange exchange;
        private final RelayRequest request;
        private final Turn turn;
        private final Account account;
        private final int tries;
        private final StringBuilder said = new StringBuilder();
        private @Nullable UsageScan scan;
        private @Nullable Reply reply;
        private @Nullable Runnable abort;

        Ending(Exchange exchange, RelayRequest request, Turn turn, Account account, int tries) {
            this.exchange = exchange;
            this.request = request;
            this.turn = turn;
            this.account = account;
            this.tries = tries;
        }

        void reads(boolean json) {
            scan = json ? new UsageScan() : null;
        }

        Body watching(Body body) {
            return new RelayedBody.Watched(body, scan, this);
        }

        /** A read that waits has to end when the client goes. */
        void holds(Reply held) {
            reply = held;
            abort = held::close;
            exchange.cancellation().onCancel(abort);
        }

        void used(Usage usage) {
            account.used(usage);
        }

        void said(String text) {
            said.append(text);
        }

        /** The reply is complete. */
        void complete() {
            if (request.model().isEmpty()) {
                account.used(Usage.ZERO);
            }
            turn.works();
            account.end(Outcome.OK, "", tries, said.toString());
        }

        /** The reply broke off. */
        void cut(String reason) {
            account.end(Outcome.CUT, reason, tries, said.toString());
        }

        /** A tunnel ends when either side wants it to. */
        void over() {
            complete();
            turn.close();
        }

        /** Nobody reads any more; after the end that is no news. */
        void gone() {
            account.end(Outcome.CANCELLED, "client_gone", tries, said.toString());
            if (abort != null) {
                exchange.cancellation().remove(abort);
            }
            if (reply != null) {
                reply.close();
            }
            turn.close();
        }
    }
}
