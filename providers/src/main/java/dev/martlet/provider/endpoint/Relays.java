// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.endpoint;

import dev.martlet.core.Demand;
import dev.martlet.core.Exchange;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.provider.call.RelayRequest;
import dev.martlet.provider.chat.RequestFacts;
import dev.martlet.provider.config.DialectName;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.pool.ModelPool;
import dev.martlet.provider.preset.Operation;
import dev.martlet.provider.relay.FormRelay;
import dev.martlet.provider.relay.GeminiRelay;
import dev.martlet.provider.relay.JsonRelay;
import dev.martlet.provider.relay.RealtimeRelay;
import io.helidon.http.HeaderNames;

/** Requests to models beside chats. */
final class Relays {
    /** In bytes: images in base64 are part of a request. */
    private static final long MOST_REQUEST = 64L << 20;

    private final ModelRoute.Parts parts;
    private final ModelFinder finder;

    Relays(ModelRoute.Parts parts, ModelFinder finder) {
        this.parts = parts;
        this.finder = finder;
    }

    Reply ofModel(Exchange exchange, ApiCall call) {
        RelayRequest kept = Demands.kept(exchange, call, RelayRequest.class);
        RelayRequest request = kept == null ? read(exchange, call) : kept;
        exchange.payload(Payload.NONE);
        return answer(exchange, request);
    }

    /** What a request asks for; it is read as far as need be, and kept for the answer. */
    Demand demand(Exchange exchange, ApiCall call) {
        RelayRequest request = read(exchange, call);
        // Its body may wait in a file, and nobody may ever answer.
        exchange.onClose(request::close);
        Demands.keep(exchange, call, request);
        return new Demands.Asked(
                request.model(),
                Math.max(1, parts.relay().tokens(request)),
                request.outputTokens(),
                () -> finder.find(exchange, request.model(), () -> facts(exchange, request)),
                parts.prices());
    }

    /** What will be said is not known; if the provider tells what it was, that is counted. */
    Demand realtimeDemand(Exchange exchange) {
        var request = new RealtimeRelay(exchange.request());
        return new Demands.Asked(
                request.model(),
                1,
                0,
                () -> finder.find(exchange, request.model(), () -> facts(exchange, request)),
                parts.prices());
    }

    private RelayRequest read(Exchange exchange, ApiCall call) {
        String type = exchange.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        boolean form = type.regionMatches(true, 0, "multipart/form-data", 0, 19);
        return form ? form(exchange, call, type) : json(exchange, call);
    }

    Reply realtime(Exchange exchange) {
        return answer(exchange, new RealtimeRelay(exchange.request()));
    }

    private RelayRequest form(Exchange exchange, ApiCall call, String type) {
        return new FormRelay(
                call.operation(),
                call.path(),
                parts.protocols().dialect(call.dialect()),
                otherwise(call.operation()),
                type,
                exchange.payload().open());
    }

    private RelayRequest json(Exchange exchange, ApiCall call) {
        byte[] body = parts.memory().read(exchange, MOST_REQUEST);
        exchange.payload(new Payload.Buffered(body));
        Dialect dialect = parts.protocols().dialect(call.dialect());
        if (call.dialect() == DialectName.GEMINI) {
            String method = call.path().substring(call.path().lastIndexOf(':'));
            return new GeminiRelay(call.model(), method, dialect, body);
        }
        return new JsonRelay(
                call.operation(), call.path(), dialect, otherwise(call.operation()), body);
    }

    /** What OpenAI takes where a request names no model, as its reference says. */
    private static String otherwise(Operation operation) {
        return switch (operation) {
            case MODERATIONS -> "omni-moderation-latest";
            case IMAGES -> "dall-e-2";
            default -> "";
        };
    }

    private Reply answer(Exchange exchange, RelayRequest request) {
        ModelPool pool;
        try {
            pool = finder.find(exchange, request.model(), () -> facts(exchange, request));
        } catch (GatewayException e) {
            request.close();
            throw e;
        }
        return parts.relay().answer(exchange, request, pool, null);
    }

    /** Rules are about chats; of anything else they see the name and the size. */
    private void facts(Exchange exchange, RelayRequest request) {
        long tokens = parts.relay().tokens(request);
        exchange.set(
                RequestFacts.KEY,
                new RequestFacts(request.model(), tokens, request.stream(), false, false, 0));
    }
}
