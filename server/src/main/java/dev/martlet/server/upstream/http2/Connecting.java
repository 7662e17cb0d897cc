// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.Failure;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.io.Watch;
import dev.martlet.server.io.Watchdog;
import dev.martlet.server.upstream.TransportSettings;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A connection in the making, from the look-up of the name to the peer's first SETTINGS, within one
 * deadline. On a thread of its own: the call that needed it may go away, others wait as well.
 */
final class Connecting implements ConnectionOwner {
    private final String upstream;
    private final Connector connector;
    private final TransportSettings settings;
    private final Watchdog watchdog;
    private final ConnectionPool pool;
    private final Watch watch;
    private final AtomicBoolean decided = new AtomicBoolean();
    private volatile @Nullable Socket socket;

    Connecting(
            String upstream,
            Connector connector,
            TransportSettings settings,
            Watchdog watchdog,
            ConnectionPool pool) {
        this.upstream = upstream;
        this.connector = connector;
        this.settings = settings;
        this.watchdog = watchdog;
        this.pool = pool;
        this.watch = watchdog.watch(this::expired);
    }

    void start() {
        watch.in(settings.connect());
        Thread.ofVirtual().name("h2-connect-" + upstream).start(this::run);
    }

    private void run() {
        try {
            Wire wire = connector.connect(this::opened);
            new Http2Connection(wire, upstream, watchdog, settings.pool().idleTimeout(), this)
                    .start();
        } catch (IOException | RuntimeException e) {
            failed(new UpstreamFailure.Connect(upstream), e);
        }
    }

    private void opened(Socket next) {
        socket = next;
        if (decided.get()) {
            cut();
        }
    }

    @Override
    public void ready(Http2Connection connection) {
        if (decided.compareAndSet(false, true)) {
            watch.close();
            pool.ready(connection);
        }
    }

    @Override
    public void roomMade(Http2Connection connection) {
        pool.roomMade(connection);
    }

    @Override
    public void lost(Http2Connection connection, Failure failure, @Nullable Throwable cause) {
        failed(new UpstreamFailure.Connect(upstream), cause);
        pool.lost(connection, failure, cause);
    }

    private void expired() {
        failed(new UpstreamFailure.Timeout(upstream, "connect"), null);
        cut();
    }

    private void failed(Failure failure, @Nullable Throwable cause) {
        if (decided.compareAndSet(false, true)) {
            watch.close();
            pool.connectFailed(failure, cause);
            cut();
        }
    }

    private void cut() {
        Socket open = socket;
        if (open != null) {
            new Wire(open, open).cut();
        }
    }
}
