// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A small HTTP/1.1 server on a real port that does what a test wants, and can be killed. */
final class FakeUpstream implements AutoCloseable {
    /** What it answers with, from the path. */
    private volatile Function<String, Answer> script = _ -> new Answer(200, 0);

    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean dead;

    /** A status after a delay. */
    record Answer(int status, long delayMillis) {}

    FakeUpstream() throws IOException {
        server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    EndpointAddress address() {
        return new EndpointAddress(false, "127.0.0.1", server.getLocalPort(), null);
    }

    void script(Function<String, Answer> answers) {
        script = answers;
    }

    int requests() {
        return requests.get();
    }

    int connections() {
        return connections.size();
    }

    /** Ends as a process does that is killed: nobody listens, all connections are reset. */
    void kill() throws IOException {
        dead = true;
        server.close();
        for (Socket socket : connections) {
            reset(socket);
        }
    }

    private static void reset(Socket socket) throws IOException {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            // It has ended by itself just now.
        }
        socket.close();
    }

    @Override
    public void close() throws IOException {
        kill();
    }

    private void accept() {
        while (!dead) {
            try {
                Socket socket = server.accept();
                connections.add(socket);
                if (dead) {
                    socket.close();
                }
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            OutputStream out = socket.getOutputStream();
            String line = in.readLine();
            while (line != null) {
                answer(line, in, out);
                line = in.readLine();
            }
        } catch (IOException | InterruptedException e) {
            // The peer has gone, or we were killed.
        } finally {
            connections.remove(socket);
        }
    }

    private void answer(String requestLine, BufferedReader in, OutputStream out)
            throws IOException, InterruptedException {
        requests.incrementAndGet();
        String header = in.readLine();
        while (header != null && !header.isEmpty()) {
            header = in.readLine();
        }
        Answer answer = script.apply(requestLine.split(" ", 3)[1]);
        if (answer.delayMillis() > 0) {
            Thread.sleep(answer.delayMillis());
        }
        String reply = "HTTP/1.1 " + answer.status() + " x\r\nContent-Length: 2\r\n\r\nok";
        out.write(reply.getBytes(US_ASCII));
    }
}
