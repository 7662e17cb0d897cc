// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.shape;

import dev.martlet.core.Exchange;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Next;
import dev.martlet.core.Policy;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Reply;
import dev.martlet.core.Stage;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.util.List;
import java.util.Map;

/**
 * Sets, adds and removes fields. The changes of the response are also made to failures from here
 * on, as a field such as Strict-Transport-Security has to be on every reply.
 */
public final class HeadersPolicy implements Policy {
    /** {@code kind: headers}. */
    public static final PolicyKind<HeadersConfig> KIND =
            new PolicyKind<>(
                    "headers",
                    Stage.SHAPE,
                    HeadersConfig.class,
                    (config, context) -> new HeadersPolicy(config));

    private final Changes request;
    private final Changes response;

    HeadersPolicy(HeadersConfig config) {
        this.request = new Changes(config.request());
        this.response = new Changes(config.response());
    }

    @Override
    public Reply apply(Exchange exchange, Next next) {
        request.make(exchange.request().headers());
        Reply reply;
        try {
            reply = next.proceed(exchange);
        } catch (GatewayException e) {
            exchange.onReply(response::make);
            throw e;
        }
        response.make(reply.headers());
        return reply;
    }

    /** The changes of one direction, with names and values ready for the wire. */
    private record Changes(List<HeaderName> remove, List<Header> set, List<Header> add) {
        Changes(HeaderChanges changes) {
            this(
                    changes.remove().stream().map(HeaderNames::create).toList(),
                    fields(changes.set()),
                    fields(changes.add()));
        }

        private static List<Header> fields(Map<String, String> fields) {
            return fields.entrySet().stream()
                    .map(field -> HeaderValues.createCached(field.getKey(), field.getValue()))
                    .toList();
        }

        void make(WritableHeaders<?> headers) {
            remove.forEach(headers::remove);
            set.forEach(headers::set);
            add.forEach(headers::add);
        }
    }
}
