// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.net.InetAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a transport connects to.
 *
 * @param secure whether TLS is spoken
 * @param host name or literal address, an IPv6 literal without brackets: what certificates are
 *     checked against, unless the TLS settings name something else
 * @param port 1 to 65535
 * @param resolved the one address to connect to, where discovery has resolved the host already;
 *     null if the transport resolves it
 */
public record EndpointAddress(
        boolean secure, String host, int port, @Nullable InetAddress resolved) {
    public EndpointAddress {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host: empty (expected: a name or an address)");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
    }

    /**
     * The server of a URL.
     *
     * @param url http or https, with a host
     * @return its address, with the scheme's port if it names none
     */
    public static EndpointAddress of(URI url) {
        boolean secure = "https".equals(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
        String host = url.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new EndpointAddress(secure, bare, port, null);
    }

    /**
     * A stable name: scheme, host (the address, where it is resolved) and port.
     *
     * @return for example {@code http://10.0.0.1:8080} or {@code https://[::1]:8443}
     */
    public String id() {
        String place = resolved == null ? host : resolved.getHostAddress();
        String bracketed = place.indexOf(':') >= 0 ? '[' + place + ']' : place;
        return (secure ? "https://" : "http://") + bracketed + ':' + port;
    }
}
