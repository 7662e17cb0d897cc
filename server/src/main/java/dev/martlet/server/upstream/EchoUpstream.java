// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Upstream;
import dev.martlet.core.UpstreamFailure;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service that needs no server: it answers each request with a description of it, as it would
 * have been sent on. For demos and tests. Two query parameters change the answer: {@code delay}
 * ({@code 250ms} or {@code 2s}, at most 60 s) and {@code status} (200 to 599).
 */
public final class EchoUpstream implements Upstream {
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(60);

    private final String name;
    private final LongSupplier nanoTime;
    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * An echo.
     *
     * @param name of the service
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    public EchoUpstream(String name, LongSupplier nanoTime) {
        this.name = name;
        this.nanoTime = nanoTime;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Reply send(Call call, Deadline deadline) {
        Exchange exchange = call.exchange();
        exchange.cancellation().check();
        var query = EchoQuery.parse(call.head().query());
        pause(query.delay(), exchange, deadline.sooner(exchange.deadline()));
        byte[] body = describe(call).toString().getBytes(StandardCharsets.UTF_8);
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.CONTENT_TYPE, "application/json");
        headers.set(HeaderNames.CACHE_CONTROL, "no-store");
        return new FullReply(Status.create(query.status()), headers, body);
    }

    private void pause(Duration asked, Exchange exchange, Deadline deadline) {
        long wait = Math.min(asked.toNanos(), LONGEST_DELAY.toNanos());
        long left = deadline.remaining(nanoTime.getAsLong());
        Pause.of(Math.min(wait, left), exchange.cancellation());
        if (wait > left) {
            throw new GatewayException(new UpstreamFailure.Timeout(name, "request"));
        }
    }

    private ObjectNode describe(Call call) {
        RequestHead head = call.head();
        ObjectNode request = json.createObjectNode();
        request.put("service", name);
        request.put("method", head.method().text());
        request.put("target", head.target());
        request.put("scheme", head.scheme());
        request.put("authority", head.authority());
        request.put("client", call.exchange().client().getHostAddress());
        request.put("request_id", call.exchange().id());
        request.set("headers", fields(head));
        if (!(call.payload() instanceof Payload.None)) {
            request.set("body", body(call.payload()));
        }
        return request;
    }

    /** A field that came several times is a list. */
    private ObjectNode fields(RequestHead head) {
        Map<String, Header> sorted = new TreeMap<>();
        for (Header header : head.headers()) {
            sorted.put(header.headerName().lowerCase(), header);
        }
        ObjectNode fields = json.createObjectNode();
        sorted.forEach((field, header) -> {
            if (header.valueCount() == 1) {
                fields.put(field, header.get());
            } else {
                ArrayNode values = fields.putArray(field);
                header.allValues().forEach(values::add);
            }
        });
        return fields;
    }

    private ObjectNode body(Payload payload) {
        EchoBody body;
        try (var bytes = payload.open()) {
            body = EchoBody.read(bytes);
        } catch (IOException e) {
            throw new GatewayException(new Failure.ClientGone(), e);
        }
        ObjectNode node = json.createObjectNode();
        node.put("size", body.size());
        @Nullable String text = body.text();
        if (text != null) {
            node.put("text", text);
        } else {
            node.put("sha256", body.sha256());
        }
        return node;
    }
}
