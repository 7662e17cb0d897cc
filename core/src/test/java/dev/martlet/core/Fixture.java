// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.util.List;

/** Requests and routes for tests; real ones, but for the wire. */
public final class Fixture {
    private static final Router NO_ROUTES =
            new Router() {
                @Override
                public RouteMatch match(Exchange exchange) {
                    return null;
                }

                @Override
                public List<Route> routes() {
                    return List.of();
                }
            };

    private Fixture() {}

    public static Snapshot snapshot(long generation) {
        return Snapshot.builder(generation, NO_ROUTES).build();
    }

    /** A request as a curl line reads: {@code POST http://host/path?query}, then header lines. */
    public static Exchange exchange(String method, String url, String... headers) {
        return exchange(method, url, Payload.NONE, headers);
    }

    public static Exchange exchange(String method, String url, Payload payload, String... headers) {
        return exchange(new Snapshots(snapshot(1)).pin(), method, url, payload, headers);
    }

    public static Exchange exchange(
            Pin pin, String method, String url, Payload payload, String... headers) {
        String rest = url.substring("http://".length());
        int slash = rest.indexOf('/');
        String target = rest.substring(slash);
        int mark = target.indexOf('?');
        WritableHeaders<?> fields = WritableHeaders.create();
        for (String line : headers) {
            int colon = line.indexOf(": ");
            fields.add(HeaderNames.create(line.substring(0, colon)), line.substring(colon + 2));
        }
        var head =
                new RequestHead(
                        Method.create(method),
                        "http",
                        rest.substring(0, slash),
                        mark < 0 ? target : target.substring(0, mark),
                        mark < 0 ? null : target.substring(mark + 1),
                        fields);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return new Exchange(
                "id-1",
                new Peer("test", loopback, 4711, 80, false, "1.1", List.of()),
                loopback,
                pin,
                head,
                payload,
                System::nanoTime);
    }

    public static Route route(String name) {
        Target target = target(FullReply.empty(Status.OK_200));
        return new Route(name, "", target::answer, List.of(), target, null);
    }

    public static LocalTarget target(Reply reply) {
        return new LocalTarget() {
            @Override
            public Reply answer(Exchange exchange) {
                return reply;
            }

            @Override
            public String describe() {
                return "test";
            }
        };
    }
}
