// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import wiremock.org.eclipse.jetty.http.HttpField;
import wiremock.org.eclipse.jetty.http.MetaData;
import wiremock.org.eclipse.jetty.http2.hpack.HpackDecoder;

/**
 * One end of an HTTP/2 connection, frame by frame. Knows nothing of our own codec: fields are
 * decoded by Jetty, and written as plain literals.
 */
final class Http2Peer implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    private static final int ACK = 1;

    static final int CANCEL = 8;
    static final int REFUSED_STREAM = 7;

    /** SETTINGS_ENABLE_CONNECT_PROTOCOL (RFC 8441). */
    static final int EXTENDED_CONNECT = 8;

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final HpackDecoder decoder = new HpackDecoder(64 << 10, System::nanoTime);

    /** A frame that came. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Got(int type, int flags, int stream, byte[] payload) {
        boolean ends() {
            return type <= HEADERS && (flags & END_STREAM) != 0;
        }

        int code() {
            return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
        }

        String text() {
            return new String(payload, ISO_8859_1);
        }

        /** The value of a setting; -1 if it is not there. */
        int setting(int name) {
            ByteBuffer settings = ByteBuffer.wrap(payload);
            while (settings.remaining() >= 6) {
                int value = settings.getShort() == name ? settings.getInt() : next(settings);
                if (value >= 0) {
                    return value;
                }
            }
            return -1;
        }

        private static int next(ByteBuffer settings) {
            settings.getInt();
            return -1;
        }
    }

    /** A message's fields, those with a colon in front among them, as {@code name: value}. */
    record Head(int stream, boolean ends, List<String> fields) {}

    /** A message whole. */
    record Whole(Head head, String body, List<String> trailers) {}

    private Http2Peer(Socket socket, InputStream in) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(in);
        this.out = socket.getOutputStream();
    }

    /** A client that has greeted. */
    static Http2Peer client(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(RawConnection.PATIENCE_MILLIS);
        var peer = new Http2Peer(socket, socket.getInputStream());
        peer.out.write(PREFACE.getBytes(ISO_8859_1));
        peer.settings();
        return peer;
    }

    /** A server that has taken the preface and sent these settings, number and value in turn. */
    static Http2Peer server(RawConnection connection, int... settings) throws IOException {
        var peer = new Http2Peer(connection.socket(), connection.input());
        String preface = new String(connection.bytes(PREFACE.length()), ISO_8859_1);
        if (!preface.equals(PREFACE)) {
            throw new AssertionError("not HTTP/2: " + preface);
        }
        peer.settings(settings);
        return peer;
    }

    Http2Peer settings(int... settings) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(3 * settings.length);
        for (int i = 0; i < settings.length; i += 2) {
            payload.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        return send(SETTINGS, 0, 0, payload.array());
    }

    synchronized Http2Peer send(int type, int flags, int stream, byte... payload)
            throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
        out.write(frame.array());
        return this;
    }

    /** Fields as {@code name: value}. */
    Http2Peer headers(int stream, boolean end, String... fields) throws IOException {
        var block = new ByteArrayOutputStream();
        for (String field : fields) {
            int colon = field.indexOf(": ");
            block.write(0);
            string(block, field.substring(0, colon));
            string(block, field.substring(colon + 2));
        }
        return send(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block.toByteArray());
    }

    private static void string(ByteArrayOutputStream block, String text) {
        if (text.length() > 126) {
            throw new IllegalArgumentException("too long for this encoder: " + text);
        }
        block.write(text.length());
        block.writeBytes(text.getBytes(ISO_8859_1));
    }

    Http2Peer data(int stream, boolean end, String text) throws IOException {
        return send(DATA, end ? END_STREAM : 0, stream, text.getBytes(ISO_8859_1));
    }

    Http2Peer data(int stream, boolean end, byte[] bytes) throws IOException {
        return send(DATA, end ? END_STREAM : 0, stream, bytes);
    }

    Http2Peer reset(int stream, int code) throws IOException {
        return send(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(code).array());
    }

    Http2Peer goAway(int lastStream) throws IOException {
        return send(GOAWAY, 0, 0, ByteBuffer.allocate(8).putInt(lastStream).array());
    }

    Http2Peer windowUpdate(int stream, int bytes) throws IOException {
        return send(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
    }

    /** The next frame; settings are acknowledged. */
    Got next() throws IOException {
        int head = in.readInt();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        var got = new Got(head & 0xff, flags, stream, in.readNBytes(head >>> 8));
        if (got.type() == SETTINGS && (flags & ACK) == 0) {
            send(SETTINGS, ACK, 0);
        }
        return got;
    }

    /** The next frame of a type; what comes before is thrown away. */
    Got next(int type) throws IOException {
        Got got = next();
        while (got.type() != type) {
            got = next();
        }
        return got;
    }

    /** The head of the next message. */
    Head head() throws IOException {
        return head(next(HEADERS));
    }

    private Head head(Got got) throws IOException {
        if ((got.flags() & ~(END_STREAM | END_HEADERS)) != 0 || (got.flags() & END_HEADERS) == 0) {
            throw new AssertionError("HEADERS with flags that this peer does not know");
        }
        List<String> fields = new ArrayList<>();
        MetaData meta;
        try {
            meta = decoder.decode(ByteBuffer.wrap(got.payload()));
        } catch (Exception e) {
            throw new IOException(e);
        }
        if (meta instanceof MetaData.Request request) {
            fields.add(":method: " + request.getMethod());
            fields.add(":scheme: " + request.getURI().getScheme());
            fields.add(":authority: " + request.getURI().getAuthority());
            fields.add(":path: " + request.getURI().getPathQuery());
            if (request.getProtocol() != null) {
                fields.add(":protocol: " + request.getProtocol());
            }
        } else if (meta instanceof MetaData.Response response) {
            fields.add(":status: " + response.getStatus());
        }
        for (HttpField field : meta) {
            fields.add(field.getLowerCaseName() + ": " + field.getValue());
        }
        return new Head(got.stream(), got.ends(), fields);
    }

    /** The next message of one stream whole; gives back what it takes of the windows. */
    Whole message() throws IOException {
        Head head = head();
        var body = new ByteArrayOutputStream();
        boolean ended = head.ends();
        while (!ended) {
            Got got = next();
            if (got.type() == RST_STREAM) {
                throw new IOException("reset: " + got.code());
            }
            if (got.type() == DATA) {
                body.writeBytes(got.payload());
                credit(got);
            } else if (got.type() == HEADERS) {
                return new Whole(head, body.toString(ISO_8859_1), head(got).fields());
            }
            ended = got.ends();
        }
        return new Whole(head, body.toString(ISO_8859_1), List.of());
    }

    /** Lets the other side send as much again. */
    void credit(Got data) throws IOException {
        if (data.payload().length > 0) {
            windowUpdate(0, data.payload().length);
            if (!data.ends()) {
                windowUpdate(data.stream(), data.payload().length);
            }
        }
    }

    /** Reads until the other side ends the connection. */
    void awaitEnd() {
        try {
            while (true) {
                next();
            }
        } catch (IOException e) {
            // That is what was waited for.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
