// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who is at the other end of the client's connection.
 *
 * @param listener name of the listener that accepted it
 * @param address the client's address: the socket's, or what the PROXY protocol said
 * @param port the client's port, likewise
 * @param localPort the port that it connected to
 * @param secure whether the connection is TLS
 * @param protocol the version of HTTP that is spoken on it: {@code 1.0}, {@code 1.1} or {@code 2}
 * @param certificates the client's verified certificate chain, leaf first; empty without mutual TLS
 */
public record Peer(
        String listener,
        InetAddress address,
        int port,
        int localPort,
        boolean secure,
        String protocol,
        List<X509Certificate> certificates) {
    public Peer {
        certificates = List.copyOf(certificates);
    }

    /**
     * The same peer, speaking another version.
     *
     * @param other the version of one request
     * @return the peer
     */
    public Peer withProtocol(String other) {
        return new Peer(listener, address, port, localPort, secure, other, certificates);
    }
}
