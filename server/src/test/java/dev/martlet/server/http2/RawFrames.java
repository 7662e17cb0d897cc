// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One end of a connection: frames, exactly as a test wants them. */
public final class RawFrames {
    private final Socket socket;
    private final DataInputStream in;
    private final HpackDecoder decoder = new HpackDecoder();

    /** A frame that came in. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Got(int type, int flags, int streamId, byte[] payload) {
        public boolean ends() {
            return (type == Frame.DATA || type == Frame.HEADERS) && (flags & Frame.END_STREAM) != 0;
        }

        /** The code of GOAWAY or RST_STREAM, or the bytes of WINDOW_UPDATE. */
        public int code() {
            return Frame.int32(payload, type == Frame.GOAWAY ? 4 : 0);
        }

        public String text() {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }
    }

    public RawFrames(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** Sends octets that may be no frame. */
    public void send(byte[] bytes) throws IOException {
        synchronized (this) {
            socket.getOutputStream().write(bytes);
        }
    }

    public void send(int type, int flags, int streamId, byte... payload) throws IOException {
        var frame = new ByteArrayOutputStream();
        frame.writeBytes(int32(payload.length << 8 | type));
        frame.write(flags);
        frame.writeBytes(int32(streamId));
        frame.writeBytes(payload);
        send(frame.toByteArray());
    }

    /** Sends a frame of whole numbers. */
    public void ints(int type, int flags, int streamId, int... numbers) throws IOException {
        var payload = new ByteArrayOutputStream();
        for (int number : numbers) {
            payload.writeBytes(int32(number));
        }
        send(type, flags, streamId, payload.toByteArray());
    }

    /** Sends SETTINGS: identifiers and values in turn. */
    public void settings(int... settings) throws IOException {
        var payload = new ByteArrayOutputStream();
        for (int i = 0; i < settings.length; i += 2) {
            payload.write(0);
            payload.write(settings[i]);
            payload.writeBytes(int32(settings[i + 1]));
        }
        send(Frame.SETTINGS, 0, 0, payload.toByteArray());
    }

    /** Skips octets that are no frame. */
    public void skip(int count) throws IOException {
        in.readNBytes(count);
    }

    public Got next() throws IOException {
        int head = in.readInt();
        int flags = in.readUnsignedByte();
        int streamId = in.readInt();
        byte[] payload = in.readNBytes(head >>> 8);
        if (payload.length < head >>> 8) {
            throw new EOFException("frame cut off");
        }
        return new Got(head & 0xff, flags, streamId, payload);
    }

    /** The next frame of a type; others are skipped. */
    public Got next(int type) throws IOException {
        Got got = next();
        while (got.type() != type) {
            got = next();
        }
        return got;
    }

    /** The fields of a block that begins with a HEADERS frame, as {@code name: value}. */
    public List<String> fields(Got headers) throws IOException {
        var block = new ByteArrayOutputStream();
        block.writeBytes(headers.payload());
        Got last = headers;
        while ((last.flags() & Frame.END_HEADERS) == 0) {
            last = next();
            block.writeBytes(last.payload());
        }
        var fields = new ArrayList<String>();
        decoder.decode(
                block.toByteArray(),
                0,
                block.size(),
                field -> fields.add(field.name() + ": " + field.value()));
        return fields;
    }

    /** Names and values in turn, as literals, without any check. */
    public static byte[] block(String... fields) {
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

    private static byte[] int32(int value) {
        return new byte[] {
            (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
        };
    }
}
