// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.Failure;
import io.helidon.http.Headers;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a connection and gives each frame to whom it concerns. Runs on a thread of its own. */
final class Receiver implements Runnable {
    private static final int INITIAL_WINDOW_SIZE = 0x4;
    private static final int MAX_FRAME_SIZE = 0x5;
    private static final int MAX_CONCURRENT_STREAMS = 0x3;
    private static final int ENABLE_PUSH = 0x2;
    private static final int SETTING_BYTES = 6;
    private static final int LONGEST_REASON = 200;
    private static final int LARGEST_FRAME = 0xff_ffff;

    private final Http2Connection connection;
    private final FrameReader frame;
    private final HeaderReceiver headers;
    private boolean greeted;
    private int idleFrames;
    private int uncredited;

    Receiver(Http2Connection connection, FrameReader frame) {
        this.connection = connection;
        this.frame = frame;
        this.headers = new HeaderReceiver(connection, frame);
    }

    @Override
    public void run() {
        try {
            while (frame.next()) {
                dispatch();
            }
            connection.broken(new EOFException("upstream closed the connection"));
        } catch (ConnectionError e) {
            connection.violated(e);
        } catch (IOException e) {
            connection.broken(e);
        } catch (RuntimeException e) {
            // A bug must not leave streams waiting for a thread that has ended.
            connection.broken(new IOException("reading frames failed", e));
        }
    }

    private void dispatch() throws ConnectionError {
        int type = frame.type();
        if (!greeted) {
            if (type != Frame.SETTINGS || frame.has(Frame.ACK)) {
                throw protocol("first frame of type " + type + " (expected: SETTINGS)");
            }
            greeted = true;
        }
        if (headers.unfinished() && type != Frame.CONTINUATION) {
            throw protocol("header block interrupted");
        }
        connection.frameCame(type == Frame.DATA || type == Frame.HEADERS);
        switch (type) {
            case Frame.DATA -> data();
            case Frame.HEADERS -> {
                idleFrames = 0;
                headers.begin();
            }
            case Frame.CONTINUATION -> headers.goOn();
            case Frame.RST_STREAM -> reset();
            case Frame.SETTINGS -> settings();
            case Frame.PING -> ping();
            case Frame.GOAWAY -> goAway();
            case Frame.WINDOW_UPDATE -> windowUpdate();
            case Frame.PUSH_PROMISE -> throw protocol("PUSH_PROMISE");
            // PRIORITY is obsolete, what is unknown must be ignored (section 5.5).
            default -> idle();
        }
    }

    private void data() throws ConnectionError {
        int streamId = frame.streamId();
        @Nullable Http2Stream stream = connection.find(streamId);
        int padding = 0;
        int start = frame.offset();
        if (frame.has(Frame.PADDED)) {
            padding = 1 + (frame.length() == 0 ? 0 : frame.buffer()[start++] & 0xff);
            if (padding > frame.length()) {
                throw protocol("padding longer than the frame");
            }
        }
        creditConnection(frame.length());
        int length = frame.length() - padding;
        boolean end = frame.has(Frame.END_STREAM);
        if (length == 0 && !end) {
            idle();
        } else {
            idleFrames = 0;
        }
        if (stream != null) {
            data(stream, start, length, padding, end);
        }
    }

    private void data(Http2Stream stream, int start, int length, int padding, boolean end)
            throws ConnectionError {
        try {
            int credit = stream.inbox().data(frame.buffer(), start, length, padding);
            if (end) {
                end(connection, stream, null);
            } else if (credit > 0) {
                connection.sender().answer(frames -> frames.windowUpdate(stream.id(), credit));
            }
        } catch (StreamError e) {
            malformed(connection, stream, e);
        }
    }

    /**
     * Nothing more comes on a stream. The connection learns it first: a reply that is closed as
     * soon as it was read must find its stream ended, and not reset it.
     */
    static void end(Http2Connection connection, Http2Stream stream, @Nullable Headers trailers)
            throws StreamError {
        stream.inbox().checkEnd();
        connection.remoteEnded(stream);
        stream.inbox().end(trailers);
    }

    /** Ends a stream on which the peer broke the protocol. */
    static void malformed(Http2Connection connection, Http2Stream stream, StreamError error) {
        // In this order: whoever waits for the reply will reset what is not reset yet.
        connection.reset(stream, error.code());
        stream.inbox().fail(new Failure.UpstreamProtocol(connection.upstream()), error);
    }

    /** Opens the connection's window again as bytes come: those of the streams bound the memory. */
    private void creditConnection(int bytes) throws ConnectionError {
        uncredited += bytes;
        if (uncredited >= Limits.CONNECTION_WINDOW / 2) {
            int credit = uncredited;
            uncredited = 0;
            connection.sender().answer(frames -> frames.windowUpdate(0, credit));
        }
    }

