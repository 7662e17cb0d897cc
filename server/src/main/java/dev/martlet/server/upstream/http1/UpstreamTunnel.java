// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import dev.martlet.core.Tunnel;
import java.io.IOException;

/** The endpoint's side of a connection that has changed its protocol. */
final class UpstreamTunnel implements Tunnel {
    private final Http1Connection connection;
    private final Runnable onClose;

    UpstreamTunnel(Http1Connection connection, Runnable onClose) {
        this.connection = connection;
        this.onClose = onClose;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return connection.input().read(buffer, offset, length);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        connection.output().flush();
        connection.output().write(buffer, offset, length);
        connection.output().flush();
    }

    @Override
    public void shutdownOutput() throws IOException {
        connection.shutdownOutput();
    }

    @Override
    public void close() {
        onClose.run();
    }
}
