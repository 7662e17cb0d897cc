// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Call;
import dev.martlet.core.Exchange;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.Router;
import dev.martlet.core.Snapshot;
import dev.martlet.core.Snapshots;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls as a client's request would cause them. */
final class Calls {
    private static final Router NO_ROUTES =
            new Router() {
                @Override
                public @Nullable RouteMatch match(Exchange exchange) {
                    return null;
                }

                @Override
                public List<Route> routes() {
                    return List.of();
                }
            };

    private Calls() {}

    static Call get() {
        return of("GET", Payload.NONE);
    }

    static Call of(String method, Payload payload) {
        return of(method, "http", "/", null, payload, WritableHeaders.create());
    }

    static Call withKey(String key) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.create("x-key"), key);
        return of("GET", "http", "/", null, Payload.NONE, headers);
    }

    static Call withCookie(String cookie) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.COOKIE, cookie);
        return of("GET", "https", "/", null, Payload.NONE, headers);
    }

    static Call of(
            String method,
            String scheme,
            String path,
            @Nullable String query,
            Payload payload,
            WritableHeaders<?> headers) {
        var head = new RequestHead(Method.create(method), scheme, "test", path, query, headers);
        var here = InetAddress.getLoopbackAddress();
        var exchange =
                new Exchange(
                        "test",
                        new Peer("test", here, 1, 2, false, "1.1", List.of()),
                        here,
                        new Snapshots(Snapshot.builder(1, NO_ROUTES).build()).pin(),
                        head,
                        payload,
                        System::nanoTime);
        return new Call(exchange, head, payload);
    }
}
