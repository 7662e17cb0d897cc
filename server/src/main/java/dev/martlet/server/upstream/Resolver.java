// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Looks names up. Safe for concurrent use; blocks. */
public interface Resolver {
    /**
     * The addresses of a host.
     *
     * @param host a name or a literal address
     * @return all of them, at least one
     * @throws IOException if there is none, or no answer
     */
    List<InetAddress> addresses(String host) throws IOException;

    /**
     * The SRV records of a name (RFC 2782).
     *
     * @param name for example {@code _http._tcp.billing.internal}
     * @return all of them, at least one
     * @throws IOException if there is none, or no answer
     */
    List<SrvRecord> services(String name) throws IOException;

    /**
     * One SRV record.
     *
     * @param priority lower ones are used first
     * @param weight share among those of the same priority
     * @param port of the service
     * @param target name of the host, without the final dot
     */
    record SrvRecord(int priority, int weight, int port, String target) {}
}
