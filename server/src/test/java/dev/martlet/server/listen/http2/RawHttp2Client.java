// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.RawFrames;
import dev.martlet.server.http2.RawFrames.Got;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The client's end of a connection. */
final class RawHttp2Client implements AutoCloseable {
    /** A whole reply. */
    record Whole(List<String> fields, String body, List<String> trailers) {
        String status() {
            return fields.getFirst();
        }
    }

    private final Socket socket;
    private final RawFrames frames;

    RawHttp2Client(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port), true);
    }

    RawHttp2Client(Socket socket, boolean greet) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        // Only so that a broken test ends.
        socket.setSoTimeout(20_000);
        this.frames = new RawFrames(socket);
        if (greet) {
            send(Frame.PREFACE.getBytes(StandardCharsets.US_ASCII));
            frame(Frame.SETTINGS, 0, 0);
        }
    }

    Socket socket() {
        return socket;
    }

    RawHttp2Client send(byte[] bytes) throws IOException {
        frames.send(bytes);
        return this;
    }

    RawHttp2Client frame(int type, int flags, int stream, byte... payload) throws IOException {
        frames.send(type, flags, stream, payload);
        return this;
    }

    RawHttp2Client settings(int... settings) throws IOException {
        frames.settings(settings);
        return this;
    }

    static String[] request(String method, String path, String... more) {
        var fields =
                new ArrayList<>(
                        List.of(
                                ":method",
                                method,
                                ":scheme",
                                "http",
                                ":path",
                                path,
                                ":authority",
                                "x"));
        fields.addAll(List.of(more));
        return fields.toArray(String[]::new);
    }

    RawHttp2Client get(int stream, String path, String... more) throws IOException {
        return frame(
                Frame.HEADERS,
                Frame.END_HEADERS | Frame.END_STREAM,
                stream,
                RawFrames.block(request("GET", path, more)));
    }

    RawHttp2Client post(int stream, String path, String... more) throws IOException {
        return frame(
                Frame.HEADERS,
                Frame.END_HEADERS,
                stream,
                RawFrames.block(request("POST", path, more)));
    }

    RawHttp2Client data(int stream, String text, boolean end) throws IOException {
        return frame(
                Frame.DATA,
                end ? Frame.END_STREAM : 0,
                stream,
                text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawHttp2Client ints(int type, int flags, int stream, int... payload) throws IOException {
        frames.ints(type, flags, stream, payload);
        return this;
    }

    Got next() throws IOException {
        return frames.next();
    }

    /** Skips what is not of a type. */
    Got next(int type) throws IOException {
        return frames.next(type);
    }

    /** Fields, and the status in front. */
    List<String> fields(Got headers) throws IOException {
        return frames.fields(headers).stream()
                .map(field -> field.replaceFirst("^:status: ", ""))
                .toList();
    }

    /** Reads a whole reply, and gives back what its data take of the windows. */
    Whole reply(int stream) throws IOException {
        List<String> fields = null;
        var body = new StringBuilder();
        while (true) {
            Got got = next();
            if (got.type() == Frame.GOAWAY || got.streamId() != stream) {
                continue;
            }
            if (got.type() == Frame.RST_STREAM) {
                throw new IOException("reset: " + got.code());
            }
            if (got.type() == Frame.DATA && got.payload().length > 0) {
                body.append(got.text());
                ints(Frame.WINDOW_UPDATE, 0, 0, got.payload().length);
                if (!got.ends()) {
                    ints(Frame.WINDOW_UPDATE, 0, stream, got.payload().length);
                }
            }
            if (got.type() == Frame.HEADERS) {
                List<String> these = fields(got);
                if (fields != null) {
                    return new Whole(fields, body.toString(), these);
                }
                fields = these;
            }
            if (got.ends()) {
                return new Whole(fields, body.toString(), List.of());
            }
        }
    }

    /** The code of the GOAWAY that the connection ends with. */
    int goAway() throws IOException {
        return next(Frame.GOAWAY).code();
    }

    boolean ended() {
        try {
            while (true) {
                next();
            }
        } catch (EOFException | SocketException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static WritableHeaders<?> headers(String name, String value) {
        return WritableHeaders.create().set(HeaderNames.create(name), value);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
