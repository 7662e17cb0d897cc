// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Stands before a Redis and, when told, passes nothing on in one direction or both. */
final class StallingProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Semaphore requests = new Semaphore(1);
    private final Semaphore answers = new Semaphore(1);

    StallingProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    RedisSettings.Node node() {
        return new RedisSettings.Node("127.0.0.1", server.getLocalPort());
    }

    /** What Redis answers goes nowhere until it is let go. */
    void holdAnswers() {
        answers.acquireUninterruptibly();
    }

    void releaseAnswers() {
        answers.release();
    }

    /** Nothing arrives at Redis until it is let go. */
    void holdRequests() {
        requests.acquireUninterruptibly();
    }

    void releaseRequests() {
        requests.release();
    }

    /** Breaks every connection there is. */
    void cut() {
        sockets.forEach(StallingProxy::close);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                var redis = new Socket();
                redis.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 2000);
                sockets.add(client);
                sockets.add(redis);
                Thread.ofVirtual().start(() -> pump(client, redis, requests));
                Thread.ofVirtual().start(() -> pump(redis, client, answers));
            } catch (IOException e) {
                // The next one may go better; a closed server ends the loop.
            }
        }
    }

    private void pump(Socket from, Socket to, Semaphore gate) {
        byte[] buffer = new byte[16_384];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                gate.acquireUninterruptibly();
                gate.release();
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // The other side sees it too.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
