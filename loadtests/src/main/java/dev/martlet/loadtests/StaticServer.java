// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The upstream for machines without nginx: answers every GET request with the same bytes. */
final class StaticServer {

    private static final int END_OF_HEAD = 0x0d0a0d0a;

    private final byte[] answer;

    private StaticServer(byte[] body) {
        byte[] head =
                ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        answer = new byte[head.length + body.length];
        System.arraycopy(head, 0, answer, 0, head.length);
        System.arraycopy(body, 0, answer, head.length, body.length);
    }

    /** Takes the port and the file with the body. */
    public static void main(String[] args) throws IOException {
        var server = new StaticServer(Files.readAllBytes(Path.of(args[1])));
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (var listener = new ServerSocket(Integer.parseInt(args[0]), 1024, loopback)) {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> server.serve(socket));
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[8192];
            int last = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    last = (last << 8) | (buffer[i] & 0xff);
                    if (last == END_OF_HEAD) {
                        out.write(answer);
                    }
                }
            }
        } catch (IOException e) {
            // The client went away; that is how load ends.
        }
    }
}
