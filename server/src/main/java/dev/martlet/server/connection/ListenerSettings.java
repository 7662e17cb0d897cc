// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.connection;

import dev.martlet.server.tls.TlsSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a listener does. Two listeners with equal settings are interchangeable.
 *
 * @param name as shown in logs and by the admin API
 * @param host the address to bind to, for example {@code 0.0.0.0}
 * @param port the port, or 0 for any free one
 * @param http2 whether HTTP/2 is offered: by ALPN with TLS, with prior knowledge without
 * @param tls null for plain text
 * @param proxyProtocol whether each connection starts with a PROXY protocol header
 * @param limits what a client may send and hold
 * @param timeouts how long a client may take
 */
public record ListenerSettings(
        String name,
        String host,
        int port,
        boolean http2,
        @Nullable TlsSettings tls,
        boolean proxyProtocol,
        ListenerLimits limits,
        ListenerTimeouts timeouts) {
    public ListenerSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0-65535)");
        }
    }

    /**
     * Plain text with default limits.
     *
     * @param name the name
     * @param host the address
     * @param port the port
     * @return the settings
     */
    public static ListenerSettings plain(String name, String host, int port) {
        return new ListenerSettings(
                name,
                host,
                port,
                true,
                null,
                false,
                ListenerLimits.DEFAULT,
                ListenerTimeouts.DEFAULT);
    }

    /**
     * Whether two settings mean the same socket, so that one can take over from the other without
     * binding anew.
     *
     * @param other other settings
     * @return true for equal addresses
     */
    public boolean sameAddress(ListenerSettings other) {
        return host.equals(other.host) && port == other.port;
    }
}
