// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import dev.martlet.core.Cancellation;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.Payload;
import dev.martlet.core.RequestHead;
import dev.martlet.server.entry.ExchangeHandler.Served;
import io.helidon.http.Headers;
import io.helidon.http.Method;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request and its reply. Runs on a virtual thread of its own; what the client sends comes in
 * from the connection's thread.
 */
final class ServerStream implements Runnable, RequestBody.Consumer {
    private final int id;
    private final Http2Connection connection;
    private final SendWindow.OfStream window;
    private final @Nullable RequestHead head;
    private final @Nullable Failure refused;
    private final @Nullable RequestBody body;
    private final ReceiveWindow received;
    private final boolean expectsContinue;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private volatile boolean remoteEnded;
    private volatile boolean reset;
    private @Nullable Cancellation cancellation;

    /**
     * A stream.
     *
     * @param head the request, or null if it is refused
     * @param refused why it is refused, or null
     * @param body null for a request without one
     */
    ServerStream(
            int id,
            Http2Connection connection,
            SendWindow.OfStream window,
            @Nullable RequestHead head,
            @Nullable Failure refused,
            @Nullable RequestBodySettings body,
            boolean remoteEnded) {
        this.id = id;
        this.connection = connection;
        this.window = window;
        this.head = head;
        this.refused = refused;
        this.remoteEnded = remoteEnded;
        this.received = new ReceiveWindow(connection.spareWindow());
        this.expectsContinue = body != null && body.expectsContinue();
        this.body =
                body == null
                        ? null
                        : new RequestBody(body.length(), body.limit(), body.idle(), this);
    }

    /** What is known of a body before it comes. */
    record RequestBodySettings(long length, long limit, Duration idle, boolean expectsContinue) {}

    int id() {
        return id;
    }

    SendWindow.OfStream window() {
        return window;
    }

    boolean remoteEnded() {
        return remoteEnded;
    }

    /** Whether it counts against the limit of concurrent streams. */
    boolean open() {
        return open.get();
    }

    @Override
    public void run() {
        var writer = new ReplyWriter(this, connection.output(), connection.context());
        try {
            if (head == null || refused != null) {
                Failure why = refused == null ? new Failure.Internal() : refused;
                writer.write(connection.context().handler().refuse(why), false);
            } else {
                serve(head, writer);
            }
        } finally {
            received.close();
            if (body != null) {
                body.close();
            }
            end();
            connection.ended(this);
        }
    }

    private void serve(RequestHead request, ReplyWriter writer) {
        Payload payload = body == null ? Payload.NONE : new Payload.Streaming(body);
        Served served =
                connection
                        .context()
                        .handler()
                        .serve(connection.peer(), request, payload, this::started);
        boolean bodiless = request.method().equals(Method.HEAD);
        try {
            writer.write(served.reply(), bodiless);
        } finally {
            served.finish(writer.sent(), writer.failure(), writer.cause());
        }
    }

    private void started(Exchange exchange) {
        synchronized (this) {
            cancellation = exchange.cancellation();
        }
        if (reset) {
            exchange.cancellation().cancel(new Failure.ClientGone());
        }
    }

    /** Data came in. Returns false if the client has sent more than it announced. */
    boolean data(byte[] bytes, int offset, int count, int flowControlled) throws IOException {
        if (!received.receive(flowControlled)) {
            throw new ConnectionError(Frame.FLOW_CONTROL_ERROR, "more data than the window");
        }
        int padding = flowControlled - count;
        if (padding > 0) {
            credit(padding);
        }
        return body == null ? count == 0 : body.put(bytes, offset, count);
    }

    /** The client has sent everything. Returns false if it was less than announced. */
    boolean remoteEnd(Headers trailers) {
        remoteEnded = true;
        return body == null || body.end(trailers);
    }

    @Override
    public void asked() throws IOException {
        if (expectsContinue && !remoteEnded) {
            byte[] block = new HpackEncoder().status(100).block();
            connection.output().headers(id, block, false, true);
        }
    }

    @Override
    public void taken(int count) throws IOException {
        credit(count);
    }

    private void credit(int count) throws IOException {
        int increment = received.consume(count);
        if (increment > 0 && !remoteEnded && !reset) {
            connection.output().control(Frame.ofInts(Frame.WINDOW_UPDATE, 0, id, increment));
        }
    }

    /** The client, or the end of the connection, gave the stream up. Any thread. */
    void gone() {
        reset = true;
        end();
        window.end();
        if (body != null) {
            body.fail(new Failure.ClientGone());
        }
        @Nullable Cancellation running;
        synchronized (this) {
            running = cancellation;
        }
        if (running != null) {
            running.cancel(new Failure.ClientGone());
        }
    }

    boolean wasReset() {
        return reset;
    }

    /** The reply is complete, or about to be: from here on the client may open another stream. */
    void end() {
        if (open.compareAndSet(true, false)) {
            connection.closed();
        }
    }
}
