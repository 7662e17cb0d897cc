// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

/** Makes the transport that reaches one endpoint. */
@FunctionalInterface
public interface TransportFactory {
    /**
     * Makes a transport. Does no I/O: connections are made when they are needed.
     *
     * @param service the name of the service, for failures and metrics
     * @param address where to connect to
     * @param settings how
     * @return the transport, to be closed by the caller
     */
    Transport create(String service, EndpointAddress address, TransportSettings settings);
}
