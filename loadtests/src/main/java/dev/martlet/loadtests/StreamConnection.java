// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;

/** One kept-alive connection of {@link StreamLoad}. */
final class StreamConnection implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int BUFFER = 8192;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private boolean usable = true;

    StreamConnection(int port) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** False once the server has said that it closes the connection. */
    boolean usable() {
        return usable;
    }

    /** Sends a request and hands on the whole answer; returns its status. */
    int exchange(byte[] request, StreamRecord record) throws IOException {
        socket.getOutputStream().write(request);
        var head = new StringBuilder();
        String line = BodyFraming.line(in);
        int status = Integer.parseInt(line.substring(9, 12));
        for (; !line.equals("\r"); line = BodyFraming.line(in)) {
            head.append(line).append('\n');
        }
        String text = head.append("\r\n").toString();
        usable = !text.toLowerCase(Locale.ROOT).contains("\r\nconnection: close");
        var framing = new BodyFraming(text);
        if (framing.chunked()) {
            readChunks(record);
        } else {
            read(framing.length(), record);
        }
        return status;
    }

    private void readChunks(StreamRecord record) throws IOException {
        for (int size = BodyFraming.chunkSize(in); size > 0; size = BodyFraming.chunkSize(in)) {
            read(size, record);
            BodyFraming.line(in);
        }
        BodyFraming.line(in);
    }

    private void read(long length, StreamRecord record) throws IOException {
        long left = length;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException("the connection ended before the stream did");
            }
            record.read(buffer, read);
            left -= read;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
