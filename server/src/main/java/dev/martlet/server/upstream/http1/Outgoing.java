// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.RequestHead;
import dev.martlet.server.http1.Framing;
import dev.martlet.server.http1.HeadWriter;
import dev.martlet.server.http1.HeadWriter.Connection;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A request as it goes out. A small body is taken into memory before it is sent: head and body then
 * leave in one write, and can be sent again if the connection turns out to be dead.
 */
final class Outgoing {
    /** Bodies up to this length are sent by the call's own thread. */
    private static final int SMALL = 64 << 10;

    private final RequestHead head;
    private final Payload payload;
    private final String defaultHost;
    private byte @Nullable [] bytes;

    Outgoing(RequestHead head, Payload payload, String defaultHost) {
        this.head = head;
        this.payload = payload;
        this.defaultHost = defaultHost;
    }

    boolean upgrade() {
        return head.headers().contains(HeaderNames.UPGRADE);
    }

    boolean isHead() {
        return head.method().equals(Method.HEAD);
    }

    /** Whether the body needs a thread of its own, because a reply may come before its end. */
    boolean streams() {
        return bytes == null
                && payload instanceof Payload.Streaming streaming
                && !streaming.replayable()
                && (payload.length() < 0 || payload.length() > SMALL || !streaming.ready());
    }

    /** Whether the body is at hand, and ends in trailers: only chunks can carry those. */
    boolean trails() {
        return payload instanceof Payload.Buffered buffered && buffered.trailers().size() > 0;
    }

    long length() {
        if (trails()) {
            return Framing.CHUNKED;
        }
        return payload.length() < 0 ? Framing.CHUNKED : payload.length();
    }

    /** Whether the request can be sent a second time, as far as its body goes. */
    boolean repeatable() {
        return payload.replayable()
                || bytes != null
                || (payload instanceof Payload.Streaming streaming && !streaming.opened());
    }

    /** Whether sending twice does the same as sending once (RFC 9110, section 9.2.2). */
    boolean idempotent() {
        Method method = head.method();
        return method.equals(Method.GET)
                || method.equals(Method.HEAD)
                || method.equals(Method.PUT)
                || method.equals(Method.DELETE)
                || method.equals(Method.OPTIONS)
                || method.equals(Method.TRACE);
    }

    Body open() {
        return payload.open();
    }

    /** Puts the head into the buffer of the connection. */
    void writeHead(HeadWriter writer) {
        String host = head.authority().isEmpty() ? defaultHost : head.authority();
        writer.request(head.method(), head.target(), host).fields(head.headers());
        if (!(payload instanceof Payload.None) || expectsBody()) {
            writer.length(length());
        }
        writer.end(connection());
    }

    private Connection connection() {
        if (upgrade()) {
            return Connection.UPGRADE;
        }
        return head.headers().contains(HeaderNames.TE) ? Connection.TE : Connection.UNSAID;
    }

    /** Methods whose requests say so if they have no body (RFC 9110, section 8.6). */
    private boolean expectsBody() {
        Method method = head.method();
        return method.equals(Method.POST)
                || method.equals(Method.PUT)
                || method.equals(Method.PATCH);
    }

    /**
     * The body, if it does not stream.
     *
     * @throws GatewayException if the client does not send it
     */
    byte @Nullable [] bytes() {
        if (bytes != null) {
            return bytes;
        }
        return switch (payload) {
            case Payload.None ignored -> null;
            case Payload.Buffered buffered -> buffered.bytes();
            case Payload.Streaming streaming -> {
                bytes = read(streaming.open(), (int) streaming.length());
                yield bytes;
            }
        };
    }

    private static byte[] read(Body body, int length) {
        try {
            byte[] read = body.readNBytes(length);
            if (read.length < length) {
                throw new EOFException("body ended " + (length - read.length) + " bytes early");
            }
            return read;
        } catch (IOException e) {
            throw new GatewayException(ofClient(e), e);
        }
    }

    /** What it means that the body of the request failed. */
    static Failure ofClient(Exception cause) {
        return switch (cause) {
            case BodyException e -> e.failure();
            case GatewayException e -> e.failure();
            case IOException ignored -> new Failure.ClientGone();
            default -> new Failure.Internal();
        };
    }
}
