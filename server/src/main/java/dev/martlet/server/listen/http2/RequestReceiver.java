// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.RequestFailure;
import dev.martlet.core.RequestHead;
import dev.martlet.server.connection.ListenerLimits;
import dev.martlet.server.connection.RefusalListener;
import dev.martlet.server.http1.TrailerRules;
import dev.martlet.server.http2.BlockReader;
import dev.martlet.server.http2.ConnectionError;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.FrameReader;
import io.helidon.http.HeaderNames;
import org.jspecify.annotations.Nullable;

/** Makes streams of the heads of requests, and ends them with their trailers. One thread. */
final class RequestReceiver {
    private final Http2Connection connection;
    private final FrameReader frame;
    private final StreamTable streams;
    private final FloodGuard flood;
    private final ListenerLimits limits;
    private final BlockReader block;

    RequestReceiver(
            Http2Connection connection, FrameReader frame, StreamTable streams, FloodGuard flood) {
        this.connection = connection;
        this.frame = frame;
        this.streams = streams;
        this.flood = flood;
        this.limits = connection.context().settings().limits();
        // Compressed it is never larger than the limit plus the overhead of its parts.
        this.block = new BlockReader(frame, 2 * limits.headerSize() + limits.requestLine());
    }

    /** Takes a HEADERS or CONTINUATION frame. */
    void take() throws ConnectionError {
        if (frame.streamId() % 2 == 0) {
            throw ConnectionError.protocol("not a client's stream");
        }
        if (!block.take()) {
            return;
        }
        if (streams.isNew(block.streamId())) {
            open(block.streamId());
        } else {
            trailers();
        }
    }

    private void trailers() throws ConnectionError {
        var fields = new RequestFields(limits, true);
        block.decode(fields);
        @Nullable ServerStream stream = streams.sending(block.streamId());
        if (stream == null) {
            return;
        }
        if (stream.remoteEnded()) {
            throw new ConnectionError(
                    ErrorCode.STREAM_CLOSED, "HEADERS behind the end of a stream");
        }
        TrailerRules.strip(fields.headers());
        boolean good = fields.failure() == null && block.endsStream();
        if (!good || !stream.remoteEnd(fields.headers())) {
            reset(stream, ErrorCode.PROTOCOL_ERROR);
        }
    }

    private void open(int id) throws ConnectionError {
        var fields = new RequestFields(limits, false);
        block.decode(fields);
        streams.seen(id);
        if (connection.refusing()) {
            // Above the last stream of our GOAWAY: the client knows that it was not processed.
            abandon(id);
            return;
        }
        streams.taken(id);
        if (streams.full()) {
            flood.reset();
            abandon(id);
            connection.refused(RefusalListener.Reason.HTTP2_STREAM_LIMIT, null);
            connection.sender().answer(frames -> frames.reset(id, ErrorCode.REFUSED_STREAM));
            return;
        }
        connection.begin(stream(id, fields));
    }

    /** What comes of its body is ignored; without a body nothing may come. */
    private void abandon(int id) {
        if (!block.endsStream()) {
            streams.abandon(id);
        }
    }

    private ServerStream stream(int id, RequestFields fields) {
        @Nullable RequestHead head = null;
        @Nullable Failure refused = null;
        long length = -1;
        try {
            head = fields.head(connection.peer().secure() ? "https" : "http");
            length = fields.contentLength();
            refused = refused(fields, length);
        } catch (GatewayException e) {
            refused = e.failure();
        }
        ServerStream.@Nullable RequestBodySettings body =
                block.endsStream() ? null : body(fields, length);
        return new ServerStream(id, connection, head, refused, body, block.endsStream());
    }

    private ServerStream.RequestBodySettings body(RequestFields fields, long length) {
        return fields.tunnel()
                ? ServerStream.RequestBodySettings.TUNNEL
                : new ServerStream.RequestBodySettings(
                        length,
                        limits.bodySize(),
                        connection.context().settings().timeouts().bodyIdle(),
                        expectsContinue(fields),
                        false);
    }

    private @Nullable Failure refused(RequestFields fields, long length) {
        if (block.endsStream() && fields.tunnel()) {
            return new RequestFailure.BadRequest("A tunnel cannot end with its request.");
        }
        if (limits.bodySize() >= 0 && length > limits.bodySize()) {
            return new RequestFailure.PayloadTooLarge(limits.bodySize());
        }
        return block.endsStream() && length > 0
                ? new RequestFailure.BadRequest("The body is shorter than its Content-Length.")
                : null;
    }

    private static boolean expectsContinue(RequestFields fields) {
        return fields.headers().contains(HeaderNames.EXPECT)
                && fields.headers().get(HeaderNames.EXPECT).get().equalsIgnoreCase("100-continue");
    }

    /** Gives a stream up on which the client broke the protocol. */
    void reset(ServerStream stream, int code) throws ConnectionError {
        flood.reset();
        connection.refused(RefusalListener.Reason.HTTP2_STREAM, null);
        connection.sender().reset(stream.window(), code);
        connection.sender().output().flushElsewhere();
        stream.gone();
    }
}
