// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The server's end of a connection, in a script's hands. */
final class FakePeer {
    private static final int PREFACE_BYTES = 24;

    private final Socket socket;
    private final DataInputStream in;
    private final HpackDecoder decoder = new HpackDecoder();

    /** A frame as it came. */
    static final class Got {
        private final int type;
        private final int flags;
        private final int streamId;
        private final byte[] payload;

        Got(int type, int flags, int streamId, byte[] payload) {
            this.type = type;
            this.flags = flags;
            this.streamId = streamId;
            this.payload = payload;
        }

        int type() {
            return type;
        }

        int flags() {
            return flags;
        }

        int streamId() {
            return streamId;
        }

        byte[] payload() {
            return payload;
        }

        boolean ends() {
            return (flags & Frame.END_STREAM) != 0;
        }

        int code() {
            return Frame.int32(payload, type == Frame.GOAWAY ? 4 : 0);
        }
    }

    /** A request's head. */
    record Request(int streamId, boolean ends, List<String> fields) {}

    FakePeer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    Socket socket() {
        return socket;
    }

    /** Takes the preface and says its own settings, as pairs of number and value. */
    void greet(int... settings) throws IOException {
        in.readNBytes(PREFACE_BYTES);
        await(Frame.SETTINGS);
        settings(settings);
        send(Frame.SETTINGS, Frame.ACK, 0);
    }

    void settings(int... settings) throws IOException {
        var payload = new ByteArrayOutputStream();
        for (int i = 0; i < settings.length; i += 2) {
            payload.write(0);
            payload.write(settings[i]);
            payload.write(int32(settings[i + 1]));
        }
        send(Frame.SETTINGS, 0, 0, payload.toByteArray());
    }

    /** The next frame. */
    Got next() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int streamId = in.readInt();
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("frame cut off");
        }
        return new Got(type, flags, streamId, payload);
    }

    /** The next frame of a type; others are skipped. */
    Got await(int type) throws IOException {
        Got got = next();
        while (got.type() != type) {
            got = next();
        }
        return got;
    }

    /** The next request's head. */
    Request request() throws IOException {
        Got got = await(Frame.HEADERS);
        var block = new ByteArrayOutputStream();
        block.write(got.payload());
        int flags = got.flags();
        while ((flags & Frame.END_HEADERS) == 0) {
            Got more = next();
            block.write(more.payload());
            flags = more.flags();
        }
        List<String> fields = new ArrayList<>();
        decoder.decode(
                block.toByteArray(),
                0,
                block.size(),
                field -> fields.add(field.name() + ": " + field.value()));
        return new Request(got.streamId(), got.ends(), fields);
    }

    void headers(int streamId, boolean end, String... fields) throws IOException {
        byte[] block = block(fields);
        int flags = Frame.END_HEADERS | (end ? Frame.END_STREAM : 0);
        send(Frame.HEADERS, flags, streamId, block);
    }

    /** A block of fields written as {@code name: value}. */
    static byte[] block(String... fields) {
        var block = new Block();
        for (String field : fields) {
            int colon = field.indexOf(": ");
            block.field(field.substring(0, colon), field.substring(colon + 2), false);
        }
        return Arrays.copyOf(block.bytes(), block.size());
    }

    void data(int streamId, boolean end, String text) throws IOException {
        data(streamId, end, text.getBytes(StandardCharsets.UTF_8));
    }

    void data(int streamId, boolean end, byte[] bytes) throws IOException {
        send(Frame.DATA, end ? Frame.END_STREAM : 0, streamId, bytes);
    }

    void windowUpdate(int streamId, int bytes) throws IOException {
        send(Frame.WINDOW_UPDATE, 0, streamId, int32(bytes));
    }

    void reset(int streamId, int code) throws IOException {
        send(Frame.RST_STREAM, 0, streamId, int32(code));
    }

    void goAway(int lastId, int code) throws IOException {
        byte[] payload = new byte[8];
        System.arraycopy(int32(lastId), 0, payload, 0, 4);
        System.arraycopy(int32(code), 0, payload, 4, 4);
        send(Frame.GOAWAY, 0, 0, payload);
    }

    void send(int type, int flags, int streamId, byte... payload) throws IOException {
        var frame = new ByteArrayOutputStream();
        frame.write(payload.length >> 16);
        frame.write(payload.length >> 8);
        frame.write(payload.length);
        frame.write(type);
        frame.write(flags);
        frame.write(int32(streamId));
        frame.write(payload);
        synchronized (this) {
            socket.getOutputStream().write(frame.toByteArray());
        }
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

    static byte[] int32(int value) {
        return new byte[] {
            (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
        };
    }
}
