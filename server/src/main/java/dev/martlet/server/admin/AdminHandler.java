// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.admin;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.ProblemJson;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Snapshots;
import dev.martlet.core.config.Secret;
import dev.martlet.server.entry.ExchangeHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The admin API, on a listener of its own with the same connections as all traffic. Health is open
 * to everyone who can connect, but for why the last load was refused; all else passes {@link
 * AdminAccess}.
 */
public final class AdminHandler implements ExchangeHandler {
    private static final System.Logger LOG = System.getLogger(AdminHandler.class.getName());

    private static final Status UNPROCESSABLE = Status.create(422, "Unprocessable Content");
    private static final HeaderName CONTENT_TYPE_OPTIONS =
            HeaderNames.create("X-Content-Type-Options");

    private final JsonMapper json = JsonMapper.builder().build();
    private final ProblemJson problems = ProblemJson.INSTANCE;
    private final Snapshots snapshots;
    private final AdminViews views;
    private final BooleanSupplier draining;
    private final AtomicReference<AdminAccess> access;

    /**
     * The admin API.
     *
     * @param snapshots what is published
     * @param views what there is to see and do
     * @param token the bearer token, or null on loopback
     * @param draining whether the server is shutting down
     */
    public AdminHandler(
            Snapshots snapshots,
            AdminViews views,
            @Nullable Secret token,
            BooleanSupplier draining) {
        this.snapshots = snapshots;
        this.views = views;
        this.draining = draining;
        this.access = new AtomicReference<>(new AdminAccess(token));
    }

    /**
     * Changes the token, after a reload.
     *
     * @param token the bearer token, or null on loopback
     */
    public void token(@Nullable Secret token) {
        access.set(new AdminAccess(token));
    }

    @Override
    public Served serve(Peer peer, RequestHead head, Payload payload, Consumer<Exchange> started) {
        String id = Long.toHexString(ThreadLocalRandom.current().nextLong());
        var exchange =
                new Exchange(
                        id, peer, peer.address(), snapshots.pin(), head, payload, System::nanoTime);
        started.accept(exchange);
        return new Answered(exchange, answer(head, id));
    }

    private FullReply answer(RequestHead head, String id) {
        try {
            return route(head);
        } catch (GatewayException e) {
            return problems.render(e.failure(), id);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "admin request " + id + " failed", e);
            return problems.render(new Failure.Internal(), id);
        }
    }

    private FullReply route(RequestHead head) {
        String path = head.path();
        if (path.equals("/health/live")) {
            return only(head, Method.GET, this::live);
        }
        if (path.equals("/health/ready")) {
            return only(head, Method.GET, () -> ready(access.get().allows(head)));
        }
        access.get().check(head);
        return switch (path) {
            case "/" -> only(head, Method.GET, () -> json(Status.OK_200, views.index()));
            case "/config" -> only(head, Method.GET, () -> json(Status.OK_200, views.config()));
            case "/routes" -> only(head, Method.GET, () -> json(Status.OK_200, views.routes()));
            case "/services" -> only(head, Method.GET, () -> json(Status.OK_200, views.services()));
            case "/models" -> only(head, Method.GET, () -> json(Status.OK_200, views.models()));
            case "/overload" -> only(head, Method.GET, () -> json(Status.OK_200, views.overload()));
            case "/metrics" -> only(head, Method.GET, () -> text(views.metrics()));
            case "/reload" -> only(head, Method.POST, this::reload);
            default -> throw new GatewayException(new Failure.NoRoute());
        };
    }

    private FullReply live() {
        return json(Status.OK_200, views.live());
    }

    /**
     * Probes carry no token; what is wrong with the file, with names and places, is not for all.
     */
    private FullReply ready(boolean whole) {
        boolean ready = views.isReady();
        return json(ready ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503, views.ready(whole));
    }

    private FullReply reload() {
        AdminViews.Reloaded result = views.reload();
        return json(result.ok() ? Status.OK_200 : UNPROCESSABLE, result.report());
    }

    private static FullReply only(RequestHead head, Method allowed, Supplier<FullReply> answer) {
        boolean readingHead = allowed.equals(Method.GET) && head.method().equals(Method.HEAD);
        if (head.method().equals(allowed) || readingHead) {
            return answer.get();
        }
        FullReply refused = FullReply.empty(Status.METHOD_NOT_ALLOWED_405);
        refused.headers()
                .set(HeaderNames.ALLOW, allowed.equals(Method.GET) ? "GET, HEAD" : allowed.text());
        return refused;
    }

    private FullReply json(Status status, Object value) {
        byte[] body =
                (json.writerWithDefaultPrettyPrinter().writeValueAsString(value) + '\n')
                        .getBytes(StandardCharsets.UTF_8);
        return reply(status, "application/json", body);
    }

    private static FullReply text(String value) {
        return reply(
                Status.OK_200,
                "text/plain; version=0.0.4; charset=utf-8",
                value.getBytes(StandardCharsets.UTF_8));
    }

    private static FullReply reply(Status status, String type, byte[] body) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.CONTENT_TYPE, type);
        headers.set(HeaderNames.CACHE_CONTROL, "no-store");
        headers.set(CONTENT_TYPE_OPTIONS, "nosniff");
        return new FullReply(status, headers, body);
    }

    @Override
    public FullReply refuse(Failure failure) {
        return problems.render(failure, "-");
    }

    @Override
    public boolean draining() {
        return draining.getAsBoolean();
    }

    private record Answered(Exchange exchange, FullReply reply) implements Served {
        @Override
        public void finish(long bytesSent, @Nullable Failure failure, @Nullable Throwable cause) {
            reply.close();
            exchange.close();
        }
    }
}
