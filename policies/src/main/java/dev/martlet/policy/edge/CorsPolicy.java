// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Next;
import dev.martlet.core.Policy;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Reply;
import dev.martlet.core.Stage;
import dev.martlet.core.http.Vary;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cross-origin resource sharing (Fetch standard, section 3.2).
 *
 * <p>A preflight is answered here with 204, before anybody asks who is calling: browsers send no
 * credentials with it. From an origin that may not call it is refused with 403 and no CORS field.
 * Methods and headers are listed rather than judged, so that a developer reads in the browser's
 * console which one is missing.
 *
 * <p>On any other request the browser is told on the reply, also on that of a failure (a script
 * cannot read a 401 or 503 otherwise). What the service says about CORS is replaced: one place
 * decides.
 */
public final class CorsPolicy implements Policy {
    /** {@code kind: cors}. */
    public static final PolicyKind<CorsConfig> KIND =
            new PolicyKind<>(
                    "cors",
                    Stage.EDGE,
                    CorsConfig.class,
                    (config, context) -> new CorsPolicy(config));

    private static final HeaderName REQUEST_PRIVATE_NETWORK =
            HeaderNames.create("access-control-request-private-network");
    private static final HeaderName ALLOW_PRIVATE_NETWORK =
            HeaderNames.create("access-control-allow-private-network");
    private static final Header PRIVATE_NETWORK =
            HeaderValues.createCached(ALLOW_PRIVATE_NETWORK, "true");
    private static final Header CREDENTIALS =
            HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    private static final Header ANY_ORIGIN =
            HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    private static final Failure REFUSED =
            new Failure.Forbidden("Calls from this origin are not allowed.");

    private final Origins origins;
    private final boolean credentials;
    private final boolean privateNetwork;
    private final boolean anyMethod;
    private final boolean anyHeader;
    private final @Nullable Header methods;
    private final @Nullable Header headers;
    private final @Nullable Header expose;
    private final Header maxAge;

    CorsPolicy(CorsConfig config) {
        this.origins = new Origins(config.origins());
        this.credentials = config.credentials();
        this.privateNetwork = config.privateNetwork();
        this.anyMethod = config.methods().contains("*");
        this.anyHeader = config.headers().contains("*");
        this.methods = list(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, config.methods());
        this.headers = list(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, config.headers());
        this.expose = list(HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, config.expose());
        this.maxAge =
                HeaderValues.createCached(
                        HeaderNames.ACCESS_CONTROL_MAX_AGE, config.maxAge().toSeconds());
    }

    private static @Nullable Header list(HeaderName name, List<String> values) {
        return values.isEmpty() ? null : HeaderValues.createCached(name, String.join(", ", values));
    }

    @Override
    public Reply apply(Exchange exchange, Next next) {
        Headers request = exchange.headers();
        @Nullable String origin = value(request, HeaderNames.ORIGIN);
        boolean allowed = origin != null && origins.contains(origin);
        if (origin != null && isPreflight(exchange)) {
            if (!allowed) {
                exchange.onReply(reply -> Vary.add(reply, "Origin"));
                throw new GatewayException(REFUSED);
            }
            return preflight(request, origin);
        }
        exchange.onReply(reply -> decorate(reply, allowed ? origin : null));
        return next.proceed(exchange);
    }

    private static boolean isPreflight(Exchange exchange) {
        return exchange.request().method().text().equals("OPTIONS")
                && exchange.headers().contains(HeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
    }

    private FullReply preflight(Headers request, String origin) {
        WritableHeaders<?> reply = WritableHeaders.create();
        allow(reply, origin);
        reply.set(maxAge);
        copyOrSet(
                reply,
                methods,
                anyMethod ? value(request, HeaderNames.ACCESS_CONTROL_REQUEST_METHOD) : null);
        copyOrSet(
                reply,
                headers,
                anyHeader ? value(request, HeaderNames.ACCESS_CONTROL_REQUEST_HEADERS) : null);
        if (privateNetwork && "true".equals(value(request, REQUEST_PRIVATE_NETWORK))) {
            reply.set(PRIVATE_NETWORK);
        }
        Vary.add(reply, "Access-Control-Request-Method");
        Vary.add(reply, "Access-Control-Request-Headers");
        return new FullReply(Status.NO_CONTENT_204, reply, new byte[0]);
    }

    /** With credentials, and for Authorization always, browsers do not take {@code *} for all. */
    private static void copyOrSet(
            WritableHeaders<?> reply, @Nullable Header listed, @Nullable String requested) {
        if (listed != null) {
            reply.set(
                    requested == null
                            ? listed
                            : HeaderValues.createCached(listed.headerName(), requested));
        }
    }

    private void decorate(WritableHeaders<?> reply, @Nullable String origin) {
        reply.remove(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN);
        reply.remove(HeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS);
        reply.remove(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS);
        reply.remove(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS);
        reply.remove(HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS);
        reply.remove(HeaderNames.ACCESS_CONTROL_MAX_AGE);
        reply.remove(ALLOW_PRIVATE_NETWORK);
        if (origin != null) {
            allow(reply, origin);
            if (expose != null) {
                reply.set(expose);
            }
        } else if (!origins.any()) {
            // A cache must not hand this reply, which lacks the fields, to an allowed origin.
            Vary.add(reply, "Origin");
        }
    }

    private void allow(WritableHeaders<?> reply, String origin) {
        if (origins.any()) {
            reply.set(ANY_ORIGIN);
            return;
        }
        reply.set(HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin));
        if (credentials) {
            reply.set(CREDENTIALS);
        }
        Vary.add(reply, "Origin");
    }

    /** The value of a field, all lines in one, or null if it is absent. */
    private static @Nullable String value(Headers headers, HeaderName name) {
        if (!headers.contains(name)) {
            return null;
        }
        List<String> values = headers.get(name).allValues();
        return values.size() == 1 ? values.getFirst() : String.join(", ", values);
    }
}
