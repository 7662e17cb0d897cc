// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Exchange;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayListener;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.Router;
import dev.martlet.core.Snapshot;
import dev.martlet.core.Snapshots;
import dev.martlet.server.io.Watchdog;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever is thrown on the way, the client is told and the generation is let go of. */
class EntryFailureTest {
    private final Snapshot.Builder builder = Snapshot.builder(1, new Matching());
    private final Watchdog watchdog = new Watchdog(System::nanoTime, Runnable::run);
    private Consumer<Exchange> matching = exchange -> {};

    @AfterEach
    void stop() {
        watchdog.close();
    }

    @Test
    void anErrorIsAnInternalFailureAndNothingStaysPinned() {
        builder.part(TrustedProxies.PART, new TrustedProxies(Map.of()));
        Snapshot snapshot = builder.build();
        matching =
                exchange -> {
                    throw new NoClassDefFoundError("bug");
                };
        assertThat(serve(snapshot).status()).isEqualTo(Status.INTERNAL_SERVER_ERROR_500);
        assertThat(snapshot.holds()).isEqualTo(1);
    }

    @Test
    void aChangeOfTheReplyThatThrowsIsAnInternalFailureWithTheOtherChanges() {
        builder.part(TrustedProxies.PART, new TrustedProxies(Map.of()));
        Snapshot snapshot = builder.build();
        var closed = new AtomicInteger();
        matching =
                exchange -> {
                    exchange.onReply(headers -> headers.set(HeaderNames.VARY, "origin"));
                    exchange.onReply(headers -> {
                        throw new IllegalStateException("bug");
                    });
                    Reply reply = FullReply.empty(Status.OK_200).onClose(closed::incrementAndGet);
                    exchange.onClose(reply::close);
                    throw new AssertionError("bug");
                };
        Reply reply = serve(snapshot);
        assertThat(reply.status()).isEqualTo(Status.INTERNAL_SERVER_ERROR_500);
        assertThat(reply.headers().get(HeaderNames.VARY).get()).isEqualTo("origin");
        assertThat(reply.headers().contains(RequestIds.X_REQUEST_ID)).isTrue();
        assertThat(closed).hasValue(1);
        assertThat(snapshot.holds()).isEqualTo(1);
    }

    @Test
    void aRequestThatCannotBeTakenInLeavesNothingPinned() {
        Snapshot withoutProxies = builder.build();
        assertThatThrownBy(() -> serve(withoutProxies)).isInstanceOf(IllegalStateException.class);
        assertThat(withoutProxies.holds()).isEqualTo(1);
    }

    private Reply serve(Snapshot snapshot) {
        var entry =
                new Entry(
                        new Snapshots(snapshot),
                        GatewayListener.NONE,
                        () -> false,
                        watchdog,
                        System::nanoTime);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ExchangeHandler.Served served =
                entry.serve(
                        new Peer("public", loopback, 1, 80, false, "1.1", List.of()),
                        new RequestHead(
                                Method.GET, "http", "h", "/", null, WritableHeaders.create()),
                        Payload.NONE,
                        exchange -> {});
        served.finish(0, null, null);
        return served.reply();
    }

    /** Runs the test's script where a route would be looked up. */
    private final class Matching implements Router {
        @Override
        public RouteMatch match(Exchange exchange) {
            matching.accept(exchange);
            return null;
        }

        @Override
        public List<Route> routes() {
            return List.of();
        }
    }
}
