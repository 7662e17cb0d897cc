// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.Failure;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.http2.ConnectionError;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.FrameReader;
import dev.martlet.server.http2.PeerSettings;
import dev.martlet.server.http2.StreamError;
import io.helidon.http.Headers;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a connection and gives each frame to whom it concerns. Runs on a thread of its own. */
final class Receiver implements Runnable {
    private static final int LONGEST_REASON = 200;

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
                throw ConnectionError.protocol(
                        "first frame of type " + type + " (expected: SETTINGS)");
            }
            greeted = true;
        }
        connection.frameCame(type == Frame.DATA || type == Frame.HEADERS);
        switch (type) {
            case Frame.DATA -> data();
            case Frame.HEADERS, Frame.CONTINUATION -> {
                idleFrames = 0;
                headers.take();
            }
            case Frame.RST_STREAM -> reset();
            case Frame.SETTINGS -> settings();
            case Frame.PING -> ping();
            case Frame.GOAWAY -> goAway();
            case Frame.WINDOW_UPDATE -> windowUpdate();
            case Frame.PUSH_PROMISE -> throw ConnectionError.protocol("PUSH_PROMISE");
            // PRIORITY is obsolete, what is unknown must be ignored (section 5.5).
            default -> idle();
        }
    }

    private void data() throws ConnectionError {
        int streamId = frame.streamId();
        @Nullable Http2Stream stream = connection.find(streamId);
        int padding = frame.padding();
        creditConnection(frame.length());
        int length = frame.length() - padding;
        boolean end = frame.has(Frame.END_STREAM);
        if (length == 0 && !end) {
            idle();
        } else {
            idleFrames = 0;
        }
        if (stream != null) {
            data(stream, length, padding, end);
        }
    }

    private void data(Http2Stream stream, int length, int padding, boolean end)
            throws ConnectionError {
        try {
            int credit =
                    stream.inbox().data(frame.buffer(), frame.contentOffset(), length, padding);
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
        stream.inbox().fail(new UpstreamFailure.Protocol(connection.upstream()), error);
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
        frame.expectLength(4);
        @Nullable Http2Stream stream = connection.find(frame.streamId());
        if (stream == null) {
            return;
        }
        int code = frame.int32(0);
        boolean refused = code == ErrorCode.REFUSED_STREAM;
        String upstream = connection.upstream();
        Failure failure =
                code == ErrorCode.HTTP_1_1_REQUIRED
                        ? new UpstreamFailure.Protocol(upstream)
                        : new UpstreamFailure.Reset(upstream, refused);
        connection.remove(stream);
        // No effect on a reply that was complete: the peer only stops our upload then.
        stream.inbox().fail(failure, new IOException("upstream reset the stream, code " + code));
    }

    private void settings() throws ConnectionError {
        frame.expectStream(false);
        if (frame.has(Frame.ACK)) {
            frame.expectLength(0);
            return;
        }
        idle();
        PeerSettings settings = PeerSettings.read(frame);
        if (settings.push() > 0) {
            throw ConnectionError.protocol("SETTINGS_ENABLE_PUSH from a server");
        }
        connection.settings(settings);
    }

    private void ping() throws ConnectionError {
        frame.expectStream(false);
        frame.expectLength(8);
        if (!frame.has(Frame.ACK)) {
            connection.sender().answer(frames -> frames.pingAck(frame));
        }
    }

    private void goAway() throws ConnectionError {
        frame.expectStream(false);
        if (frame.length() < 8) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "GOAWAY cut off");
        }
        int last = frame.int31(0);
        int code = frame.int32(4);
        int text = Math.min(frame.length() - 8, LONGEST_REASON);
        String reason =
                new String(frame.buffer(), frame.offset() + 8, text, StandardCharsets.US_ASCII)
                        .replaceAll("\\p{Cntrl}", " ");
        connection.goAway(last, "upstream sent GOAWAY, code " + code + ": " + reason);
    }

    private void windowUpdate() throws ConnectionError {
        frame.expectLength(4);
        int bytes = frame.int31(0);
        if (frame.streamId() == 0) {
            connection.sender().windowOpened(bytes);
            return;
        }
        @Nullable Http2Stream stream = connection.find(frame.streamId());
        if (stream == null) {
            return;
        }
        try {
            connection.sender().windowOpened(stream.window(), bytes);
        } catch (StreamError e) {
            malformed(connection, stream, e);
        }
    }

    /** Counts frames that achieve nothing; a peer that sends only such wants to keep us busy. */
    private void idle() throws ConnectionError {
        if (++idleFrames > Limits.IDLE_FRAMES) {
            throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "frames without effect");
        }
    }
}
