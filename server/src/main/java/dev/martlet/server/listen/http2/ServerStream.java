// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.core.Cancellation;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestFailure;
import dev.martlet.core.RequestHead;
import dev.martlet.server.connection.RefusalListener;
import dev.martlet.server.entry.ExchangeHandler.Served;
import dev.martlet.server.http2.ConnectionError;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.FieldBlock;
import dev.martlet.server.http2.ReceiveWindow;
import dev.martlet.server.http2.SendWindow;
import io.helidon.http.Headers;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request and its reply. Runs on a virtual thread of its own; what the client sends comes in
 * from the connection's thread.
 */
final class ServerStream implements Runnable, RequestBody.Consumer {
    /** Where the window of a body stops growing, in bytes. */
    private static final int LARGEST_WINDOW = 1 << 20;

    private final int id;
    private final Http2Connection connection;
    private final SendWindow window;
    private final @Nullable RequestHead head;
    private final @Nullable Failure refused;
    private final @Nullable RequestBody body;
    private final ReceiveWindow received;
    private final boolean expectsContinue;
    private final boolean tunnel;
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
            @Nullable RequestHead head,
            @Nullable Failure refused,
            @Nullable RequestBodySettings body,
            boolean remoteEnded) {
        this.id = id;
        this.connection = connection;
        this.window = connection.sender().window(id, this::end);
        this.head = head;
        this.refused = refused;
        this.remoteEnded = remoteEnded;
        this.received = new ReceiveWindow(LARGEST_WINDOW, connection.spareWindow());
        this.expectsContinue = body != null && body.expectsContinue();
        this.tunnel = body != null && body.tunnel();
        this.body =
                body == null
                        ? null
                        : new RequestBody(body.length(), body.limit(), body.idle(), this);
    }

    /** What is known of a body before it comes; {@code tunnel} if it is another protocol's data. */
    record RequestBodySettings(
            long length, long limit, Duration idle, boolean expectsContinue, boolean tunnel) {
        /** As long and as silent as it likes. */
        static final RequestBodySettings TUNNEL =
                new RequestBodySettings(-1, -1, Duration.ofNanos(Long.MAX_VALUE), false, true);
    }

    int id() {
        return id;
    }

    /** Our half of the stream. */
    SendWindow window() {
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
        var writer = new ReplyWriter(this, connection.sender(), connection.context());
        try {
            if (head == null || refused != null) {
                Failure why = refused == null ? new Failure.Internal() : refused;
                connection.refused(why.reason(), why.publicMessage());
                boolean malformed = why instanceof RequestFailure.BadRequest;
                writer.refuse(connection.context().handler().refuse(why), malformed);
            } else {
                serve(head, writer);
            }
        } finally {
            if (body != null) {
                body.close();
            }
            received.close();
            end();
            connection.ended(this);
        }
    }

    private void serve(RequestHead request, ReplyWriter writer) {
        Payload payload = body == null || tunnel ? Payload.NONE : new Payload.Streaming(body);
        Served served =
                connection
                        .context()
                        .handler()
                        .serve(connection.peer(), request, payload, this::started);
        boolean bodiless = request.method().equals(Method.HEAD);
        @Nullable Failure unswitched = unswitched(served.reply());
        try {
            if (unswitched == null) {
                writer.write(served.reply(), bodiless);
            } else {
                writer.write(connection.context().handler().refuse(unswitched), bodiless);
            }
        } finally {
            served.finish(
                    writer.sent(),
                    unswitched == null ? writer.failure() : unswitched,
                    writer.cause());
        }
    }

    /** To the client of a tunnel any 2xx says that there is one. */
    private @Nullable Failure unswitched(Reply reply) {
        boolean good = reply.status().family() == Status.Family.SUCCESSFUL;
        return tunnel && good
                ? new RequestFailure.NotImplemented("The service takes no WebSocket here.")
                : null;
    }

    /** What the client of a tunnel sends. */
    RequestBody tunnelled() {
        if (body == null || !tunnel) {
            throw new IllegalStateException("reply: a tunnel (expected: none, nobody asked)");
        }
        return body;
    }

    private void started(Exchange exchange) {
        synchronized (this) {
            cancellation = exchange.cancellation();
        }
        if (body != null) {
            // Whoever waits for the client's bytes waits no longer than the exchange may take.
            exchange.cancellation().onCancel(() -> failBody(body, exchange.cancellation()));
        }
        if (reset) {
            exchange.cancellation().cancel(new Failure.ClientGone());
        }
    }

    private static void failBody(RequestBody body, Cancellation cancelled) {
        @Nullable Failure cause = cancelled.cause();
        body.fail(cause == null ? new Failure.ClientGone() : cause);
    }

    /** Data came in. Returns false if the client has sent more than it announced. */
    boolean data(byte[] bytes, int offset, int count, int flowControlled) throws ConnectionError {
        if (!received.received(flowControlled)) {
            throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "more data than the window");
        }
        int padding = flowControlled - count;
        if (padding > 0) {
            credit(received.taken(padding, false));
        }
        return body == null ? count == 0 : body.put(bytes, offset, count);
    }

    /** The client has sent everything. Returns false if it was less than announced. */
    boolean remoteEnd(Headers trailers) {
        remoteEnded = true;
        return body == null || body.end(trailers);
    }

    @Override
    public void asked() {
        if (expectsContinue && !remoteEnded) {
            var block = new FieldBlock();
            block.status(100);
            connection.sender().headers(window, block, false);
            connection.sender().flush();
        }
    }

    @Override
    public void kept(int count) {
        connection.received().kept(count);
    }

    @Override
    public void dropped(int count) {
        connection.received().released(count);
        creditConnection();
    }

    @Override
    public void taken(int count, boolean all) {
        connection.received().released(count);
        credit(received.taken(count, all));
        creditConnection();
    }

    private void creditConnection() {
        int bytes = connection.received().credit();
        if (bytes > 0) {
            connection.sender().credit(bytes);
        }
    }

    private void credit(int bytes) {
        if (bytes > 0 && !remoteEnded && !reset) {
            connection.sender().credit(window, bytes);
        }
    }

    /** The client, or the end of the connection, gave the stream up. Any thread. */
    void gone() {
        gone(new Failure.ClientGone());
    }

    /** The client gave the stream up, and sends nothing more on it. */
    void remoteReset() {
        remoteEnded = true;
        gone();
    }

    /** Gives the stream up if it keeps data that nobody takes out. Any thread. */
    void evict() {
        if (body != null && body.available() > 0) {
            connection.refused(RefusalListener.Reason.HTTP2_MEMORY, null);
            connection.sender().reset(window, ErrorCode.ENHANCE_YOUR_CALM);
            connection.sender().output().flushElsewhere();
            gone(new Failure.Overloaded("Too many request bodies wait to be read.", null));
            body.close();
        }
    }

    private void gone(Failure why) {
        reset = true;
        end();
        connection.sender().close(window);
        @Nullable Cancellation running;
        synchronized (this) {
            running = cancellation;
        }
        if (running != null) {
            running.cancel(why);
        }
        // Last: whoever reads on finds the exchange cancelled, with its cause.
        if (body != null) {
            body.fail(why);
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
