// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.server.http2.ConnectionError;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.FrameReader;
import dev.martlet.server.http2.FrameWriter;
import dev.martlet.server.http2.PeerSettings;
import dev.martlet.server.http2.Sender;
import dev.martlet.server.http2.StreamError;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives each frame of a client to whom it concerns. Used by the connection's thread, which never
 * waits for a stream.
 */
final class FrameHandler {
    private final FrameReader frame;
    private final Sender sender;
    private final StreamTable streams;
    private final RequestReceiver requests;
    private final FloodGuard flood;
    private final ConnectionWindow received;
    private final IntConsumer onPong;
    private boolean greeted;

    /**
     * A handler.
     *
     * @param onPong hears the number of an answered PING
     */
    FrameHandler(
            FrameReader frame,
            Sender sender,
            StreamTable streams,
            RequestReceiver requests,
            FloodGuard flood,
            ConnectionWindow received,
            IntConsumer onPong) {
        this.frame = frame;
        this.sender = sender;
        this.streams = streams;
        this.requests = requests;
        this.flood = flood;
        this.received = received;
        this.onPong = onPong;
    }

    /** Handles the frame that was read last. */
    void handle() throws IOException {
        int type = frame.type();
        if (!greeted && type != Frame.SETTINGS) {
            throw ConnectionError.protocol("first frame of type " + type + " (expected: SETTINGS)");
        }
        greeted = true;
        switch (type) {
            case Frame.DATA -> data();
            case Frame.HEADERS, Frame.CONTINUATION -> requests.take();
            case Frame.RST_STREAM -> reset();
            case Frame.SETTINGS -> settings();
            case Frame.PING -> ping();
            case Frame.WINDOW_UPDATE -> windowUpdate();
            case Frame.PRIORITY -> priority();
            case Frame.PUSH_PROMISE -> throw ConnectionError.protocol("a client cannot push");
            // The client opens no more streams, and closes when it has its replies.
            case Frame.GOAWAY -> frame.expectStream(false);
            default -> {
                // Unknown types are ignored (section 5.5).
            }
        }
    }

    private void data() throws ConnectionError {
        @Nullable ServerStream stream = streams.sending(frame.streamId());
        int length = frame.length();
        int padding = frame.padding();
        boolean end = frame.has(Frame.END_STREAM);
        flood.data(length - padding, end);
        if (!received.arrived(length)) {
            throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "more data than the window");
        }
        if (stream != null) {
            data(stream, length, padding, end);
        }
        int credit = received.credit();
        if (credit > 0) {
            sender.answer(frames -> frames.windowUpdate(0, credit));
        }
    }

    private void data(ServerStream stream, int length, int padding, boolean end)
            throws ConnectionError {
        if (stream.remoteEnded()) {
            throw new ConnectionError(ErrorCode.STREAM_CLOSED, "DATA behind the end of a stream");
        }
        int start = frame.contentOffset();
        if (!stream.data(frame.buffer(), start, length - padding, length)
                || (end && !stream.remoteEnd(WritableHeaders.create()))) {
            requests.reset(stream, ErrorCode.PROTOCOL_ERROR);
        }
    }

    /** Deprecated and without effect, but for what is wrong with it (RFC 7540, section 5.3.1). */
    private void priority() throws ConnectionError {
        frame.expectLength(5);
        frame.expectStream(true);
        if (frame.int31(0) == frame.streamId()) {
            throw ConnectionError.protocol("a stream that depends on itself");
        }
    }

    private void reset() throws ConnectionError {
        frame.expectLength(4);
        @Nullable ServerStream stream = streams.find(frame.streamId());
        if (stream == null) {
            return;
        }
        if (stream.open()) {
            flood.reset();
        }
        stream.remoteReset();
    }

    private void settings() throws ConnectionError {
        frame.expectStream(false);
        if (frame.has(Frame.ACK)) {
            frame.expectLength(0);
            return;
        }
        PeerSettings settings = PeerSettings.read(frame);
        flood.control();
        if (settings.initialWindow() == PeerSettings.ABSENT) {
            sender.answer(FrameWriter::settingsAck);
        } else {
            sender.acknowledge(settings.initialWindow(), streams.windows());
        }
    }

    private void ping() throws ConnectionError {
        frame.expectLength(8);
        frame.expectStream(false);
        if (frame.has(Frame.ACK)) {
            onPong.accept(frame.int32(0));
            return;
        }
        flood.control();
        sender.answer(frames -> frames.pingAck(frame));
    }

    private void windowUpdate() throws ConnectionError {
        frame.expectLength(4);
        int bytes = frame.int31(0);
        if (frame.streamId() == 0) {
            sender.windowOpened(bytes);
            return;
        }
        @Nullable ServerStream stream = streams.find(frame.streamId());
        if (stream == null) {
            return;
        }
        try {
            sender.windowOpened(stream.window(), bytes);
        } catch (StreamError e) {
            requests.reset(stream, e.code());
        }
    }
}
