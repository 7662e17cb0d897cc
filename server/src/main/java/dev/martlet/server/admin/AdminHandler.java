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
import dev.martlet.core.state.StateException;
import dev.martlet.server.admin.AdminTable.Line;
import dev.martlet.server.entry.ExchangeHandler;
import dev.martlet.server.objects.Refusal;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The admin API, on a listener of its own with the same connections as all traffic. Health is open
 * to everyone who can connect, but for why the last load was refused; all else passes {@link
 * AdminAccess}.
 */
public final class AdminHandler implements ExchangeHandler {
    private static final System.Logger LOG = System.getLogger(AdminHandler.class.getName());

    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    /** Probes carry no token. */
    private static final Set<String> OPEN = Set.of("/health/live", "/health/ready");

    private final ProblemJson problems = ProblemJson.INSTANCE;
    private final Snapshots snapshots;
    private final AdminViews views;
    private final AdminTable table;
    private final BooleanSupplier draining;
    private final AtomicReference<AdminAccess> access;

    /**
     * The admin API.
     *
     * @param snapshots what is published
     * @param views what there is to see and do
     * @param table further resources
     * @param token the bearer token, or null on loopback
     * @param draining whether the server is shutting down
     */
    public AdminHandler(
            Snapshots snapshots,
            AdminViews views,
            AdminTable table,
            @Nullable Secret token,
            BooleanSupplier draining) {
        this.snapshots = snapshots;
        this.views = views;
        this.table = table.with(viewLines());
        this.draining = draining;
        this.access = new AtomicReference<>(new AdminAccess(token));
    }

    private List<Line> viewLines() {
        return List.of(
                Line.of(Method.GET, "/", request -> json(views.index())),
                Line.of(Method.GET, "/config", request -> json(views.config())),
                Line.of(Method.GET, "/routes", request -> json(views.routes())),
                Line.of(Method.GET, "/services", request -> json(views.services())),
                Line.of(Method.GET, "/models", request -> json(views.models())),
                Line.of(Method.GET, "/overload", request -> json(views.overload())),
                Line.of(Method.GET, "/tenants", request -> json(views.tenants())),
                Line.of(Method.GET, "/tenants/*", this::tenant),
                Line.of(
                        Method.GET,
                        "/metrics",
                        request -> AdminReplies.text(METRICS, views.metrics())),
                Line.of(Method.POST, "/reload", request -> reload()),
                Line.of(Method.GET, "/health/live", request -> json(views.live())),
                Line.of(Method.GET, "/health/ready", request -> ready(true)));
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
        return new Answered(exchange, answer(exchange, head, id));
    }

    private FullReply answer(Exchange exchange, RequestHead head, String id) {
        try {
            return route(exchange, head);
        } catch (Refusal e) {
            return AdminReplies.refused(e, id);
        } catch (AdminTable.MethodException e) {
            return e.reply();
        } catch (AdminRequest.UnsupportedTypeException e) {
            return AdminReplies.problem(
                    Status.UNSUPPORTED_MEDIA_TYPE_415,
                    "unsupported_media_type",
                    "The body has to be JSON or YAML, and its content-type to say so.",
                    List.of(),
                    id);
        } catch (StateException e) {
            return AdminReplies.problem(
                    Status.SERVICE_UNAVAILABLE_503,
                    "state_unavailable",
                    "The state cannot be used at the moment: " + e.getMessage(),
                    List.of(),
                    id);
        } catch (GatewayException e) {
            return problems.render(e.failure(), id);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "admin request " + id + " failed", e);
            return problems.render(new Failure.Internal(), id);
        }
    }

    private FullReply route(Exchange exchange, RequestHead head) {
        AdminAccess current = access.get();
        boolean health = OPEN.contains(head.path());
        if (!health) {
            // Before anything else: whoever may not come in learns nothing, and sends no body.
            current.check(head);
        }
        AdminTable.Found found = table.find(head.method(), head.path());
        if (health) {
            return head.path().equals("/health/live")
                    ? json(views.live())
                    : ready(current.allows(head));
        }
        return found.line()
                .answer()
                .apply(new AdminRequest(exchange, head, found.names(), current.hasToken()));
    }

    /**
     * Probes carry no token; what is wrong with the file, with names and places, is not for all.
     */
    private FullReply ready(boolean whole) {
        boolean ready = views.isReady();
        return AdminReplies.json(
                ready ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503, views.ready(whole));
    }

    private FullReply reload() {
        AdminViews.Reloaded result = views.reload();
        return AdminReplies.json(
                result.ok() ? Status.OK_200 : AdminReplies.UNPROCESSABLE, result.report());
    }

    private FullReply tenant(AdminRequest request) {
        @Nullable Object view = views.tenant(request.variable(0));
        if (view == null) {
            throw new GatewayException(new Failure.NoRoute());
        }
        return json(view);
    }

    private static FullReply json(Object value) {
        return AdminReplies.json(Status.OK_200, value);
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
