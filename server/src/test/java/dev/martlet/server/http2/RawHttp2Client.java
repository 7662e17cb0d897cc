// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Frames, exactly as a test wants them. */
final class RawHttp2Client implements AutoCloseable {
    /** A frame that came in. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Got(int type, int flags, int stream, byte[] payload) {
        boolean ends() {
            return (type == Frame.DATA || type == Frame.HEADERS) && (flags & Frame.END_STREAM) != 0;
        }

        int code() {
            return Frame.getInt(payload, type == Frame.GOAWAY ? 4 : 0);
        }

        String text() {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }
    }

    /** A whole reply. */
    record Whole(List<String> fields, String body, List<String> trailers) {
        String status() {
            return fields.getFirst();
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final HpackDecoder decoder = new HpackDecoder();

    RawHttp2Client(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port), true);
    }

    RawHttp2Client(Socket socket, boolean greet) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        // Only so that a broken test ends.
        socket.setSoTimeout(20_000);
        this.in = new DataInputStream(socket.getInputStream());
        if (greet) {
            send(Http2Connection.PREFACE.getBytes(StandardCharsets.US_ASCII));
            frame(Frame.SETTINGS, 0, 0);
        }
    }

    Socket socket() {
        return socket;
    }

    RawHttp2Client send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    RawHttp2Client frame(int type, int flags, int stream, byte... payload) throws IOException {
        byte[] frame = new byte[Frame.HEADER + payload.length];
        Frame.header(frame, 0, payload.length, type, flags, stream);
        System.arraycopy(payload, 0, frame, Frame.HEADER, payload.length);
        return send(frame);
    }

    /** Name and value in turn; sent as literals, without any check. */
    static byte[] block(String... fields) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            out.write(0);
            string(out, fields[i]);
            string(out, fields[i + 1]);
        }
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        if (octets.length < 127) {
            out.write(octets.length);
        } else {
            out.write(127);
            int rest = octets.length - 127;
            while (rest >= 128) {
                out.write((rest & 127) | 128);
                rest >>= 7;
            }
            out.write(rest);
        }
        out.writeBytes(octets);
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
                block(request("GET", path, more)));
    }

    RawHttp2Client post(int stream, String path, String... more) throws IOException {
        return frame(Frame.HEADERS, Frame.END_HEADERS, stream, block(request("POST", path, more)));
    }

    RawHttp2Client data(int stream, String text, boolean end) throws IOException {
        return frame(
                Frame.DATA,
                end ? Frame.END_STREAM : 0,
                stream,
                text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawHttp2Client ints(int type, int flags, int stream, int... payload) throws IOException {
        return send(Frame.ofInts(type, flags, stream, payload));
    }

    Got next() throws IOException {
        int head = in.readInt();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(head >>> 8);
        return new Got(head & 0xff, flags, stream, payload);
    }

    /** Skips what is not of a type. */
    Got next(int type) throws IOException {
        Got got = next();
        while (got.type != type) {
            got = next();
        }
        return got;
    }

    List<String> fields(Got headers) throws IOException {
        var fields = new ArrayList<String>();
        decoder.decode(
                headers.payload,
                (name, value, sensitive) ->
                        fields.add(name.equals(":status") ? value : name + ": " + value));
        return fields;
    }

    /** Reads a whole reply, and gives back what its data take of the windows. */
    Whole reply(int stream) throws IOException {
        List<String> fields = null;
        var body = new StringBuilder();
        while (true) {
            Got got = next();
            if (got.type == Frame.GOAWAY || got.stream != stream) {
                continue;
            }
            if (got.type == Frame.RST_STREAM) {
                throw new IOException("reset: " + got.code());
            }
            if (got.type == Frame.DATA && got.payload.length > 0) {
                body.append(got.text());
                ints(Frame.WINDOW_UPDATE, 0, 0, got.payload.length);
                if (!got.ends()) {
                    ints(Frame.WINDOW_UPDATE, 0, stream, got.payload.length);
                }
            }
            if (got.type == Frame.HEADERS) {
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
