// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.martlet.server.e2e.Message.Field;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * One end of a connection, by hand: sends exactly the bytes it is given, and reads what HTTP/1 says
 * comes next. What it waits for and does not get within {@link #PATIENCE_MILLIS} is an {@link
 * IOException}.
 */
public final class RawConnection implements AutoCloseable {
    public static final int PATIENCE_MILLIS = 10_000;

    /** How the other side ended. */
    public enum End {
        CLOSED,
        RESET
    }

    private final Socket socket;
    private final InputStream in;

    RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
    }

    static RawConnection to(int port) throws IOException {
        return new RawConnection(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** What has not been read yet. */
    InputStream input() {
        return in;
    }

    Socket socket() {
        return socket;
    }

    public RawConnection send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    public RawConnection send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** A chunk of a chunked body. */
    RawConnection sendChunk(String data) throws IOException {
        return send(Integer.toHexString(data.length()) + "\r\n" + data + "\r\n");
    }

    RawConnection get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n");
    }

    /** The next request whole; null if there is none. */
    public Message request() throws IOException {
        Message head = headOrEnd();
        if (head == null) {
            return null;
        }
        boolean hasBody = head.has("Transfer-Encoding") || head.has("Content-Length");
        return hasBody ? body(head) : head;
    }

    /** The next reply whole; to another request than HEAD. */
    Message reply() throws IOException {
        Message head = head();
        int status = head.status();
        return status < 200 || status == 204 || status == 304 ? head : body(head);
    }

    /** The next head; bytes behind it are left. */
    Message head() throws IOException {
        Message head = headOrEnd();
        if (head == null) {
            throw new EOFException("the connection ended (expected: a message)");
        }
        return head;
    }

    private Message headOrEnd() throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return null;
        }
        in.reset();
        return new Message(line(), fields(), new byte[0], List.of());
    }

    /** The body that belongs to a head. */
    Message body(Message head) throws IOException {
        if (head.field("Transfer-Encoding").equals("chunked")) {
            var body = new ByteArrayOutputStream();
            String chunk = chunk();
            while (!chunk.isEmpty()) {
                body.writeBytes(chunk.getBytes(ISO_8859_1));
                chunk = chunk();
            }
            return head.with(body.toByteArray(), fields());
        }
        if (head.has("Content-Length")) {
            return head.with(bytes(Integer.parseInt(head.field("Content-Length"))), List.of());
        }
        return head.with(in.readAllBytes(), List.of());
    }

    /** The next chunk's data; empty for the last one, after which {@link #fields} come. */
    String chunk() throws IOException {
        int size = Integer.parseInt(line(), 16);
        if (size == 0) {
            return "";
        }
        String data = new String(bytes(size), ISO_8859_1);
        if (!line().isEmpty()) {
            throw new IOException("a chunk is longer than its size says");
        }
        return data;
    }

    /** Fields up to the empty line. */
    List<Field> fields() throws IOException {
        List<Field> fields = new ArrayList<>();
        String line = line();
        while (!line.isEmpty()) {
            int colon = line.indexOf(':');
            fields.add(new Field(line.substring(0, colon), line.substring(colon + 1).strip()));
            line = line();
        }
        return fields;
    }

    byte[] bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException(bytes.length + " bytes came (expected: " + count + ")");
        }
        return bytes;
    }

    String line() throws IOException {
        var line = new ByteArrayOutputStream();
        int c = in.read();
        while (c != '\n') {
            if (c < 0) {
                throw new EOFException("the connection ended in mid-line: " + line);
            }
            line.write(c);
            c = in.read();
        }
        String text = line.toString(ISO_8859_1);
        if (!text.endsWith("\r")) {
            throw new IOException("a line ends in LF alone: " + text);
        }
        return text.substring(0, text.length() - 1);
    }

    /** Waits until the other side ends, and throws away what comes before. */
    public End awaitEnd() throws IOException {
        try {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return End.CLOSED;
        } catch (SocketException e) {
            return End.RESET;
        }
    }

    /** Waits until the other side ends; returns whether it has sent nothing before. */
    boolean awaitBareEnd() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    /** What is in the socket's buffer, or comes within the time; null at the end. */
    boolean silentFor(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            in.mark(1);
            int next = in.read();
            in.reset();
            return next < 0;
        } catch (java.net.SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /** Says that nothing more will be sent; still reads. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends as a process does that is killed. */
    void reset() throws IOException {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            // It has ended by itself just now.
        }
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
