// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.endpoint;

import dev.martlet.core.Access;
import dev.martlet.core.Demand;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.FailureRenderer;
import dev.martlet.core.GatewayException;
import dev.martlet.core.ModelTarget;
import dev.martlet.core.Payload;
import dev.martlet.core.Principal;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.StreamedReply;
import dev.martlet.provider.call.ChatCall;
import dev.martlet.provider.call.ClientRequest;
import dev.martlet.provider.call.CountCall;
import dev.martlet.provider.call.CountQuestion;
import dev.martlet.provider.call.FactsReader;
import dev.martlet.provider.call.Keeper;
import dev.martlet.provider.call.RelayCall;
import dev.martlet.provider.catalogue.Prices;
import dev.martlet.provider.config.DialectName;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.pool.EventFormat;
import dev.martlet.provider.pool.ModelPool;
import dev.martlet.provider.pool.Models;
import dev.martlet.provider.pool.Seat;
import dev.martlet.provider.relay.StoredResponses;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where requests to models end: it finds what is asked for by the path, and who may answer. */
public final class ModelRoute implements ModelTarget {
    /** In bytes: images and files in base64 are part of a request. */
    private static final long MOST_REQUEST = 64L << 20;

    private static final HeaderName ANTHROPIC_VERSION = HeaderNames.create("anthropic-version");

    private final Parts parts;
    private final Globs allowed;
    private final ModelFinder finder;
    private final Relays relays;
    private final KeptThings kept;

    /**
     * What all routes to models share.
     *
     * @param protocols the dialects
     * @param models what stands behind a name
     * @param names of all models, as configured
     * @param chat answers chats
     * @param facts reads what rules ask about
     * @param relay answers what is asked beside chats
     * @param stored who keeps which response
     * @param memory room for requests, shared by all generations
     * @param count says how large prompts are
     * @param prices what tokens cost
     */
    public record Parts(
            Protocols protocols,
            Models models,
            List<String> names,
            ChatCall chat,
            FactsReader facts,
            RelayCall relay,
            StoredResponses stored,
            RequestMemory memory,
            CountCall count,
            Prices prices) {
        public Parts {
            names = List.copyOf(names);
        }
    }

    /**
     * A route.
     *
     * @param parts what all routes share
     * @param allowed names of models that may be asked for here; a {@code *} at the end stands for
     *     any rest
     */
    public ModelRoute(Parts parts, List<String> allowed) {
        this.parts = parts;
        this.allowed = new Globs(allowed);
        this.finder = new ModelFinder(parts.models(), this.allowed);
        this.relays = new Relays(parts, finder);
        this.kept = new KeptThings(parts, this.allowed);
    }

    @Override
    public Reply answer(Exchange exchange) {
        RequestHead head = exchange.request();
        ApiCall call = ApiPaths.find(head.method(), head.path());
        if (call == null) {
            throw failed(
                    Status.NOT_FOUND_404,
                    "unknown_path",
                    "No API of models has " + head.method().text() + " with this path.");
        }
        return switch (call.operation()) {
            case CHAT -> chat(exchange, call);
            case COUNT_TOKENS -> count(exchange, call);
            case MODELS -> models(exchange, call);
            case COMPLETIONS, EMBEDDINGS, RERANK, MODERATIONS, IMAGES, AUDIO ->
                    relays.ofModel(exchange, call);
            case REALTIME -> relays.realtime(exchange);
            case FILES, BATCHES -> kept.ofProvider(exchange, call);
            case RESPONSES -> kept.response(exchange, call);
            default ->
                    throw failed(
                            Status.NOT_IMPLEMENTED_501,
                            "not_implemented",
                            call.operation().text() + " is not served.");
        };
    }

    @Override
    public @Nullable Demand demand(Exchange exchange) {
        RequestHead head = exchange.request();
        ApiCall call = ApiPaths.find(head.method(), head.path());
        if (call == null) {
            return null;
        }
        return switch (call.operation()) {
            case CHAT -> demand(exchange, call, read(exchange, call));
            case COMPLETIONS, EMBEDDINGS, RERANK, MODERATIONS, IMAGES, AUDIO ->
                    relays.demand(exchange, call);
            case REALTIME -> relays.realtimeDemand(exchange);
            default -> null;
        };
    }

