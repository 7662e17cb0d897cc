// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.http.HopByHop;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Puts header blocks together and makes heads and trailers of them. Used by one thread. */
final class HeaderReceiver {
    private static final int PRIORITY_BYTES = 5;

    private final Http2Connection connection;
    private final FrameReader frame;
    private final HpackDecoder decoder = new HpackDecoder();
    private byte[] gathered = new byte[0];
    private int size;
    private int continuations;
    private int streamId;
    private boolean end;

    HeaderReceiver(Http2Connection connection, FrameReader frame) {
        this.connection = connection;
        this.frame = frame;
    }

    /** Whether a CONTINUATION has to come. */
    boolean unfinished() {
        return streamId != 0;
    }

    /** Takes a HEADERS frame. */
    void begin() throws ConnectionError {
        connection.find(frame.streamId());
        int start = frame.offset();
        int length = frame.length();
        int padding = 0;
        if (frame.has(Frame.PADDED)) {
            expect(length >= 1);
            padding = frame.buffer()[start++] & 0xff;
            length--;
        }
        if (frame.has(Frame.WITH_PRIORITY)) {
            start += PRIORITY_BYTES;
            length -= PRIORITY_BYTES;
        }
        length -= padding;
        expect(length >= 0);
        end = frame.has(Frame.END_STREAM);
        if (frame.has(Frame.END_HEADERS)) {
            finish(frame.streamId(), frame.buffer(), start, length);
            return;
        }
        streamId = frame.streamId();
        size = 0;
        continuations = 0;
        gather(start, length);
    }

    /** Takes a CONTINUATION frame. */
    void goOn() throws ConnectionError {
        if (streamId == 0 || frame.streamId() != streamId) {
            throw Receiver.protocol("CONTINUATION without HEADERS");
        }
        if (++continuations > Limits.CONTINUATIONS
                || size + frame.length() > Limits.HEADER_BLOCK_BYTES) {
            throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "header block too large");
        }
        gather(frame.offset(), frame.length());
        if (frame.has(Frame.END_HEADERS)) {
            int id = streamId;
            streamId = 0;
            finish(id, gathered, 0, size);
            gathered = new byte[0];
        }
    }

    private void gather(int offset, int length) {
        if (gathered.length - size < length) {
            gathered = Arrays.copyOf(gathered, Math.max(size + length, 2 * gathered.length));
        }
        System.arraycopy(frame.buffer(), offset, gathered, size, length);
        size += length;
    }

    private void finish(int id, byte[] bytes, int offset, int length) throws ConnectionError {
        var section = new FieldSection();
        decoder.decode(bytes, offset, length, section::add);
        @Nullable Http2Stream stream = connection.find(id);
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
        if (end || section.status() == 101 || stream.tooManyInterimReplies()) {
            throw malformed("status " + section.status());
        }
    }

    private void head(Http2Stream stream, FieldSection section) throws StreamError {
        if (section.status() == 0) {
            throw malformed("reply without :status");
        }
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
        if (!end || section.hasPseudo()) {
            throw malformed("trailers");
        }
        Receiver.end(connection, stream, section.headers());
    }

    private static StreamError malformed(String what) {
        return new StreamError(ErrorCode.PROTOCOL_ERROR, "malformed reply: " + what);
    }

    private static void expect(boolean condition) throws ConnectionError {
        if (!condition) {
            throw Receiver.protocol("padding longer than the frame");
        }
    }
}
