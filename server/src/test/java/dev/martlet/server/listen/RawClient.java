// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A socket that says exactly what a test wants. */
public final class RawClient implements AutoCloseable {
    private final Socket socket;

    public RawClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    public RawClient(Socket socket) throws IOException {
        this.socket = socket;
        // Only so that a broken test ends.
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
    }

    public Socket socket() {
        return socket;
    }

    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Everything up to the end of the connection. */
    public String readAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Up to and with a text. */
    public String readUntil(String end) throws IOException {
        var out = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith(end)) {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                throw new IOException("ended after: " + text);
            }
            out.write(octet);
            text = out.toString(StandardCharsets.ISO_8859_1);
        }
        return text;
    }

    /** A head, and the body that its Content-Length announces. */
    public String readReply() throws IOException {
        String head = readUntil("\r\n\r\n");
        String lower = head.toLowerCase(java.util.Locale.ROOT);
        int at = lower.indexOf("\r\ncontent-length: ");
        if (at < 0) {
            return head;
        }
        int start = at + 18;
        int length = Integer.parseInt(lower.substring(start, lower.indexOf('\r', start)));
        byte[] body = socket.getInputStream().readNBytes(length);
        return head + new String(body, StandardCharsets.ISO_8859_1);
    }

    /** Whether the server closes without another byte. */
    public boolean ended() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    /** Waits for the end of the connection, whatever comes before it. */
    public void awaitEnd() throws IOException {
        while (!ended()) {
            Thread.onSpinWait();
        }
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
