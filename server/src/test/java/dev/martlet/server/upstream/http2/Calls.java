// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.Attempt;
import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Endpoint;
import dev.martlet.core.Exchange;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.Pin;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.Router;
import dev.martlet.core.Snapshot;
import dev.martlet.core.Snapshots;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests as the rest of the gateway hands them to a transport. */
final class Calls {
    static final Duration LONG = Duration.ofSeconds(20);

    private Calls() {}

    static Attempt get(String path) {
        return attempt("GET", path, WritableHeaders.create(), Payload.NONE, LONG);
    }

    static Attempt get(String path, Duration tryTime) {
        return attempt("GET", path, WritableHeaders.create(), Payload.NONE, tryTime);
    }

    static Attempt post(String path, Payload payload) {
        return attempt("POST", path, WritableHeaders.create(), payload, LONG);
    }

    static Attempt post(String path, String body) {
        return post(path, new Payload.Buffered(body.getBytes(StandardCharsets.UTF_8)));
    }

    static Attempt attempt(
            String method,
            String path,
            WritableHeaders<?> headers,
            Payload payload,
            Duration tryTime) {
        var head =
                new RequestHead(Method.create(method), "http", "example.test", path, null, headers);
        Deadline deadline = Deadline.after(tryTime, System.nanoTime());
        return new Attempt(
                new Call(exchange(head, payload), head, payload), 1, new Here(), deadline);
    }

    private static Exchange exchange(RequestHead head, Payload payload) {
        InetAddress address = InetAddress.getLoopbackAddress();
        return new Exchange(
                "id",
                new Peer("public", address, 1, 2, false, "1.1", List.of()),
                address,
                pin(),
                head,
                payload,
                System::nanoTime);
    }

    private static Pin pin() {
        return new Snapshots(Snapshot.builder(1, new NoRoutes()).build()).pin();
    }

    private static final class NoRoutes implements Router {
        @Override
        public @Nullable RouteMatch match(Exchange exchange) {
            return null;
        }

        @Override
        public List<Route> routes() {
            return List.of();
        }
    }

    private record Here() implements Endpoint {
        @Override
        public String id() {
            return "here";
        }
    }
}
