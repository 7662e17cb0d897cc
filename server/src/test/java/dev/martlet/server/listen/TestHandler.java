// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.core.Body;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.ProblemJson;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.Router;
import dev.martlet.core.Snapshot;
import dev.martlet.core.Snapshots;
import dev.martlet.core.StreamedReply;
import dev.martlet.server.entry.ExchangeHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Answers as a test tells it to, and remembers what came and how it ended. */
public final class TestHandler implements ExchangeHandler {
    /** What a test does with an exchange. */
    @FunctionalInterface
    public interface Script {
        Reply run(Exchange exchange) throws Exception;
    }

    /** How an exchange ended. */
    public record Ended(Exchange exchange, long sent, Failure failure, Throwable cause) {}

    public final BlockingQueue<Exchange> taken = new LinkedBlockingQueue<>();
    public final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    public final AtomicInteger refused = new AtomicInteger();
    public volatile boolean draining;

    private final Snapshots snapshots = new Snapshots(Snapshot.builder(1, new NoRoutes()).build());
    private volatile Script script = exchange -> text(exchange.request().target());

    public void script(Script next) {
        script = next;
    }

    public static FullReply text(String body) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.CONTENT_TYPE, "text/plain");
        return new FullReply(Status.OK_200, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    public static StreamedReply stream(Body body) {
        return StreamedReply.of(Status.OK_200, WritableHeaders.create(), body);
    }

    /** The request's body as the reply's. */
    public static Reply echo(Exchange exchange) {
        return stream(exchange.payload().open());
    }

    @Override
    public Served serve(Peer peer, RequestHead head, Payload payload, Consumer<Exchange> started) {
        var exchange =
                new Exchange(
                        "test",
                        peer,
                        peer.address(),
                        snapshots.pin(),
                        head,
                        payload,
                        System::nanoTime);
        started.accept(exchange);
        taken.add(exchange);
        Reply reply;
        try {
            reply = script.run(exchange);
        } catch (GatewayException e) {
            reply = render(e.failure());
        } catch (Exception e) {
            reply = render(new Failure.Internal());
        }
        return new InFlight(exchange, reply);
    }

    private static FullReply render(Failure failure) {
        return ProblemJson.INSTANCE.render(failure, "test");
    }

    @Override
    public FullReply refuse(Failure failure) {
        refused.incrementAndGet();
        return render(failure);
    }

    @Override
    public boolean draining() {
        return draining;
    }

    private final class InFlight implements Served {
        private final Exchange exchange;
        private final Reply reply;
        private final AtomicBoolean finished = new AtomicBoolean();

        InFlight(Exchange exchange, Reply reply) {
            this.exchange = exchange;
            this.reply = reply;
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
        public void finish(long bytesSent, Failure failure, Throwable cause) {
            if (!finished.compareAndSet(false, true)) {
                return;
            }
            reply.close();
            exchange.close();
            ended.add(new Ended(exchange, bytesSent, failure, cause));
        }
    }

    private static final class NoRoutes implements Router {
        @Override
        public RouteMatch match(Exchange exchange) {
            return null;
        }

        @Override
        public List<Route> routes() {
            return List.of();
        }
    }
}
