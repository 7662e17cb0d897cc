// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One client request in flight. Confined to its virtual thread, but for {@link #cancellation()} and
 * {@link #onClose}, which are safe from any thread. It takes its {@link Snapshot} once, when it is
 * made, and lets go of it when it is closed; nothing later in the request looks at any other
 * generation.
 */
public final class Exchange implements AutoCloseable {
    /** Bodies up to this length are read into one array of that length, in bytes. */
    private static final int LARGE = 64 << 10;

    private final String id;
    private final Peer peer;
    private final InetAddress client;
    private final Pin pin;
    private RequestHead received;
    private final LongSupplier nanoTime;
    private final Timeline timeline;
    private final Cancellation cancellation = new Cancellation();
    private final Release release = new Release();
    private final Slots slots = new Slots();

    private RequestHead request;
    private Payload payload;
    private @Nullable RouteMatch match;
    private @Nullable Deque<Consumer<WritableHeaders<?>>> replyChanges;
    private Deadline deadline = Deadline.NONE;

    /**
     * Takes in a request; the exchange owns the pin from here on.
     *
     * @param id unique, as sent in X-Request-Id
     * @param peer who is at the other end of the connection
     * @param client the address of the caller, which is not the peer's behind a trusted proxy
     * @param pin the generation that serves this request
     * @param head what was received
     * @param payload the body
     * @param nanoTime the clock
     */
    public Exchange(
            String id,
            Peer peer,
            InetAddress client,
            Pin pin,
            RequestHead head,
            Payload payload,
            LongSupplier nanoTime) {
        this.id = id;
        this.peer = peer;
        this.client = client;
        this.pin = pin;
        this.received = head;
        this.request = head;
        this.payload = payload;
        this.nanoTime = nanoTime;
        this.timeline = new Timeline(nanoTime);
        timeline.mark(Moment.RECEIVED);
        release.add(pin::close);
    }

    /**
     * The id of the request.
     *
     * @return as sent in X-Request-Id
     */
    public String id() {
        return id;
    }

    /**
     * Who is at the other end of the connection.
     *
     * @return the peer
     */
    public Peer peer() {
        return peer;
    }

    /**
     * The address of the caller: the peer's, or the one that a trusted proxy told.
     *
     * @return the address
     */
    public InetAddress client() {
        return client;
    }

    /**
     * The generation that serves this request from beginning to end.
     *
     * @return the snapshot
     */
    public Snapshot snapshot() {
        return pin.snapshot();
    }

    /**
     * The method and target as they were received, for logs; headers may have been changed since.
     *
     * @return the head
     */
    public RequestHead received() {
        return received;
    }

    /**
     * Replaces what was received, where it holds what logs must not show: a key in the query.
     *
     * @param head without it
     */
    public void redact(RequestHead head) {
        this.received = head;
    }

    /**
     * The head as the policies left it so far.
     *
     * @return the head
     */
    public RequestHead request() {
        return request;
    }

    /**
     * Replaces the head.
     *
     * @param head what the rest of the chain sees
     */
    public void request(RequestHead head) {
        this.request = head;
    }

    /**
     * The headers of {@link #request()}.
     *
     * @return the fields
     */
    public Headers headers() {
        return request.headers();
    }

    /**
     * The body.
     *
     * @return the payload as the policies left it so far
     */
    public Payload payload() {
        return payload;
    }

    /**
     * Replaces the body.
     *
     * @param newPayload what the rest of the chain sees
     */
    public void payload(Payload newPayload) {
        this.payload = newPayload;
    }

    /**
     * Makes sure that the whole body is in memory.
     *
     * @param limit largest accepted body in bytes
     * @return the bytes
     * @throws GatewayException {@link RequestFailure.PayloadTooLarge} above the limit, {@link
     *     Failure.ClientGone} if the body does not arrive, or what a {@link BodyException} tells
     */
    public byte[] buffer(long limit) {
        if (payload.length() > limit) {
            throw new GatewayException(new RequestFailure.PayloadTooLarge(limit));
        }
        return switch (payload) {
            case Payload.None ignored -> new byte[0];
            case Payload.Buffered buffered -> buffered.bytes();
            case Payload.Streaming streaming -> {
                Body body = streaming.open();
                byte[] bytes = readAll(body, limit);
                payload = new Payload.Buffered(bytes, body.trailers());
                yield bytes;
            }
        };
    }

    private static byte[] readAll(Body body, long limit) {
        // One byte more than allowed tells a body at the limit from a larger one.
        int most = (int) Math.min(limit, Integer.MAX_VALUE - 9) + 1;
        try {
            byte[] bytes = readUpTo(body, most);
            if (bytes.length > limit) {
                throw new GatewayException(new RequestFailure.PayloadTooLarge(limit));
            }
            return bytes;
        } catch (BodyException e) {
            throw new GatewayException(e.failure(), e);
        } catch (IOException e) {
            throw new GatewayException(new Failure.ClientGone(), e);
        }
    }

    /**
     * With an announced length, without the JDK's pieces of 16 KiB, which most bodies leave empty.
     */
    private static byte[] readUpTo(Body body, int most) throws IOException {
        long length = body.length();
        if (length < 0 || length > LARGE) {
            // What is only announced must not cost its memory yet.
            return body.readNBytes(most);
        }
        byte[] bytes = new byte[(int) Math.min(length, most)];
        int read = body.readNBytes(bytes, 0, bytes.length);
        return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
    }

    /**
     * The route that was found.
     *
     * @return the match
     * @throws IllegalStateException before routing, and where nothing matched
     */
    public RouteMatch match() {
        if (match == null) {
            throw new IllegalStateException("match: not routed");
        }
        return match;
    }

    /**
     * Whether a route was found.
     *
     * @return true after routing, if something matched
     */
    public boolean routed() {
        return match != null;
    }

    /**
     * Notes the route.
     *
     * @param found what the router found
     */
    public void match(RouteMatch found) {
        this.match = found;
        timeline.mark(Moment.ROUTED);
    }

    /**
     * When the exchange has to be over, unless it has become a tunnel by then.
     *
     * @return the deadline
     */
    public Deadline deadline() {
        return deadline;
    }

    /**
     * Brings the deadline forward; it is never put off.
     *
     * @param limit another deadline
     */
    public void deadline(Deadline limit) {
        this.deadline = deadline.sooner(limit);
    }

    /**
     * The moments of this exchange.
     *
     * @return the timeline
     */
    public Timeline timeline() {
        return timeline;
    }

    /**
     * Cancelled when the client goes away or the server gives up on the request.
     *
     * @return the cancellation
     */
    public Cancellation cancellation() {
        return cancellation;
    }

    /**
     * Fills a slot.
     *
     * @param key the slot
     * @param value what to put there
     * @param <T> its type
     */
    public <T> void set(Key<T> key, T value) {
        slots.set(key, value);
    }

    /**
     * Reads a slot.
     *
     * @param key the slot
     * @param <T> its type
     * @return what was put there, or null
     */
    public <T> @Nullable T get(Key<T> key) {
        return slots.get(key);
    }

    /**
     * Adds a change to the fields of whatever reply is sent: the target's, a policy's, or the
     * rendering of a failure, which no policy gets to see. The last added runs first, as if on the
     * way back through the chain.
     *
     * @param change sets or removes fields
     */
    public void onReply(Consumer<WritableHeaders<?>> change) {
        if (replyChanges == null) {
            replyChanges = new ArrayDeque<>(2);
        }
        replyChanges.push(change);
    }

    /**
     * Makes the changes that {@link #onReply} collected, each of them once. To be called by the
     * entry with what it is about to send; again with the rendered failure if a change throws.
     *
     * @param headers the fields of the reply
     */
    public void decorate(WritableHeaders<?> headers) {
        if (replyChanges == null) {
            return;
        }
        @Nullable Consumer<WritableHeaders<?>> change = replyChanges.poll();
        while (change != null) {
            change.accept(headers);
            change = replyChanges.poll();
        }
    }

    /**
     * Adds something to let go of when the exchange ends, whether or not there was a reply; the
     * last added runs first.
     *
     * @param action must not block for long
     */
    public void onClose(Runnable action) {
        release.add(action);
    }

    /**
     * A copy for work that may outlive this exchange, such as a mirror: of the same generation,
     * with a pin, a cancellation and a timeline of its own. Slots are not copied.
     *
     * @param head what the copy sends
     * @param copyOfPayload its body
     * @return the copy, to be closed by whoever does the work; null if this exchange has ended and
     *     its generation with it
     */
    public @Nullable Exchange detach(RequestHead head, Payload copyOfPayload) {
        @Nullable Pin another = snapshot().tryPin();
        if (another == null) {
            return null;
        }
        var copy = new Exchange(id, peer, client, another, head, copyOfPayload, nanoTime);
        copy.match = match;
        return copy;
    }

    /** Ends the exchange: the first call releases what hangs on it, the pin last. */
    @Override
    public void close() {
        release.release();
    }
}
