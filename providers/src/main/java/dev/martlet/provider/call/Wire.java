// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.TunnelReply;
import dev.martlet.provider.auth.AuthorizationException;
import dev.martlet.provider.call.Trouble.Kind;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.pool.ProviderKey;
import dev.martlet.provider.pool.Turn;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Sends to a provider, with its key; whatever is no good reply is a failed try. */
final class Wire {
    /** In bytes: an error that needs more is none of an API. */
    private static final int ERROR_BODY = 256 << 10;

    private static final long ERROR_IDLE = 5_000_000_000L;

    /** What a client may tell a provider of the same dialect beside the body. */
    private static final List<HeaderName> PASSED =
            List.of(
                    HeaderNames.create("anthropic-version"),
                    HeaderNames.create("anthropic-beta"),
                    HeaderNames.create("openai-beta"));

    private static final List<HeaderName> TRACE =
            List.of(HeaderNames.create("traceparent"), HeaderNames.create("tracestate"));

    private final Exchange exchange;
    private final CallRuntime runtime;
    private final IntPredicate good;

    /**
     * A wire.
     *
     * @param good says which statuses of 300 and above are replies for the client
     */
    Wire(Exchange exchange, CallRuntime runtime, IntPredicate good) {
        this.exchange = exchange;
        this.runtime = runtime;
        this.good = good;
    }

    /**
     * Sends.
     *
     * @param kindred whether the client speaks the provider's dialect
     * @return a reply with a good status, to be closed
     */
    Reply send(Turn turn, Outgoing out, boolean kindred, Deadline head) throws TryFailed {
        Provider provider = turn.provider();
        RequestHead sent = authorized(provider, turn, out, head(provider, out, kindred));
        Reply reply;
        try {
            reply =
                    InflatedBody.plain(
                            provider.upstream()
                                    .send(new Call(exchange, sent, out.payload()), head));
        } catch (GatewayException e) {
            exchange.cancellation().check();
            throw Transport.beforeReply(e);
        }
        int status = reply.status().code();
        if ((status >= 200 && status < 300) || reply instanceof TunnelReply || good.test(status)) {
            return reply;
        }
        try (reply) {
            throw refused(provider, turn, reply);
        }
    }

    private RequestHead authorized(Provider provider, Turn turn, Outgoing out, RequestHead head)
            throws TryFailed {
        @Nullable ProviderKey own = provider.api().clientKeys() ? ClientKey.of(exchange) : null;
        if (own != null) {
            turn.use(own);
        }
        byte[] body = out.payload() instanceof Payload.Buffered all ? all.bytes() : new byte[0];
        try {
            return provider.authorizer().authorize(head, body, turn.key());
        } catch (AuthorizationException e) {
            if (turn.clientsKey()) {
                throw new TryFailed(clientsKeyRefused(), e);
            }
            Kind kind = e.lasting() ? Kind.CREDENTIALS : Kind.UNREACHABLE;
            throw new TryFailed(new Trouble(kind, "The provider could not be reached."), e);
        }
    }

    private RequestHead head(Provider provider, Outgoing out, boolean kindred) {
        WritableHeaders<?> headers = WritableHeaders.create();
        TRACE.forEach(name -> pass(name, headers));
        if (kindred) {
            PASSED.forEach(name -> pass(name, headers));
        }
        provider.headers().forEach((name, value) -> headers.set(HeaderNames.create(name), value));
        out.headers().forEach((name, value) -> headers.set(HeaderNames.create(name), value));
        headers.set(HeaderNames.ACCEPT_ENCODING, "identity");
        String target = provider.below(out.target());
        int mark = target.indexOf('?');
        return new RequestHead(
                out.method(),
                provider.base().getScheme(),
                provider.base().getRawAuthority(),
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? null : target.substring(mark + 1),
                headers);
    }

    private void pass(HeaderName name, WritableHeaders<?> headers) {
        if (exchange.headers().contains(name)) {
            headers.set(exchange.headers().get(name));
        }
    }

    private TryFailed refused(Provider provider, Turn turn, Reply reply) throws TryFailed {
        int status = reply.status().code();
        if (status < 400) {
            return new TryFailed(Kind.MALFORMED, "The provider sent an unexpected status.");
        }
        long until = runtime.nanoTime().getAsLong() + ERROR_IDLE;
        JsonNode body = json(reply, until);
        Trouble trouble =
                Trouble.of(
                        provider.dialect().readError(status, reply.headers(), body),
                        RetryAfter.of(reply.headers(), runtime.wallClock().instant()));
        boolean key = trouble.kind() == Kind.CREDENTIALS || trouble.kind() == Kind.PAYMENT;
        return new TryFailed(key && turn.clientsKey() ? clientsKeyRefused() : trouble);
    }

    private static Trouble clientsKeyRefused() {
        return new Trouble(Kind.CLIENT_KEY, "The provider refused the key of this request.");
    }

    /** A page of HTML, or a body that breaks off: the status alone has to do. */
    private JsonNode json(Reply reply, long until) {
        try {
            byte[] bytes =
                    new ReplyBytes(reply, runtime.nanoTime()).read(ERROR_BODY, until, ERROR_IDLE);
            return bytes.length == 0 ? MissingNode.getInstance() : Json.readReply(bytes);
        } catch (TryFailed | JsonException e) {
            return MissingNode.getInstance();
        }
    }
}
