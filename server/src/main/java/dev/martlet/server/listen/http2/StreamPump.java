// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.core.Body;
import dev.martlet.core.Tunnel;
import dev.martlet.server.http2.Frame;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Moves bytes both ways between a client's stream and the far side of a tunnel (RFC 8441, section
 * 5). When one side has said all, the other is told so and may go on.
 */
final class StreamPump {
    private final Body fromClient;
    private final ToClient toClient;
    private final Tunnel tunnel;
    private volatile @Nullable IOException clientBroke;

    /** Sends DATA. */
    interface ToClient {
        void send(byte[] bytes, int count, boolean end) throws IOException;
    }

    StreamPump(Body fromClient, ToClient toClient, Tunnel tunnel) {
        this.fromClient = fromClient;
        this.toClient = toClient;
        this.tunnel = tunnel;
    }

    /**
     * Runs until both sides have ended or one has broken.
     *
     * @throws IOException if a side broke
     */
    void run() throws IOException {
        Thread upward = Thread.ofVirtual().name("h2-tunnel").start(this::upward);
        boolean done = false;
        try {
            downward();
            done = true;
        } finally {
            if (!done) {
                tunnel.close();
                fromClient.close();
            }
            join(upward);
        }
        IOException why = clientBroke;
        if (why != null) {
            throw why;
        }
    }

    private void join(Thread upward) throws IOException {
        try {
            upward.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            tunnel.close();
            throw new IOException("interrupted", e);
        }
    }

    private void downward() throws IOException {
        byte[] buffer = new byte[Frame.MAX_PAYLOAD];
        int count = tunnel.read(buffer, 0, buffer.length);
        while (count >= 0) {
            toClient.send(buffer, count, false);
            count = tunnel.read(buffer, 0, buffer.length);
        }
        toClient.send(buffer, 0, true);
    }

    private void upward() {
        try {
            byte[] buffer = new byte[Frame.MAX_PAYLOAD];
            int count = fromClient.read(buffer, 0, buffer.length);
            while (count >= 0) {
                tunnel.write(buffer, 0, count);
                count = fromClient.read(buffer, 0, buffer.length);
            }
            tunnel.shutdownOutput();
        } catch (IOException e) {
            clientBroke = e;
            tunnel.close();
        } catch (RuntimeException e) {
            clientBroke = new IOException(e);
            tunnel.close();
        }
    }
}
