// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Attempt;
import dev.martlet.core.Body;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Endpoints that answer by script; knows who was asked, and what is still open. */
final class ScriptedTransports implements TransportFactory {
    private final Map<String, Function<Attempt, Reply>> scripts = new ConcurrentHashMap<>();
    private final Map<String, Scripted> made = new ConcurrentHashMap<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    final AtomicInteger openReplies = new AtomicInteger();

    /** What the endpoint does from now on; it answers 200 without a script. */
    void script(EndpointAddress address, Function<Attempt, Reply> script) {
        scripts.put(address.id(), script);
    }

    Scripted of(EndpointAddress address) {
        return made.get(address.id());
    }

    @Override
    public Transport create(String service, EndpointAddress address, TransportSettings settings) {
        var transport = new Scripted(address.id());
        made.put(address.id(), transport);
        return transport;
    }

    static Reply reply(int status) {
        return reply(status, WritableHeaders.create());
    }

    static Reply reply(int status, String retryAfter) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.RETRY_AFTER, retryAfter);
        return reply(status, headers);
    }

    private static Reply reply(int status, WritableHeaders<?> headers) {
        return StreamedReply.of(
                Status.create(status), headers, Body.of("ok".getBytes(StandardCharsets.US_ASCII)));
    }

    static Function<Attempt, Reply> fails(Failure failure) {
        return _ -> {
            throw new GatewayException(failure);
        };
    }

    final class Scripted implements Transport {
        private final String id;
        volatile boolean closed;

        Scripted(String id) {
            this.id = id;
        }

        @Override
        public Reply send(Attempt attempt) {
            if (closed) {
                throw new IllegalStateException("sent to a closed transport: " + id);
            }
            asked.add(id);
            Reply reply = scripts.getOrDefault(id, _ -> reply(200)).apply(attempt);
            openReplies.incrementAndGet();
            reply.onClose(openReplies::decrementAndGet);
            return reply;
        }

        @Override
        public Stats stats() {
            return new Stats(0, 0, 0);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
