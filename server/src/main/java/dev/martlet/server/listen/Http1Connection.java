// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.RequestFailure;
import dev.martlet.core.TunnelReply;
import dev.martlet.server.connection.ClientSocket;
import dev.martlet.server.connection.ListenerLimits;
import dev.martlet.server.connection.ListenerSettings;
import dev.martlet.server.connection.Protocol;
import dev.martlet.server.connection.ServerContext;
import dev.martlet.server.entry.ExchangeHandler.Served;
import dev.martlet.server.http1.FramedBody;
import dev.martlet.server.http1.HeadLimits;
import dev.martlet.server.http1.HeadParser;
import dev.martlet.server.http1.HttpInput;
import dev.martlet.server.http1.HttpOutput;
import dev.martlet.server.http1.ReceivedRequest;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1 with one client (RFC 9112): one request after another, on the connection's thread. The
 * body of a request may be read by another thread while this one waits for the reply.
 */
final class Http1Connection implements Protocol {
    /** Exchanges that are faster than this never pay for finding out that the client has gone. */
    private static final Duration WATCH_CLIENT_AFTER = Duration.ofMillis(20);

    /** A rest of a request's body up to this size is read, so that the connection can be kept. */
    static final long SMALL_REST = 64 << 10;

    /** A write of this size has the whole write-idle time; larger ones are cut. */
    private static final int WRITE = 64 << 10;

    private final ClientSocket socket;
    private final Peer peer;
    private final ListenerSettings settings;
    private final ServerContext context;
    private final BooleanSupplier crowded;
    private final HeadLimits limits;
    private final HttpInput input;
    private final HttpOutput output;
    private final HeadParser parser;
    private final Http1Replies replies;
    private final PhaseClock clock;
    private final ClientWatch client;
    private final LastWords lastWords;
    private final Object interim = new Object();
    private volatile boolean draining;
    private volatile boolean headTimedOut;
    private volatile @Nullable RequestBody body;
    private boolean replyStarted;
    private boolean firstRequest = true;

    /**
     * A connection.
     *
     * @param first what was read from the socket already
     * @param crowded whether idle connections should not hold buffers
     */
    Http1Connection(
            ClientSocket socket,
            byte[] first,
            Peer peer,
            ListenerSettings settings,
            ServerContext context,
            BooleanSupplier crowded) {
        this.socket = socket;
        this.peer = peer;
        this.settings = settings;
        this.context = context;
        this.crowded = crowded;
        ListenerLimits configured = settings.limits();
        this.limits =
                new HeadLimits(
                        configured.requestLine(), configured.headerSize(), configured.headers());
        this.input = new HttpInput(this::receive, context.buffers(), limits);
        this.output = new HttpOutput(this::transmit, context.buffers());
        this.parser = new HeadParser(limits);
        this.replies = new Http1Replies(output, context);
        this.clock = new PhaseClock(context.watchdog(), this::expired);
        this.client = new ClientWatch(input);
        this.lastWords = new LastWords(socket, clock);
        if (first.length > 0) {
            input.unread(first, 0, first.length);
        }
    }

    @Override
    public void serve() throws IOException {
        try {
            while (next()) {
                firstRequest = false;
            }
        } finally {
            clock.close();
        }
    }

    /** Serves one request; returns whether there may be another one. */
    private boolean next() throws IOException {
        @Nullable ReceivedRequest request;
        try {
            request = awaitBytes() ? parser.readRequest(input, scheme()) : null;
        } catch (GatewayException e) {
            refuse(e.failure());
            return false;
        } catch (IOException e) {
            if (headTimedOut) {
                refuse(new RequestFailure.RequestTimeout());
            }
            return false;
        }
        if (request == null) {
            return false;
        }
        @Nullable Failure refused = refused(request);
        if (refused != null) {
            refuse(refused);
            return false;
        }
        return exchange(request);
    }

    private String scheme() {
        return peer.secure() ? "https" : "http";
    }

    private @Nullable Failure refused(ReceivedRequest request) {
        long most = settings.limits().bodySize();
        if (most >= 0 && request.bodyLength() > most) {
            return new RequestFailure.PayloadTooLarge(most);
        }
        boolean expects =
                request.minorVersion() > 0 && request.head().headers().contains(HeaderNames.EXPECT);
        return expects && !request.expectsContinue()
                ? new RequestFailure.ExpectationFailed()
                : null;
    }

    /** Waits until a request begins; returns false if none will. */
    private boolean awaitBytes() throws IOException {
        // A read that the client watch has begun owns the input and its buffer until it is joined.
        boolean watched = client.watching();
        if (watched || input.buffered() == 0) {
            output.release();
            clock.enter(Phase.IDLE, settings.timeouts().idle());
            if (draining || (!firstRequest && context.handler().draining())) {
                return false;
            }
            if (watched && client.join()) {
                return false;
            }
        }
        if (input.buffered() == 0) {
            input.release();
            if (!fillFirst()) {
                return false;
            }
        }
        // From the first byte on: whoever sends the rest drop by drop must not gain time by it.
        return clock.enter(Phase.HEAD, settings.timeouts().headerRead());
    }

    private boolean fillFirst() throws IOException {
        if (!crowded.getAsBoolean()) {
            return input.fill();
        }
        // Wait on a few bytes, not on a whole buffer.
        byte[] few = new byte[32];
        int count = socket.in().read(few, 0, few.length);
        if (count > 0) {
            input.unread(few, 0, count);
        }
        return count > 0;
    }

