// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A server on a real port that does with each of its connections what a script says, good or bad.
 * The connection is closed when its script returns.
 */
public final class RawUpstream implements AutoCloseable {
    /** What to do with one connection. */
    public interface Script {
        void run(RawConnection connection) throws Exception;
    }

    private final ServerSocket server;
    private final Script script;
    private final Set<RawConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final BlockingQueue<Message> requests = new LinkedBlockingQueue<>();
    private final AtomicReference<Throwable> failed = new AtomicReference<>();
    private volatile boolean closed;

    private RawUpstream(Script script) throws IOException {
        this(script, new ServerSocket(0, 256, InetAddress.getLoopbackAddress()));
    }

    private RawUpstream(Script script, ServerSocket server) {
        this.script = script;
        this.server = server;
        Thread.ofVirtual().name("upstream").start(this::accept);
    }

    public static RawUpstream scripted(Script script) throws IOException {
        return new RawUpstream(script);
    }

    /**
     * Speaks TLS; by ALPN, HTTP/2 goes before HTTP/1.1.
     *
     * @param clients whether they need a certificate
     */
    static RawUpstream secure(SSLContext context, boolean clients, Script script)
            throws IOException {
        var server =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 256, InetAddress.getLoopbackAddress());
        SSLParameters parameters = server.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        parameters.setNeedClientAuth(clients);
        server.setSSLParameters(parameters);
        return new RawUpstream(
                connection -> {
                    ((SSLSocket) connection.socket()).startHandshake();
                    script.run(connection);
                },
                server);
    }

    /** Reads requests whole, one after another, and answers each with these bytes. */
    static RawUpstream answering(Function<Message, String> answer) throws IOException {
        var itself = new AtomicReference<RawUpstream>();
        var upstream =
                new RawUpstream(connection -> {
                    Message request = connection.request();
                    while (request != null) {
                        itself.get().requests.add(request);
                        connection.send(answer.apply(request));
                        request = connection.request();
                    }
                });
        itself.set(upstream);
        return upstream;
    }

    /** Answers each request with 200 and this body. */
    static RawUpstream saying(String body) throws IOException {
        return answering(request -> ok(body));
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    static String status(int status) {
        return "HTTP/1.1 " + status + " x\r\nContent-Length: 0\r\n\r\n";
    }

    public int port() {
        return server.getLocalPort();
    }

    /** How many connections there have been. */
    int accepted() {
        return accepted.get();
    }

    int open() {
        return open.size();
    }

    /** The next request that was answered. */
    Message next() throws InterruptedException {
        Message next = requests.poll(RawConnection.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError("no request has reached the upstream");
        }
        return next;
    }

    /** How many answered requests nobody has asked for with {@link #next}. */
    int waiting() {
        return requests.size();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = server.accept();
                accepted.incrementAndGet();
                Thread.ofVirtual().name("upstream-connection").start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (var connection = new RawConnection(socket)) {
            open.add(connection);
            try {
                if (!closed) {
                    script.run(connection);
                }
            } finally {
                open.remove(connection);
            }
        } catch (IOException e) {
            // The gateway has ended the connection, or we were killed.
        } catch (Throwable e) {
            failed.compareAndSet(null, e);
        }
    }

    /** Ends as a process does that is killed: nobody listens, and all connections are reset. */
    void kill() throws IOException {
        closed = true;
        server.close();
        for (RawConnection connection : open) {
            connection.reset();
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        Throwable why = failed.get();
        if (why != null) {
            throw new AssertionError("the upstream's script failed", why);
        }
    }
}
