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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * An upstream that can do so much at a time and no more: each answer takes one of {@value #PLACES}
 * places for {@value #MILLIS} ms; what comes beyond waits here, first come, first served.
 */
final class SlowServer {

    /** Its name among the upstreams of a {@link Scenario}. */
    static final String UPSTREAM = "slow";

    static final int PLACES = 16;
    static final int MILLIS = 20;

    private static final int END_OF_HEAD = 0x0d0a0d0a;

    private final Semaphore places = new Semaphore(PLACES, true);
    private final byte[] answer;

    private SlowServer(byte[] body) {
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
        var server = new SlowServer(Files.readAllBytes(Path.of(args[1])));
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
                        work();
                        out.write(answer);
                    }
                }
            }
        } catch (IOException e) {
            // The client went away; that is how load ends.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() throws InterruptedException {
        places.acquire();
        try {
            TimeUnit.MILLISECONDS.sleep(MILLIS);
        } finally {
            places.release();
        }
    }
}
