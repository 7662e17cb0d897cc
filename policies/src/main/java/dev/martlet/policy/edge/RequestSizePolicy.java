// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import dev.martlet.core.BodyNeed;
import dev.martlet.core.Exchange;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Next;
import dev.martlet.core.Payload;
import dev.martlet.core.Policy;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestFailure;
import dev.martlet.core.Stage;

/**
 * Limits the size of bodies. A length that is announced is judged at once, before a byte is read
 * (so that a client which waits for 100 Continue sends none); a body of unknown length is counted
 * while it streams, and reading past the limit throws a {@link GatewayException} with {@link
 * RequestFailure.PayloadTooLarge}.
 *
 * <p>Whoever uploads a payload has to take a {@code GatewayException} from it as the failure of the
 * whole exchange: break the upstream request off, so that the service does not take half a body for
 * a whole one, and answer the client with the failure unless a reply is already on its way.
 */
public final class RequestSizePolicy implements Policy {
    /** {@code kind: request-size}. */
    public static final PolicyKind<RequestSizeConfig> KIND =
            new PolicyKind<>(
                    "request-size",
                    Stage.EDGE,
                    RequestSizeConfig.class,
                    (config, context) -> new RequestSizePolicy(config));

    private final long limit;

    RequestSizePolicy(RequestSizeConfig config) {
        this.limit = config.limit().bytes();
    }

    @Override
    public BodyNeed body() {
        return BodyNeed.STREAM;
    }

    @Override
    public Reply apply(Exchange exchange, Next next) {
        Payload payload = exchange.payload();
        long length = payload.length();
        if (length > limit) {
            throw new GatewayException(new RequestFailure.PayloadTooLarge(limit));
        }
        if (length < 0) {
            exchange.payload(payload.map(body -> new LimitedBody(body, limit)));
        }
        return next.proceed(exchange);
    }
}