    private boolean exchange(ReceivedRequest request) throws IOException {
        @Nullable RequestBody received = body(request);
        body = received;
        replyStarted = false;
        client.begin(received);
        clock.enter(Phase.RUNNING, WATCH_CLIENT_AFTER);
        Payload payload = received == null ? Payload.NONE : new Payload.Streaming(received);
        Served served =
                context.handler().serve(peer(request), request.head(), payload, this::started);
        try {
            return reply(request, served, received);
        } catch (RuntimeException | Error e) {
            // Also whoever runs out of memory or stack gives back what the exchange holds.
            served.finish(0, new Failure.Internal(), e);
            throw e;
        } finally {
            client.end();
            body = null;
        }
    }

    /** The version is the request's, not the connection's: Via tells it on. */
    private Peer peer(ReceivedRequest request) {
        return request.minorVersion() == 0 ? peer.withProtocol("1.0") : peer;
    }

    private @Nullable RequestBody body(ReceivedRequest request) {
        if (request.bodyLength() == 0) {
            return null;
        }
        FramedBody framed = FramedBody.of(input, request.bodyLength(), limits);
        var received =
                new RequestBody(
                        framed,
                        request,
                        settings.limits().bodySize(),
                        () -> client.cancel(new Failure.ClientGone()));
        if (request.expectsContinue()) {
            framed.beforeFirstRead(() -> sendContinue(received));
        }
        return received;
    }

    private void started(Exchange exchange) {
        @Nullable RequestBody received = body;
        if (received != null) {
            received.until(exchange::deadline);
        }
        client.started(exchange.cancellation());
    }

    /**
     * The reader of the body may be another thread than the one that writes the reply. Once bytes
     * of the reply have left, it is too late.
     */
    private void sendContinue(RequestBody received) {
        synchronized (interim) {
            if (!replyStarted) {
                received.continued(socket);
            }
        }
    }

    /** Writes the reply; returns whether the connection can be used again. */
    private boolean reply(ReceivedRequest request, Served served, @Nullable RequestBody received)
            throws IOException {
        if (client.gone()) {
            served.finish(0, new Failure.ClientGone(), null);
            return false;
        }
        if (served.reply() instanceof TunnelReply tunnel) {
            tunnel(tunnel, served);
            return false;
        }
        boolean keep = request.keepAlive() && !ending() && (received == null || received.small());
        Http1Replies.Result result = replies.write(served, request, keep);
        served.finish(result.sent(), result.failure(), result.cause());
        if (result.failure() != null && !result.replaced()) {
            lastWords.cutOff(result.untilClose());
            return false;
        }
        if (received == null) {
            return keep && result.kept();
        }
        return afterBody(received, keep && result.kept());
    }

    private boolean ending() {
        return draining || context.handler().draining();
    }

    /** Brings the connection behind the request's body, or to its end. */
    private boolean afterBody(RequestBody received, boolean keep) throws IOException {
        received.close();
        if (!received.ended() && keep) {
            clock.enter(Phase.DISCARDING, LastWords.TIME);
            try {
                received.discard(SMALL_REST);
            } catch (IOException e) {
                return false;
            }
        }
        if (received.ended() && keep) {
            return true;
        }
        if (!received.ended()) {
            lastWords.heard();
        }
        return false;
    }

    private void tunnel(TunnelReply reply, Served served) throws IOException {
        @Nullable Failure failure = null;
        @Nullable Throwable cause = null;
        long sent = 0;
        try {
            replies.switchProtocols(reply);
            var tunnel =
                    new TunnelPump(
                            socket, input, reply.tunnel(), clock, settings.timeouts(), client);
            sent = tunnel.run();
        } catch (IOException e) {
            failure = new Failure.ClientGone();
            cause = e;
        } finally {
            served.finish(sent, failure, cause);
        }
    }

    /** Answers what is not a request, and closes. */
    private void refuse(Failure failure) throws IOException {
        context.refusals().refused(failure.reason(), peer.address(), failure.publicMessage());
        replies.refuse(failure);
        lastWords.heard();
    }

    /** Reads for the input, with the deadline of what is being read. */
    private int receive(byte[] buffer, int offset, int length) throws IOException {
        @Nullable RequestBody reading = body;
        if (reading == null || reading.ended()) {
            return socket.in().read(buffer, offset, length);
        }
        return reading.receive(
                socket, context.watchdog(), settings.timeouts(), buffer, offset, length);
    }

    private void transmit(byte[] buffer, int offset, int length) throws IOException {
        if (body != null) {
            synchronized (interim) {
                replyStarted = true;
            }
        }
        for (int at = 0; at < length; at += WRITE) {
            clock.enter(Phase.WRITING, settings.timeouts().writeIdle());
            socket.out().write(buffer, offset + at, Math.min(WRITE, length - at));
        }
        clock.enter(Phase.RUNNING, WATCH_CLIENT_AFTER);
    }

    private void expired(Phase late) {
        switch (late) {
            case IDLE -> endIdle();
            case HEAD -> {
                headTimedOut = true;
                socket.endInput();
            }
            case RUNNING -> {
                if (!client.watch()) {
                    clock.again(WATCH_CLIENT_AFTER);
                }
            }
            case DISCARDING -> socket.endInput();
            case WRITING, TUNNEL, CLOSING -> socket.abort();
        }
    }

    private void endIdle() {
        if (clock.leave(Phase.IDLE, Phase.CLOSING)) {
            socket.endInput();
        }
    }

    @Override
    public void drain() {
        draining = true;
        // A request that has arrived is served: its client could not know.
        if (!socket.hasUnread()) {
            endIdle();
        }
    }

    @Override
    public int inFlight() {
        return switch (clock.phase()) {
            case RUNNING, WRITING, TUNNEL -> 1;
            case IDLE, HEAD, DISCARDING, CLOSING -> 0;
        };
    }

    @Override
    public void cut() {
        client.cancel(new Failure.Draining());
    }
}
