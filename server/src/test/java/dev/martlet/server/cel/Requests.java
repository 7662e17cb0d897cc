// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cel;

import dev.martlet.core.Exchange;
import dev.martlet.core.FullReply;
import dev.martlet.core.LocalTarget;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.Snapshot;
import dev.martlet.core.Snapshots;
import dev.martlet.core.route.TrieRouter;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/** Requests as expressions see them. */
final class Requests {
    private Requests() {}

    static Exchange get(String path, String query, String... headers) {
        WritableHeaders<?> fields = WritableHeaders.create();
        for (String line : headers) {
            int colon = line.indexOf(": ");
            fields.add(HeaderNames.create(line.substring(0, colon)), line.substring(colon + 2));
        }
        var head =
                new RequestHead(Method.GET, "https", "Api.Example.com:8443", path, query, fields);
        InetAddress client = address("192.0.2.7");
        return new Exchange(
                "id-1",
                new Peer("test", client, 4711, 8443, true, "2", List.of()),
                client,
                new Snapshots(Snapshot.builder(1, TrieRouter.compile(List.of()).router()).build())
                        .pin(),
                head,
                Payload.NONE,
                System::nanoTime);
    }

    static Exchange routed(String name) {
        Exchange exchange = get("/", null);
        LocalTarget target =
                new LocalTarget() {
                    @Override
                    public Reply answer(Exchange any) {
                        return FullReply.empty(Status.OK_200);
                    }

                    @Override
                    public String describe() {
                        return "test";
                    }
                };
        var route = new Route(name, "", target::answer, List.of(), target, null);
        exchange.match(new RouteMatch(route, Map.of(), ""));
        return exchange;
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
