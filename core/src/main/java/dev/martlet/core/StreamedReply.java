// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A reply whose body is pulled while it is sent: either bytes that nobody needs to understand, or
 * events that policies can look at one by one. Whoever writes it sees bytes in both cases ({@link
 * #body()}).
 */
public final class StreamedReply implements Reply {
    private final Status status;
    private final WritableHeaders<?> headers;
    private final @Nullable Body bytes;
    private final @Nullable EventSource events;
    private final @Nullable EventEncoder encoder;
    private final Release release;

    private StreamedReply(
            Status status,
            WritableHeaders<?> headers,
            @Nullable Body bytes,
            @Nullable EventSource events,
            @Nullable EventEncoder encoder,
            Release release) {
        this.status = status;
        this.headers = headers;
        this.bytes = bytes;
        this.events = events;
        this.encoder = encoder;
        this.release = release;
    }

    /**
     * A reply over a body of bytes; closing the reply closes the body.
     *
     * @param status the status
     * @param headers the fields
     * @param body where the bytes come from
     * @return the reply
     */
    public static StreamedReply of(Status status, WritableHeaders<?> headers, Body body) {
        var release = new Release();
        release.add(body::close);
        return new StreamedReply(status, headers, body, null, null, release);
    }

    /**
     * A reply over events; closing the reply closes the source.
     *
     * @param status the status
     * @param headers the fields
     * @param events where the events come from
     * @param encoder how an event is written
     * @return the reply
     */
    public static StreamedReply of(
            Status status, WritableHeaders<?> headers, EventSource events, EventEncoder encoder) {
        var release = new Release();
        release.add(events::close);
        return new StreamedReply(status, headers, null, events, encoder, release);
    }

    @Override
    public Status status() {
        return status;
    }

    @Override
    public WritableHeaders<?> headers() {
        return headers;
    }

    /**
     * The events, if this reply is a stream of them.
     *
     * @return the source, or empty for plain bytes
     */
    public Optional<EventSource> events() {
        return Optional.ofNullable(events);
    }

    /**
     * The body as bytes; events are encoded as they are pulled. To be called once, by whoever
     * writes the reply.
     *
     * @return the body
     */
    public Body body() {
        if (bytes != null) {
            return bytes;
        }
        if (events == null || encoder == null) {
            throw new IllegalStateException("reply: neither bytes nor events");
        }
        return new EventBody(events, encoder);
    }

    /**
     * The same reply with its bytes seen through a wrapper; of events, the encoded bytes. Closing
     * the reply closes the wrapper, before what it wraps.
     *
     * @param wrapper wraps the body
     * @return the reply; use it instead of this one
     */
    public StreamedReply mapBody(UnaryOperator<Body> wrapper) {
        Body wrapped = wrapper.apply(body());
        release.add(wrapped::close);
        return new StreamedReply(status, headers, wrapped, null, null, release);
    }

    /**
     * The same reply with its events seen through a wrapper. Closing the reply closes the wrapper,
     * before what it wraps.
     *
     * @param wrapper wraps the source
     * @return the reply; use it instead of this one
     * @throws IllegalStateException if this reply is not a stream of events
     */
    public StreamedReply mapEvents(UnaryOperator<EventSource> wrapper) {
        if (events == null) {
            throw new IllegalStateException("reply: bytes (expected: events)");
        }
        EventSource wrapped = wrapper.apply(events);
        release.add(wrapped::close);
        return new StreamedReply(status, headers, null, wrapped, encoder, release);
    }

    @Override
    public StreamedReply withStatus(Status newStatus) {
        return new StreamedReply(newStatus, headers, bytes, events, encoder, release);
    }

    @Override
    public StreamedReply onClose(Runnable action) {
        release.add(action);
        return this;
    }

    @Override
    public void close() {
        release.release();
    }
}
