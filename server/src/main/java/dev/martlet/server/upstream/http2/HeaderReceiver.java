// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.http.HopByHop;
import dev.martlet.server.http2.BlockReader;
import dev.martlet.server.http2.ConnectionError;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.FrameReader;
import dev.martlet.server.http2.StreamError;
import org.jspecify.annotations.Nullable;

/** Makes heads and trailers of field blocks. Used by one thread. */
final class HeaderReceiver {
    private final Http2Connection connection;
    private final FrameReader frame;
    private final BlockReader block;

    HeaderReceiver(Http2Connection connection, FrameReader frame) {
        this.connection = connection;
        this.frame = frame;
        this.block = new BlockReader(frame, Limits.HEADER_BLOCK_BYTES);
    }

    /** Takes a HEADERS or CONTINUATION frame. */
    void take() throws ConnectionError {
        connection.find(frame.streamId());
        if (!block.take()) {
            return;
        }
        var section = new FieldSection();
        block.decode(section::add);
        @Nullable Http2Stream stream = connection.find(block.streamId());
        if (stream == null) {
            return;
        }
        try {
            deliver(stream, section);
        } catch (StreamError e) {
            Receiver.malformed(connection, stream, e);
        }
    }

    private void deliver(Http2Stream stream, FieldSection section) throws StreamError {
        @Nullable String problem = section.problem();
        if (problem != null) {
            throw malformed(problem);
        }
        if (stream.inbox().hasHead()) {
            trailers(stream, section);
        } else if (section.status() / 100 == 1) {
            interim(stream, section);
        } else {
            head(stream, section);
        }
    }

    private void interim(Http2Stream stream, FieldSection section) throws StreamError {
        if (block.endsStream() || section.status() == 101 || stream.tooManyInterimReplies()) {
            throw malformed("status " + section.status());
        }
    }

    private void head(Http2Stream stream, FieldSection section) throws StreamError {
        if (section.status() == 0) {
            throw malformed("reply without :status");
        }
        boolean end = block.endsStream();
        @Nullable ReplyHead head = ReplyHead.of(section, stream.toHead(), end);
        if (head == null) {
            throw malformed("Content-Length");
        }
        HopByHop.stripReply(head.headers(), false);
        if (end) {
            // Before the reply is known, as in Receiver.end.
            connection.remoteEnded(stream);
        }
        stream.inbox().head(head);
        if (end) {
            stream.inbox().end(null);
        }
    }

    private void trailers(Http2Stream stream, FieldSection section) throws StreamError {
        if (!block.endsStream() || section.hasPseudo()) {
            throw malformed("trailers");
        }
        Receiver.end(connection, stream, section.headers());
    }

    private static StreamError malformed(String what) {
        return new StreamError(ErrorCode.PROTOCOL_ERROR, "malformed reply: " + what);
    }
}
