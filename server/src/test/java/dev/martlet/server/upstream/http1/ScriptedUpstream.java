// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An endpoint that does to each connection exactly what a script says, byte by byte. The n-th
 * connection runs the n-th script, the last script runs for all further ones.
 */
final class ScriptedUpstream implements AutoCloseable {
    private final ServerSocket server;
    private final List<Script> scripts;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    @FunctionalInterface
    interface Script {
        void run(Talk talk) throws Exception;
    }

    ScriptedUpstream(Script... scripts) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), scripts);
    }

    ScriptedUpstream(ServerSocket server, Script... scripts) {
        this.server = server;
        this.scripts = List.of(scripts);
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int accepted() {
        return accepted.get();
    }

    /** Connections whose script has run and that are closed. */
    int ended() {
        return ended.get();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                int number = accepted.getAndIncrement();
                Script script = scripts.get(Math.min(number, scripts.size() - 1));
                Thread.startVirtualThread(() -> run(script, socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void run(Script script, Socket socket) {
        try (socket) {
            script.run(new Talk(socket));
        } catch (IOException e) {
            // The other side hung up, as many tests want it to.
        } catch (Throwable e) {
            failures.add(e);
        } finally {
            ended.incrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("script failed", failures.getFirst());
        }
    }

    /** One connection, from the endpoint's side. */
    static final class Talk {
        private final Socket socket;
        private final InputStream input;

        Talk(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            this.input = socket.getInputStream();
        }

        Socket socket() {
            return socket;
        }

        /** Reads up to and with the empty line; fails at an end. */
        String head() throws IOException {
            var head = new StringBuilder();
            while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
                int next = input.read();
                if (next < 0) {
                    throw new IOException("client hung up");
                }
                head.append((char) next);
            }
            return head.toString();
        }

        String body(int length) throws IOException {
            return new String(input.readNBytes(length), StandardCharsets.ISO_8859_1);
        }

        /** Reads until the client hangs up. */
        String rest() throws IOException {
            return new String(input.readAllBytes(), StandardCharsets.ISO_8859_1);
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Sends each byte in a packet of its own. */
        void trickle(String text) throws IOException {
            for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
                send(new byte[] {b});
            }
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        void stopSending() throws IOException {
            socket.shutdownOutput();
        }

        /** Blocks until the client hangs up or resets. */
        void awaitHangUp() {
            try {
                input.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // a reset is a way to hang up
            }
        }
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new UncheckedIOException(new IOException("latch: not reached within 10 s"));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
