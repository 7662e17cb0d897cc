// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.langchain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Event;
import dev.martlet.core.EventSource;
import dev.martlet.core.Exchange;
import dev.martlet.core.FullReply;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.Router;
import dev.martlet.core.Snapshot;
import dev.martlet.core.Snapshots;
import dev.martlet.core.StreamedReply;
import dev.martlet.provider.json.Json;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Asks an upstream as the gateway does. */
final class Asked {
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

    private Asked() {}

    static Call call(String body) {
        var head =
                new RequestHead(
                        Method.POST,
                        "http",
                        "lc",
                        "/v1/chat/completions",
                        null,
                        WritableHeaders.create());
        var loopback = InetAddress.getLoopbackAddress();
        var exchange =
                new Exchange(
                        "req-1",
                        new Peer("public", loopback, 40000, 8080, false, "1.1", List.of()),
                        loopback,
                        new Snapshots(Snapshot.builder(1, NO_ROUTES).build()).pin(),
                        head,
                        Payload.NONE,
                        System::nanoTime);
        byte[] json = body.replace('\'', '"').getBytes(UTF_8);
        return new Call(exchange, head, new Payload.Buffered(json));
    }

    static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20), System.nanoTime());
    }

    static FullReply whole(LangChainModel model, String body) {
        return (FullReply) model.send(call(body), soon());
    }

    static JsonNode json(FullReply reply) {
        return Json.read(reply.body());
    }

    static List<String> events(Reply reply) throws IOException {
        List<String> events = new ArrayList<>();
        try (reply) {
            EventSource source = ((StreamedReply) reply).events().orElseThrow();
            for (Event event = source.next(); event != null; event = source.next()) {
                events.add(new String(event.data(), UTF_8));
            }
        }
        return events;
    }
}
