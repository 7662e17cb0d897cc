// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.RawFrames;
import dev.martlet.server.http2.RawFrames.Got;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The server's end of a connection, in a script's hands. */
final class FakePeer {
    private final Socket socket;
    private final RawFrames frames;

    /** A request's head. */
    record Request(int streamId, boolean ends, List<String> fields) {}

    FakePeer(Socket socket) throws IOException {
        this.socket = socket;
        this.frames = new RawFrames(socket);
    }

    Socket socket() {
        return socket;
    }

    /** Takes the preface and says its own settings, as pairs of number and value. */
    void greet(int... settings) throws IOException {
        frames.skip(Frame.PREFACE.length());
        await(Frame.SETTINGS);
        settings(settings);
        send(Frame.SETTINGS, Frame.ACK, 0);
    }

    void settings(int... settings) throws IOException {
        frames.settings(settings);
    }

    /** The next frame. */
    Got next() throws IOException {
        return frames.next();
    }

    /** The next frame of a type; others are skipped. */
    Got await(int type) throws IOException {
        return frames.next(type);
    }

    /** The next request's head. */
    Request request() throws IOException {
        Got got = await(Frame.HEADERS);
        return new Request(got.streamId(), got.ends(), frames.fields(got));
    }

    void headers(int streamId, boolean end, String... fields) throws IOException {
        int flags = Frame.END_HEADERS | (end ? Frame.END_STREAM : 0);
        send(Frame.HEADERS, flags, streamId, block(fields));
    }

    /** A block of fields written as {@code name: value}. */
    static byte[] block(String... fields) {
        return RawFrames.block(
                Stream.of(fields)
                        .flatMap(field -> Stream.of(field.split(": ", 2)))
                        .toArray(String[]::new));
    }

    void data(int streamId, boolean end, String text) throws IOException {
        data(streamId, end, text.getBytes(StandardCharsets.UTF_8));
    }

    void data(int streamId, boolean end, byte[] bytes) throws IOException {
        send(Frame.DATA, end ? Frame.END_STREAM : 0, streamId, bytes);
    }

    void windowUpdate(int streamId, int bytes) throws IOException {
        frames.ints(Frame.WINDOW_UPDATE, 0, streamId, bytes);
    }

    void reset(int streamId, int code) throws IOException {
        frames.ints(Frame.RST_STREAM, 0, streamId, code);
    }

    void goAway(int lastId, int code) throws IOException {
        frames.ints(Frame.GOAWAY, 0, 0, lastId, code);
    }

    void send(int type, int flags, int streamId, byte... payload) throws IOException {
        frames.send(type, flags, streamId, payload);
    }

    /** Reads until the other side closes. */
    void awaitClose() {
        try {
            while (true) {
                next();
            }
        } catch (IOException e) {
            // That is what was waited for.
        }
    }
}
