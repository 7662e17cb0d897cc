// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;

/**
 * The upstream agreed to switch protocols (101, RFC 9110, section 15.2.2): from here on bytes flow
 * both ways until either side ends.
 */
public final class TunnelReply implements Reply {
    private final WritableHeaders<?> headers;
    private final Tunnel tunnel;
    private final Release release = new Release();

    /**
     * A reply over an upgraded connection; closing the reply closes the tunnel.
     *
     * @param headers the fields, with Upgrade and Connection
     * @param tunnel the upstream's side
     */
    public TunnelReply(WritableHeaders<?> headers, Tunnel tunnel) {
        this.headers = headers;
        this.tunnel = tunnel;
        release.add(tunnel::close);
    }

    /**
     * The upstream's side of the connection.
     *
     * @return the tunnel
     */
    public Tunnel tunnel() {
        return tunnel;
    }

    @Override
    public Status status() {
        return Status.SWITCHING_PROTOCOLS_101;
    }

    @Override
    public WritableHeaders<?> headers() {
        return headers;
    }

    /** A switch of protocols cannot be given another status: it has happened. */
    @Override
    public Reply withStatus(Status status) {
        throw new IllegalStateException(
                "status: " + status.code() + " (expected: 101, the upstream has switched)");
    }

    @Override
    public TunnelReply onClose(Runnable action) {
        release.add(action);
        return this;
    }

    @Override
    public void close() {
        release.release();
    }
}
