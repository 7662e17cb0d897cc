// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.core.Tunnel;
import dev.martlet.server.connection.ClientSocket;
import dev.martlet.server.connection.ListenerTimeouts;
import dev.martlet.server.http1.HttpInput;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Moves bytes both ways between a client and the far side of an upgraded connection. When one side
 * has said all, the other is told so and may go on.
 */
final class TunnelPump {
    private static final int BUFFER = 16 << 10;

    private final ClientSocket socket;
    private final HttpInput input;
    private final Tunnel tunnel;
    private final PhaseClock clock;
    private final Duration idle;
    private final ClientWatch client;
    private volatile @Nullable IOException broken;

    TunnelPump(
            ClientSocket socket,
            HttpInput input,
            Tunnel tunnel,
            PhaseClock clock,
            ListenerTimeouts timeouts,
            ClientWatch client) {
        this.socket = socket;
        this.input = input;
        this.tunnel = tunnel;
        this.clock = clock;
        this.idle = timeouts.tunnelIdle();
        this.client = client;
    }

    /**
     * Runs until both sides have ended or one has broken.
     *
     * @return bytes that went to the client
     * @throws IOException if a side broke
     */
    long run() throws IOException {
        touch();
        Thread upward = Thread.ofVirtual().name("tunnel").start(this::upward);
        long sent = 0;
        try {
            sent = downward();
        } catch (IOException e) {
            fail(e);
        }
        try {
            upward.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new IOException("interrupted", e));
        }
        IOException why = broken;
        if (why != null) {
            throw why;
        }
        return sent;
    }

    private long downward() throws IOException {
        byte[] buffer = new byte[BUFFER];
        long sent = 0;
        int count = tunnel.read(buffer, 0, buffer.length);
        while (count >= 0) {
            touch();
            socket.out().write(buffer, 0, count);
            sent += count;
            touch();
            count = tunnel.read(buffer, 0, buffer.length);
        }
        socket.endOutput();
        return sent;
    }

    private void upward() {
        try {
            // A read that looked for the client's end may have got the first bytes.
            if (!client.join()) {
                byte[] buffer = new byte[BUFFER];
                int count = input.read(buffer, 0, buffer.length);
                while (count >= 0) {
                    touch();
                    tunnel.write(buffer, 0, count);
                    touch();
                    count = input.read(buffer, 0, buffer.length);
                }
            }
            tunnel.shutdownOutput();
        } catch (IOException e) {
            fail(e);
        }
    }

    private void touch() {
        if (idle.isZero()) {
            clock.enter(Phase.TUNNEL);
        } else {
            clock.enter(Phase.TUNNEL, idle);
        }
    }

    private void fail(IOException e) {
        if (broken == null) {
            broken = e;
        }
        tunnel.close();
        socket.abort();
    }
}