    private void reset() throws ConnectionError {
        expectLength(4);
        @Nullable Http2Stream stream = connection.find(frame.streamId());
        if (stream == null) {
            return;
        }
        int code = Frame.int32(frame.buffer(), frame.offset());
        boolean refused = code == ErrorCode.REFUSED_STREAM;
        String upstream = connection.upstream();
        Failure failure =
                code == ErrorCode.HTTP_1_1_REQUIRED
                        ? new Failure.UpstreamProtocol(upstream)
                        : new Failure.UpstreamReset(upstream, refused);
        connection.remove(stream);
        // No effect on a reply that was complete: the peer only stops our upload then.
        stream.inbox().fail(failure, new IOException("upstream reset the stream, code " + code));
    }

    private void settings() throws ConnectionError {
        expectStream(false);
        if (frame.has(Frame.ACK)) {
            expectLength(0);
            return;
        }
        if (frame.length() % SETTING_BYTES != 0) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "SETTINGS cut off");
        }
        idle();
        @Nullable Integer window = null;
        @Nullable Integer maxStreams = null;
        for (int i = 0; i < frame.length(); i += SETTING_BYTES) {
            int name = Frame.int16(frame.buffer(), frame.offset() + i);
            int value = Frame.int32(frame.buffer(), frame.offset() + i + 2);
            switch (name) {
                case INITIAL_WINDOW_SIZE -> window = windowSize(value);
                // A number above 2^31 is as good as no limit.
                case MAX_CONCURRENT_STREAMS -> maxStreams = value < 0 ? Limits.STREAMS : value;
                case MAX_FRAME_SIZE -> expectFrameSize(value);
                case ENABLE_PUSH -> expectNoPush(value);
                default -> {
                    // The table's size does not matter, as we do not use it; the rest is advice.
                }
            }
        }
        connection.settings(window, maxStreams);
    }

    private static int windowSize(int value) throws ConnectionError {
        if (value < 0) {
            throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "initial window too large");
        }
        return value;
    }

    private static void expectFrameSize(int value) throws ConnectionError {
        if (value < Limits.FRAME_BYTES || value > LARGEST_FRAME) {
            throw protocol("SETTINGS_MAX_FRAME_SIZE " + value);
        }
    }

    private static void expectNoPush(int value) throws ConnectionError {
        if (value != 0) {
            throw protocol("SETTINGS_ENABLE_PUSH from a server");
        }
    }

    private void ping() throws ConnectionError {
        expectStream(false);
        expectLength(8);
        if (!frame.has(Frame.ACK)) {
            connection.sender().answer(frames -> frames.pingAck(frame.buffer(), frame.offset()));
        }
    }

    private void goAway() throws ConnectionError {
        expectStream(false);
        if (frame.length() < 8) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "GOAWAY cut off");
        }
        int last = Frame.int31(frame.buffer(), frame.offset());
        int code = Frame.int32(frame.buffer(), frame.offset() + 4);
        int text = Math.min(frame.length() - 8, LONGEST_REASON);
        String reason =
                new String(frame.buffer(), frame.offset() + 8, text, StandardCharsets.US_ASCII)
                        .replaceAll("\\p{Cntrl}", " ");
        connection.goAway(last, "upstream sent GOAWAY, code " + code + ": " + reason);
    }

    private void windowUpdate() throws ConnectionError {
        expectLength(4);
        int bytes = Frame.int31(frame.buffer(), frame.offset());
        if (frame.streamId() == 0) {
            if (bytes == 0) {
                throw protocol("WINDOW_UPDATE of 0");
            }
            connection.sender().windowOpened(bytes);
            return;
        }
        @Nullable Http2Stream stream = connection.find(frame.streamId());
        if (stream == null) {
            return;
        }
        if (bytes == 0) {
            malformed(
                    connection,
                    stream,
                    new StreamError(ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE of 0"));
        } else if (!connection.sender().windowOpened(stream, bytes)) {
            malformed(
                    connection,
                    stream,
                    new StreamError(ErrorCode.FLOW_CONTROL_ERROR, "window too large"));
        }
    }

    /** Counts frames that achieve nothing; a peer that sends only such wants to keep us busy. */
    private void idle() throws ConnectionError {
        if (++idleFrames > Limits.IDLE_FRAMES) {
            throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "frames without effect");
        }
    }

    private void expectLength(int length) throws ConnectionError {
        if (frame.length() != length) {
            throw new ConnectionError(
                    ErrorCode.FRAME_SIZE_ERROR,
                    "frame of " + frame.length() + " bytes (expected: " + length + ")");
        }
    }

    private void expectStream(boolean expected) throws ConnectionError {
        if (frame.streamId() != 0 != expected) {
            throw protocol("frame on stream " + frame.streamId());
        }
    }

    static ConnectionError protocol(String message) {
        return new ConnectionError(ErrorCode.PROTOCOL_ERROR, message);
    }
}
