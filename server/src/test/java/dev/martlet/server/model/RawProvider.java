// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider on a real port that does to each request what a script says, byte by byte. The n-th
 * request runs the n-th script, the last script runs for all further ones.
 */
final class RawProvider implements AutoCloseable {
    final String name;
    private final ServerSocket server;
    private final List<Script> scripts;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    final List<String> bodies = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();

    @FunctionalInterface
    interface Script {
        void run(Talk talk) throws IOException;
    }

    RawProvider(String name, Script... scripts) throws IOException {
        this.name = name;
        this.scripts = List.of(scripts);
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    /** Connections that neither side has closed. */
    int open() {
        return open.get();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                open.incrementAndGet();
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var talk = new Talk(socket);
            while (true) {
                bodies.add(talk.request());
                int number = requests.getAndIncrement();
                scripts.get(Math.min(number, scripts.size() - 1)).run(talk);
            }
        } catch (IOException e) {
            // The other side hung up, or the script did.
        } finally {
            open.decrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** One connection, from the provider's side. */
    static final class Talk {
        private final Socket socket;
        private final InputStream in;

        Talk(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
        }

        String request() throws IOException {
            var head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("hung up");
                }
                head.append((char) next);
            }
            String fields = head.toString().toLowerCase(Locale.ROOT);
            int at = fields.indexOf("content-length: ") + "content-length: ".length();
            int length = Integer.parseInt(fields.substring(at, fields.indexOf("\r\n", at)));
            return new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }

        void chunk(String text) throws IOException {
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            send(Integer.toHexString(length) + "\r\n" + text + "\r\n");
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
            throw new IOException("reset");
        }

        void hangUp() throws IOException {
            socket.close();
            throw new IOException("closed");
        }

        /** Does nothing until the other side hangs up. */
        void stall() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
            throw new IOException("hung up");
        }
    }

    static Script whole(int status, String body, String... fields) {
        return talk -> {
            var head = new StringBuilder("HTTP/1.1 " + status + " x\r\n");
            head.append("Content-Type: application/json\r\n");
            for (String field : fields) {
                head.append(field).append("\r\n");
            }
            int length = body.getBytes(StandardCharsets.UTF_8).length;
            head.append("Content-Length: ").append(length).append("\r\n\r\n");
            talk.send(head + body);
        };
    }

    static Script answers(String model, String text) {
        return whole(
                200,
                """
                {"id":"c","object":"chat.completion","created":1,"model":"%s","choices":[{"index":0,\
                "message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],\
                "usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}\
                """
                        .formatted(model, text));
    }

    static final String STREAM =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    static String event(String model, String delta, String finish) {
        return "data: "
                + """
                {"id":"c-%s","object":"chat.completion.chunk","created":1,"model":"%s",\
                "choices":[{"index":0,"delta":%s,"finish_reason":%s}]}\
                """
                        .formatted(model, model, delta, finish)
                + "\n\n";
    }

    /** The beginning of a stream: its head, the role, and words. */
    static void begin(Talk talk, String model, String... words) throws IOException {
        talk.send(STREAM);
        talk.chunk(event(model, "{\"role\":\"assistant\",\"content\":\"\"}", "null"));
        for (String word : words) {
            talk.chunk(event(model, "{\"content\":\"" + word + "\"}", "null"));
        }
    }

    static void finish(Talk talk, String model) throws IOException {
        talk.chunk(event(model, "{}", "\"stop\""));
        talk.chunk(
                "data: "
                        + """
                        {"id":"c","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,\
                        "total_tokens":10}}\
                        """
                        + "\n\n");
    }

    static Script tells(String model, String... words) {
        return talk -> {
            begin(talk, model, words);
            finish(talk, model);
            talk.chunk("data: [DONE]\n\n");
            talk.send("0\r\n\r\n");
        };
    }
}