    private Demand demand(Exchange exchange, ApiCall call, ClientRequest request) {
        Demands.keep(exchange, call, request);
        Runnable facts = () -> parts.facts().read(exchange, request);
        return new Demands.Asked(
                request.model(),
                request.roughTokens(),
                request.outputTokens(),
                () -> finder.find(exchange, request.model(), facts),
                parts.prices());
    }

    private ClientRequest read(Exchange exchange, ApiCall call) {
        byte[] body = parts.memory().read(exchange, MOST_REQUEST);
        exchange.payload(new Payload.Buffered(body));
        Dialect dialect = parts.protocols().dialect(call.dialect());
        EventFormat events =
                isArray(exchange, call)
                        ? JsonArrayFormat.INSTANCE
                        : parts.protocols().events(call.dialect());
        var address = new Dialect.Address(call.model(), call.stream());
        return new ClientRequest(dialect, events, address, body);
    }

    private static boolean isArray(Exchange exchange, ApiCall call) {
        return call.dialect() == DialectName.GEMINI && call.stream() && !sse(exchange);
    }

    private Reply chat(Exchange exchange, ApiCall call) {
        ClientRequest known = Demands.kept(exchange, call, ClientRequest.class);
        ClientRequest request = known == null ? read(exchange, call) : known;
        byte[] body = exchange.buffer(MOST_REQUEST);
        // Whoever needs the bytes again keeps them, within a limit, on disk if they are many.
        exchange.payload(Payload.NONE);
        boolean array = isArray(exchange, call);
        ModelPool pool =
                finder.find(exchange, request.model(), () -> parts.facts().read(exchange, request));
        boolean keeps = call.dialect() == DialectName.OPENAI_RESPONSES;
        @Nullable Seat seat = keeps ? kept.previous(exchange, body) : null;
        Keeper keeper = keeps ? kept.keeper(exchange, request.model()) : Keeper.NONE;
        Reply reply = parts.chat().answer(exchange, request, pool, seat, keeper);
        return array && reply instanceof StreamedReply stream
                ? stream.mapEvents(JsonArrayFormat.Framing::new)
                : reply;
    }

    private static boolean sse(Exchange exchange) {
        String query = exchange.request().query();
        return query != null && ('&' + query + '&').contains("&alt=sse&");
    }

    private Reply count(Exchange exchange, ApiCall call) {
        byte[] body = parts.memory().read(exchange, MOST_REQUEST);
        exchange.payload(Payload.NONE);
        Dialect dialect = parts.protocols().dialect(call.dialect());
        var address = new Dialect.Address(call.model(), false);
        var question = new CountQuestion(dialect, address, body);
        String name = question.model();
        Runnable facts = () -> parts.facts().read(exchange, name, false, question.chat());
        return parts.count().answer(exchange, question, finder.find(exchange, name, facts));
    }

    private Reply models(Exchange exchange, ApiCall call) {
        DialectName dialect =
                exchange.headers().contains(ANTHROPIC_VERSION)
                        ? DialectName.ANTHROPIC_MESSAGES
                        : call.dialect();
        Access access = Principal.accessOf(exchange);
        if (call.model().isEmpty()) {
            return ModelList.all(
                    parts.names().stream().filter(allowed::match).filter(access::model).toList(),
                    dialect);
        }
        if (!allowed.match(call.model())
                || !access.model(call.model())
                || !parts.models().knows(call.model())) {
            throw failed(
                    Status.NOT_FOUND_404,
                    "model_not_found",
                    "The model '" + call.model() + "' does not exist or may not be used here.");
        }
        return ModelList.one(call.model(), dialect);
    }

    private static GatewayException failed(Status status, String reason, String message) {
        return new GatewayException(
                new Failure.ModelFailed(status, reason, message, null, null, false));
    }

    @Override
    public FailureRenderer failures(Exchange exchange) {
        RequestHead head = exchange.request();
        ApiCall call = ApiPaths.find(head.method(), head.path());
        return parts.protocols().failures(call == null ? DialectName.OPENAI_CHAT : call.dialect());
    }

    @Override
    public String describe() {
        return "models " + allowed;
    }
}
