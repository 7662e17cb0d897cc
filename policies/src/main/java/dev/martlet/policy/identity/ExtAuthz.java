// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Stage;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.Upstream;
import dev.martlet.core.http.HopByHop;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks a service whether a request may pass: the same method and path, chosen headers, no body.
 * Only 200 lets it pass. An answer that is not there in time, or a 5xx, refuses with 503.
 */
public final class ExtAuthz implements Authenticator {
    /** {@code kind: ext-authz}. */
    public static final PolicyKind<ExtAuthzConfig> KIND =
            new PolicyKind<>(
                    "ext-authz",
                    Stage.IDENTITY,
                    ExtAuthzConfig.class,
                    (config, context) -> new IdentityPolicy(create(config, context)));

    /** Of an answer that the client gets, in bytes. */
    private static final int MOST_BODY = 64 << 10;

    /** Envoy's way for the service to take headers off the request. */
    private static final HeaderName TO_REMOVE =
            HeaderNames.create("x-envoy-auth-headers-to-remove");

    private final ExtAuthzConfig config;
    private final Upstream service;
    private final List<HeaderName> shown;
    private final List<HeaderName> taken;
    private final List<HeaderName> credentials;
    private final String prefix;

    ExtAuthz(ExtAuthzConfig config, Upstream service) {
        this.config = config;
        this.service = service;
        this.shown = names(config.requestHeaders());
        this.taken = names(config.upstreamHeaders());
        this.credentials = names(config.credentials());
        String path = config.url().getRawPath() == null ? "" : config.url().getRawPath();
        this.prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static ExtAuthz create(ExtAuthzConfig config, PolicyKind.Context context) {
        return new ExtAuthz(
                config, context.outbound().upstream(config.url(), config.ca(), config.timeout()));
    }

    private static List<HeaderName> names(List<String> names) {
        return names.stream().map(HeaderNames::create).toList();
    }

    @Override
    public Verdict check(Exchange exchange) {
        try (Reply reply = ask(exchange)) {
            int status = reply.status().code();
            if (status == 200) {
                return allowed(exchange, reply);
            }
            if (status >= 500 || status < 200) {
                throw unavailable(null);
            }
            return new Verdict.Answered(denied(reply));
        }
    }

    private Reply ask(Exchange exchange) {
        RequestHead head = exchange.request();
        WritableHeaders<?> headers = WritableHeaders.create();
        for (HeaderName name : shown) {
            if (head.headers().contains(name)) {
                headers.set(head.headers().get(name));
            }
        }
        URI url = config.url();
        var asked =
                new RequestHead(
                        head.method(),
                        url.getScheme(),
                        url.getRawAuthority(),
                        prefix + head.path(),
                        head.query(),
                        headers);
        try {
            // It waits as long as the service may take, and not longer than the exchange.
            return service.send(new Call(exchange, asked, Payload.NONE), Deadline.NONE);
        } catch (GatewayException e) {
            exchange.cancellation().check();
            throw unavailable(e);
        }
    }

    private Verdict allowed(Exchange exchange, Reply reply) {
        WritableHeaders<?> request = exchange.request().headers();
        credentials.forEach(request::remove);
        for (HeaderName name : taken) {
            request.remove(name);
            if (reply.headers().contains(name)) {
                request.set(reply.headers().get(name));
            }
        }
        if (reply.headers().contains(TO_REMOVE)) {
            for (String name : reply.headers().get(TO_REMOVE).values().split(",", -1)) {
                if (!name.isBlank()) {
                    request.remove(HeaderNames.create(name.strip()));
                }
            }
        }
        @Nullable String id = said(reply, config.idHeader());
        @Nullable String tenant =
                config.tenantHeader() == null
                        ? config.tenant()
                        : said(reply, config.tenantHeader());
        if (config.tenantHeader() != null && tenant == null) {
            throw Membership.forbidden("The tenant of this credential is not known here.");
        }
        return Membership.of(exchange, tenant, id == null ? "" : id, "ext-authz", Map.of());
    }

    private static @Nullable String said(Reply reply, @Nullable String header) {
        if (header == null) {
            return null;
        }
        String value = reply.headers().first(HeaderNames.create(header)).orElse("").strip();
        return value.isEmpty() ? null : value;
    }

    private static FullReply denied(Reply reply) {
        WritableHeaders<?> headers = WritableHeaders.create();
        for (Header header : reply.headers()) {
            headers.set(header);
        }
        HopByHop.stripReply(headers, false);
        headers.remove(HeaderNames.CONTENT_LENGTH);
        byte[] body =
                switch (reply) {
                    case FullReply full -> full.body();
                    case StreamedReply streamed -> read(streamed);
                    default -> throw unavailable(null);
                };
        return new FullReply(reply.status(), headers, body);
    }

    private static byte[] read(StreamedReply reply) {
        try {
            byte[] body = reply.body().readNBytes(MOST_BODY + 1);
            if (body.length > MOST_BODY) {
                throw unavailable(null);
            }
            return body;
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private static GatewayException unavailable(@Nullable Exception cause) {
        var failure =
                new Failure.CheckUnavailable("What decides about this request did not answer.");
        return cause == null ? new GatewayException(failure) : new GatewayException(failure, cause);
    }

    @Override
    public boolean always() {
        return config.always();
    }

    @Override
    public @Nullable String challenge() {
        return null;
    }
}
