// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.entry;

import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.FailureRenderer;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.GatewayListener;
import dev.martlet.core.Moment;
import dev.martlet.core.Outcome;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.Pin;
import dev.martlet.core.ProblemJson;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.Snapshots;
import dev.martlet.core.TunnelReply;
import dev.martlet.core.http.ForwardedHeaders;
import dev.martlet.core.http.HopByHop;
import dev.martlet.core.http.Via;
import dev.martlet.core.route.RequestPath;
import dev.martlet.server.io.Watch;
import dev.martlet.server.io.Watchdog;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where every request comes in: it pins a generation, finds the route, runs the chain, and turns
 * failures into replies.
 */
public final class Entry implements ExchangeHandler {
    private static final System.Logger LOG = System.getLogger(Entry.class.getName());

    private final Snapshots snapshots;
    private final GatewayListener listener;
    private final BooleanSupplier draining;
    private final Watchdog watchdog;
    private final LongSupplier nanoTime;
    private final RequestIds requestIds = new RequestIds();
    private final FailureRenderer renderer = new ProblemJson();

    /**
     * An entry in front of the published snapshot.
     *
     * @param snapshots what is published
     * @param listener told of every exchange
     * @param draining whether the server is shutting down
     * @param watchdog ends exchanges that take longer than their route allows
     * @param nanoTime the clock
     */
    public Entry(
            Snapshots snapshots,
            GatewayListener listener,
            BooleanSupplier draining,
            Watchdog watchdog,
            LongSupplier nanoTime) {
        this.snapshots = snapshots;
        this.listener = listener;
        this.draining = draining;
        this.watchdog = watchdog;
        this.nanoTime = nanoTime;
    }

    @Override
    public Served serve(Peer peer, RequestHead head, Payload payload, Consumer<Exchange> started) {
        Exchange exchange = takeIn(peer, head, payload);
        var served = new InFlight(exchange);
        try {
            listener.started(exchange);
            started.accept(exchange);
            served.reply = run(exchange);
        } catch (GatewayException e) {
            served.fail(e.failure(), e.getCause());
        } catch (RuntimeException | Error e) {
            served.failUnexpectedly(e);
        }
        served.complete();
        return served;
    }

    /**
     * What a client says about its connection and its way here is settled before any policy runs: a
     * policy could otherwise be made to see, or to set, a field that is not what the service gets.
     */
    private Exchange takeIn(Peer peer, RequestHead head, Payload payload) {
        Pin pin = snapshots.pin();
        try {
            return takeIn(peer, head, payload, pin);
        } catch (RuntimeException | Error e) {
            pin.close();
            throw e;
        }
    }

    private Exchange takeIn(Peer peer, RequestHead head, Payload payload, Pin pin) {
        TrustedProxies proxies = pin.snapshot().part(TrustedProxies.PART);
        boolean trusted = proxies.trusts(peer);
        WritableHeaders<?> headers = head.headers();
        InetAddress client = proxies.client(peer, headers);
        String id = requestIds.of(headers, trusted);
        HopByHop.stripRequest(headers);
        ForwardedHeaders.write(headers, peer, trusted, head.scheme(), head.authority());
        Via.add(headers, peer.protocol());
        headers.set(RequestIds.X_REQUEST_ID, id);
        // Redirects, cookies and conditions are about the client's side of a proxy that ends TLS.
        RequestHead seen =
                trusted ? head.withScheme(ForwardedHeaders.scheme(headers, head.scheme())) : head;
        return new Exchange(id, peer, client, pin, seen, payload, nanoTime);
    }

    /**
     * What is routed must be what is sent on: a service that resolves {@code /public/%2e%2e/admin}
     * would otherwise serve what its route was never asked about.
     */
    private static void normalizePath(Exchange exchange) {
        RequestHead head = exchange.request();
        String path = RequestPath.normalize(head.path());
        if (!path.equals(head.path())) {
            exchange.request(head.withTarget(path, head.query()));
        }
    }

    private Reply run(Exchange exchange) {
        normalizePath(exchange);
        @Nullable RouteMatch match = exchange.snapshot().router().match(exchange);
        if (match == null) {
            throw new GatewayException(new Failure.NoRoute());
        }
        exchange.match(match);
        Route route = match.route();
        @Nullable Duration timeout = route.timeout();
        if (timeout != null) {
            return runWithin(timeout, route, exchange);
        }
        return route.chain().proceed(exchange);
    }

    /** The deadline tells whoever waits; the watch also ends bodies that are under way. */
    private Reply runWithin(Duration timeout, Route route, Exchange exchange) {
        exchange.deadline(Deadline.after(timeout, nanoTime.getAsLong()));
        Watch watch =
                watchdog.watch(() -> exchange.cancellation().cancel(new Failure.RouteTimeout()));
        exchange.onClose(watch::close);
        watch.at(exchange.deadline());
        Reply reply = route.chain().proceed(exchange);
        if (reply instanceof TunnelReply) {
            watch.close();
        }
        return reply;
    }

    @Override
    public FullReply refuse(Failure failure) {
        return renderer.render(failure, requestIds.fresh());
    }

    @Override
    public boolean draining() {
        return draining.getAsBoolean();
    }

    /** Confined to the exchange's thread, but that a drain may finish it from another. */
    private final class InFlight implements Served {
        private final Exchange exchange;
        private final AtomicBoolean finished = new AtomicBoolean();
        private Reply reply = NOT_YET;
        private @Nullable Failure failure;
        private @Nullable Throwable cause;

        InFlight(Exchange exchange) {
            this.exchange = exchange;
        }

        void fail(Failure why, @Nullable Throwable deeper) {
            failure = why;
            cause = deeper;
            reply = renderer.render(why, exchange.id());
        }

        void failUnexpectedly(Throwable bug) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "request " + exchange.id() + " failed unexpectedly",
                    bug);
            fail(new Failure.Internal(), bug);
        }

        /** Gives the reply the fields that every reply has, whether or not it is a failure. */
        void complete() {
            boolean decorated = false;
            while (!decorated) {
                reply.headers().set(RequestIds.X_REQUEST_ID, exchange.id());
                try {
                    exchange.decorate(reply.headers());
                    decorated = true;
                } catch (RuntimeException | Error e) {
                    // The change that threw is off the list, so this ends.
                    Reply given = reply;
                    failUnexpectedly(e);
                    given.close();
                }
            }
        }

        @Override
        public Exchange exchange() {
            return exchange;
        }

        @Override
        public Reply reply() {
            return reply;
        }

        @Override
        public void finish(long bytesSent, @Nullable Failure late, @Nullable Throwable lateCause) {
            if (!finished.compareAndSet(false, true)) {
                return;
            }
            reply.close();
            exchange.timeline().mark(Moment.ENDED);
            exchange.close();
            Failure why = late != null ? late : failure;
            Throwable deeper = lateCause != null ? lateCause : cause;
            listener.ended(exchange, new Outcome(reply.status().code(), why, deeper, bytesSent));
        }
    }

    /** Stands in until the chain has answered, so that nothing has to be null. */
    private static final Reply NOT_YET = FullReply.empty(Status.INTERNAL_SERVER_ERROR_500);
}
