// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.server.connection.ListenerLimits;
import dev.martlet.server.connection.ListenerSettings;
import dev.martlet.server.connection.ListenerTimeouts;
import dev.martlet.server.connection.RefusalListener;
import dev.martlet.server.connection.ServerContext;
import dev.martlet.server.http2.ReceiveMemory;
import dev.martlet.server.io.Watchdog;
import dev.martlet.server.tls.TlsMaterial;
import dev.martlet.server.tls.TlsSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** A listener on a free port, with times short enough to wait for. */
public final class TestServer implements AutoCloseable {
    public final TestHandler handler = new TestHandler();
    public final Watchdog watchdog =
            new Watchdog(System::nanoTime, Executors.newVirtualThreadPerTaskExecutor());

    /** What was refused before it was a request, with who and why. */
    public final BlockingQueue<String> refused = new LinkedBlockingQueue<>();

    public final ReceiveMemory memory;
    public final ServerContext context;
    public final Listener listener;

    public TestServer() throws IOException {
        this(settings());
    }

    public TestServer(ListenerSettings settings) throws IOException {
        this(settings, null);
    }

    public TestServer(ListenerSettings settings, TlsMaterial tls) throws IOException {
        this(settings, tls, new ReceiveMemory(64 << 20));
    }

    public TestServer(ListenerSettings settings, TlsMaterial tls, ReceiveMemory memory)
            throws IOException {
        this.memory = memory;
        RefusalListener refusals =
                (reason, address, detail) ->
                        refused.add(reason + " " + address.getHostAddress() + " " + detail);
        this.context =
                new ServerContext(handler, watchdog, InstantSource.system(), memory, refusals);
        listener = Listener.open(settings, tls, context);
    }

    public static ListenerSettings settings() {
        return settings(ListenerLimits.DEFAULT, ListenerTimeouts.DEFAULT, false, null);
    }

    public static ListenerSettings settings(ListenerLimits limits) {
        return settings(limits, ListenerTimeouts.DEFAULT, false, null);
    }

    public static ListenerSettings settings(ListenerTimeouts timeouts) {
        return settings(ListenerLimits.DEFAULT, timeouts, false, null);
    }

    public static ListenerSettings settings(
            ListenerLimits limits, ListenerTimeouts timeouts, boolean proxy, TlsSettings tls) {
        return settings(limits, timeouts, proxy, tls, "test");
    }

    public static ListenerSettings settings(
            ListenerLimits limits,
            ListenerTimeouts timeouts,
            boolean proxy,
            TlsSettings tls,
            String name) {
        return new ListenerSettings(name, "127.0.0.1", 0, true, tls, proxy, limits, timeouts);
    }

    /** All time-outs long, but for those that a test wants to see. */
    public static final class Times {
        private Duration handshake = Duration.ofSeconds(30);
        private Duration headerRead = Duration.ofSeconds(30);
        private Duration bodyIdle = Duration.ofSeconds(30);
        private Duration writeIdle = Duration.ofSeconds(30);
        private Duration idle = Duration.ofSeconds(30);
        private Duration tunnelIdle = Duration.ZERO;

        public Times handshake(int millis) {
            handshake = Duration.ofMillis(millis);
            return this;
        }

        public Times headerRead(int millis) {
            headerRead = Duration.ofMillis(millis);
            return this;
        }

        public Times bodyIdle(int millis) {
            bodyIdle = Duration.ofMillis(millis);
            return this;
        }

        public Times writeIdle(int millis) {
            writeIdle = Duration.ofMillis(millis);
            return this;
        }

        public Times idle(int millis) {
            idle = Duration.ofMillis(millis);
            return this;
        }

        public Times tunnelIdle(int millis) {
            tunnelIdle = Duration.ofMillis(millis);
            return this;
        }

        public ListenerTimeouts build() {
            return new ListenerTimeouts(
                    handshake, headerRead, bodyIdle, writeIdle, idle, tunnelIdle);
        }
    }

    public int port() {
        return listener.port();
    }

    public RawClient client() throws IOException {
        return new RawClient(port());
    }

    @Override
    public void close() {
        listener.close();
        watchdog.close();
    }
}
