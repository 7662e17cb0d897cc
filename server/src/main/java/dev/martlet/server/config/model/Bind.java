// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.ScalarForm;
import java.net.InetAddress;
import java.util.Locale;

/**
 * An address to listen on.
 *
 * @param host an IP literal without brackets, or a name
 * @param port 0 to 65535; 0 lets the system choose
 */
@ScalarForm(
        expected = "host:port such as 0.0.0.0:8080, [::]:8080 or localhost:8080",
        pattern = "(\\[[0-9a-fA-F:.]{2,45}\\]|[A-Za-z0-9._-]{1,253}):[0-9]{1,5}")
public record Bind(String host, int port) {
    /** Reads {@code host:port}; an IPv6 literal is in brackets. Nothing is resolved. */
    public static Bind parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("no port");
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        String host = text.substring(0, colon);
        if (port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            String literal = host.substring(1, host.length() - 1);
            return new Bind(InetAddress.ofLiteral(literal).getHostAddress(), port);
        }
        if (!host.matches("[A-Za-z0-9._-]{1,253}") || (host.matches("[0-9.]+") && !ipv4(host))) {
            throw new IllegalArgumentException("not a host");
        }
        return new Bind(host.toLowerCase(Locale.ROOT), port);
    }

    /**
     * True if only this machine can connect. A name other than {@code localhost} is not trusted to
     * be loopback.
     */
    public boolean loopback() {
        if (host.equals("localhost")) {
            return true;
        }
        return (ipv4(host) || host.contains(":"))
                && InetAddress.ofLiteral(host).isLoopbackAddress();
    }

    /** True if every address of the machine is meant. */
    public boolean wildcard() {
        return (ipv4(host) || host.contains(":"))
                && InetAddress.ofLiteral(host).isAnyLocalAddress();
    }

    private static boolean ipv4(String host) {
        return host.matches("((25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})(\\.|$)){4}")
                && !host.endsWith(".");
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
