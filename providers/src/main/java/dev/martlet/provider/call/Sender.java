// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.provider.auth.AuthorizationException;
import dev.martlet.provider.call.Trouble.Kind;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.pool.Turn;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Sends a body to a provider; whatever is no good reply is a failed try. */
final class Sender {
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
    private final ClientRequest request;
    private final CallRuntime runtime;

    Sender(Exchange exchange, ClientRequest request, CallRuntime runtime) {
        this.exchange = exchange;
        this.request = request;
        this.runtime = runtime;
    }

    /**
     * Sends.
     *
     * @return a reply with a good status, to be closed
     */
    Reply send(Turn turn, byte[] body, Deadline head) throws TryFailed {
        Provider provider = turn.candidate().provider();
        RequestHead sent = authorized(provider, turn, body);
        var call = new Call(exchange, sent, new Payload.Buffered(body));
        Reply reply;
        try {
            reply = provider.upstream().send(call, head);
        } catch (GatewayException e) {
            exchange.cancellation().check();
            throw Transport.beforeReply(e);
        }
        int status = reply.status().code();
        if (status >= 200 && status < 300) {
            return reply;
        }
        try (reply) {
            throw refused(provider, reply);
        }
    }

    private RequestHead authorized(Provider provider, Turn turn, byte[] body) throws TryFailed {
        try {
            return provider.authorizer().authorize(head(provider, turn), body, turn.key());
        } catch (AuthorizationException e) {
            Kind kind = e.lasting() ? Kind.CREDENTIALS : Kind.UNREACHABLE;
            throw new TryFailed(new Trouble(kind, "The provider could not be reached."), e);
        }
    }

    private RequestHead head(Provider provider, Turn turn) {
        WritableHeaders<?> headers = WritableHeaders.create();
        TRACE.forEach(name -> pass(name, headers));
        if (provider.dialect().name().equals(request.dialect().name())) {
            PASSED.forEach(name -> pass(name, headers));
        }
        provider.headers().forEach((name, value) -> headers.set(HeaderNames.create(name), value));
        headers.set(HeaderNames.CONTENT_TYPE, "application/json");
        headers.set(
                HeaderNames.ACCEPT,
                request.stream() ? provider.events().mediaType() : "application/json");
        headers.set(HeaderNames.ACCEPT_ENCODING, "identity");
        String target =
                basePath(provider) + provider.dialect().path(turn.model(), request.stream());
        int mark = target.indexOf('?');
        return new RequestHead(
                Method.POST,
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

    private static String basePath(Provider provider) {
        String path = provider.base().getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private TryFailed refused(Provider provider, Reply reply) throws TryFailed {
        int status = reply.status().code();
        if (status < 400) {
            return new TryFailed(Kind.MALFORMED, "The provider sent an unexpected status.");
        }
        long until = runtime.nanoTime().getAsLong() + ERROR_IDLE;
        JsonNode body = json(reply, until);
        return new TryFailed(
                Trouble.of(
                        provider.dialect().readError(status, body),
                        RetryAfter.of(reply.headers(), runtime.wallClock().instant())));
    }

    /** A page of HTML, or a body that breaks off: the status alone has to do. */
    private JsonNode json(Reply reply, long until) {
        try {
            byte[] bytes =
                    new ReplyBytes(reply, runtime.nanoTime()).read(ERROR_BODY, until, ERROR_IDLE);
            return bytes.length == 0 ? MissingNode.getInstance() : Json.read(bytes);
        } catch (TryFailed | JsonException e) {
            return MissingNode.getInstance();
        }
    }
}
