// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A server of WebSockets (RFC 6455) that sends back what it gets; a script for {@link RawUpstream}.
 */
final class WebSocketEcho {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private WebSocketEcho() {}

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Frame(int first, byte[] data) {
        int opcode() {
            return first & 15;
        }
    }

    static void serve(RawConnection connection) throws IOException {
        Message request = connection.head();
        if (!request.field("Upgrade").equalsIgnoreCase("websocket")
                || !request.field("Connection").equalsIgnoreCase("upgrade")) {
            connection.send("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n");
            return;
        }
        connection.send(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: "
                        + accept(request.field("Sec-WebSocket-Key"))
                        + "\r\n\r\n");
        Frame frame = read(connection);
        while (frame.opcode() != CLOSE) {
            if (frame.opcode() == PING) {
                write(connection, 0x80 | PONG, frame.data());
            } else if (frame.opcode() != PONG) {
                write(connection, frame.first(), frame.data());
            }
            frame = read(connection);
        }
        write(connection, 0x80 | CLOSE, frame.data());
        connection.endOutput();
        connection.awaitEnd();
    }

    static String accept(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** A frame of a client: masked. */
    private static Frame read(RawConnection connection) throws IOException {
        byte[] head = connection.bytes(2);
        long length = head[1] & 127;
        if (length == 126) {
            length = ByteBuffer.wrap(connection.bytes(2)).getShort() & 0xffff;
        } else if (length == 127) {
            length = ByteBuffer.wrap(connection.bytes(8)).getLong();
        }
        byte[] mask = connection.bytes(4);
        byte[] data = connection.bytes(Math.toIntExact(length));
        for (int i = 0; i < data.length; i++) {
            data[i] ^= mask[i & 3];
        }
        return new Frame(head[0] & 0xff, data);
    }

    private static void write(RawConnection connection, int first, byte[] data) throws IOException {
        var frame = new ByteArrayOutputStream(data.length + 10);
        frame.write(first);
        if (data.length < 126) {
            frame.write(data.length);
        } else if (data.length < 1 << 16) {
            frame.write(126);
            frame.writeBytes(ByteBuffer.allocate(2).putShort((short) data.length).array());
        } else {
            frame.write(127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(data.length).array());
        }
        frame.writeBytes(data);
        connection.send(frame.toByteArray());
    }
}
