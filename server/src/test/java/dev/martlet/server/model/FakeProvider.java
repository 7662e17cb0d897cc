// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.martlet.server.e2e.Message;
import dev.martlet.server.e2e.RawConnection;
import dev.martlet.server.e2e.RawUpstream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * A provider on a real port that answers in recorded shapes, event by event, and keeps what it was
 * asked. It takes one key, and refuses what the real API would refuse.
 */
final class FakeProvider implements AutoCloseable {
    static final String KEY = "the-providers-key";

    /** Sent with each 429. */
    static final int RETRY_AFTER_SECONDS = 7;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<Shape> shapes;
    private final RawUpstream upstream;
    private final List<Recorded> requests = new CopyOnWriteArrayList<>();
    private final Semaphore cancelled = new Semaphore(0);
    private final AtomicInteger ids = new AtomicInteger();

    private FakeProvider(List<Shape> shapes) throws IOException {
        this.shapes = shapes;
        this.upstream = RawUpstream.scripted(this::serve);
    }

    static FakeProvider of(Shape... shapes) throws IOException {
        return new FakeProvider(List.of(shapes));
    }

    /** Without path. */
    String url() {
        return "http://127.0.0.1:" + upstream.port();
    }

    List<Recorded> requests() {
        return List.copyOf(requests);
    }

    void forget() {
        requests.clear();
    }

    /** Waits until a stream that would never end has lost its client. */
    boolean awaitCancel() throws InterruptedException {
        return cancelled.tryAcquire(RawConnection.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void serve(RawConnection connection) throws IOException {
        Message request = connection.request();
        while (request != null && answer(connection, request)) {
            request = connection.request();
        }
    }

    /** Returns whether the connection may be used again. */
    private boolean answer(RawConnection connection, Message request) throws IOException {
        JsonNode body =
                request.body().length == 0
                        ? MissingNode.getInstance()
                        : JSON.readTree(request.body());
        String target = request.target();
        String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        for (Shape shape : shapes) {
            if (shape.knows(request.method(), path)) {
                requests.add(new Recorded(request, body, shape.key(request)));
                return answer(connection, shape, request, path, body);
            }
        }
        requests.add(new Recorded(request, body, ""));
        return error(connection, shapes.getFirst(), 404, "no such path: " + path);
    }

    private boolean answer(
            RawConnection connection, Shape shape, Message request, String path, JsonNode body)
            throws IOException {
        if (!shape.key(request).equals(KEY)) {
            return error(connection, shape, 401, "wrong key");
        }
        String fault = shape.fault(request, body);
        if (!fault.isEmpty()) {
            return error(connection, shape, 400, fault);
        }
        String other = shape.other(path, body);
        if (!other.isEmpty()) {
            return reply(connection, 200, "", other);
        }
        Asked asked = shape.read(path, body);
        Answer answer = Answer.to(asked);
        if (answer instanceof Answer.Refused refused) {
            return error(connection, shape, refused.status(), refused.message());
        }
        return asked.stream()
                ? stream(connection, shape.events(asked, answer), answer)
                : reply(connection, 200, "", shape.whole(asked, answer));
    }

    private boolean error(RawConnection connection, Shape shape, int status, String message)
            throws IOException {
        String wait = status == 429 ? "retry-after: " + RETRY_AFTER_SECONDS + "\r\n" : "";
        return reply(connection, status, wait, shape.error(status, message));
    }

    private boolean reply(RawConnection connection, int status, String fields, String body)
            throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        connection.send(
                "HTTP/1.1 %d x\r\ncontent-type: application/json\r\nrequest-id: req_%d\r\n%scontent-length: %d\r\n\r\n"
                        .formatted(status, ids.incrementAndGet(), fields, bytes.length));
        connection.send(bytes);
        return true;
    }

    private boolean stream(RawConnection connection, List<String> events, Answer answer)
            throws IOException {
        connection.send(
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nrequest-id: req_%d\r\ntransfer-encoding: chunked\r\n\r\n"
                        .formatted(ids.incrementAndGet()));
        for (String event : events) {
            byte[] bytes = event.getBytes(UTF_8);
            connection.send(Integer.toHexString(bytes.length) + "\r\n");
            connection.send(bytes);
            connection.send("\r\n");
        }
        if (answer instanceof Answer.Endless) {
            connection.awaitEnd();
            cancelled.release();
            return false;
        }
        connection.send("0\r\n\r\n");
        return true;
    }

    @Override
    public void close() throws IOException {
        upstream.close();
    }
}
