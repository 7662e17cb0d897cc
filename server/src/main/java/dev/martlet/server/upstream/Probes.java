// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Call;
import dev.martlet.core.Exchange;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.Pin;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.Router;
import dev.martlet.core.Snapshot;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes the gateway's own requests: exchanges that no client has started. */
final class Probes {
    private final LongSupplier nanoTime;

    Probes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A GET; its exchange is to be closed by the caller. */
    Call get(EndpointAddress address, String path) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.USER_AGENT, "martlet-health");
        headers.set(HeaderNames.ACCEPT, "*/*");
        int query = path.indexOf('?');
        return call(
                "health",
                new RequestHead(
                        Method.GET,
                        address.secure() ? "https" : "http",
                        authority(address),
                        query < 0 ? path : path.substring(0, query),
                        query < 0 ? null : path.substring(query + 1),
                        headers),
                Payload.NONE);
    }

    /** A document is read; the exchange is to be closed by the caller. */
    Call document(EndpointAddress address, URI target) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.USER_AGENT, "martlet");
        headers.set(HeaderNames.ACCEPT, "application/json");
        return call(
                "document",
                new RequestHead(
                        Method.GET,
                        address.secure() ? "https" : "http",
                        authority(address),
                        target.getRawPath().isEmpty() ? "/" : target.getRawPath(),
                        target.getRawQuery(),
                        headers),
                Payload.NONE);
    }

    /** A form is posted; the exchange is to be closed by the caller. */
    Call post(EndpointAddress address, URI target, byte[] form) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.CONTENT_TYPE, "application/x-www-form-urlencoded");
        return post("token", address, target, form, headers);
    }

    /** JSON is posted; the exchange is to be closed by the caller. */
    Call json(EndpointAddress address, URI target, byte[] json, Map<String, String> more) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.CONTENT_TYPE, "application/json");
        more.forEach((name, value) -> headers.set(HeaderNames.create(name), value));
        return post("webhook", address, target, json, headers);
    }

    private Call post(
            String id,
            EndpointAddress address,
            URI target,
            byte[] body,
            WritableHeaders<?> headers) {
        headers.set(HeaderNames.USER_AGENT, "martlet");
        headers.set(HeaderNames.ACCEPT, "application/json");
        String path = target.getRawPath();
        return call(
                id,
                new RequestHead(
                        Method.POST,
                        address.secure() ? "https" : "http",
                        authority(address),
                        path.isEmpty() ? "/" : path,
                        target.getRawQuery(),
                        headers),
                new Payload.Buffered(body));
    }

    private Call call(String id, RequestHead head, Payload payload) {
        var here = InetAddress.getLoopbackAddress();
        var peer = new Peer(id, here, 0, 0, false, "1.1", List.of());
        // A transport wants an exchange, and an exchange a generation: an empty one of its own.
        Pin pin = Pin.ofUnpublished(Snapshot.builder(0, new NoRoutes()).build());
        return new Call(new Exchange(id, peer, here, pin, head, payload, nanoTime), head, payload);
    }

    private static String authority(EndpointAddress address) {
        String host = address.host();
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + address.port();
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
}
