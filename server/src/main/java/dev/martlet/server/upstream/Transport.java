// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Attempt;
import dev.martlet.core.Reply;

/** The connections to one endpoint, over one version of HTTP. Thread-safe. */
public interface Transport extends AutoCloseable {
    /**
     * Sends the call of an attempt and waits for the head of the reply. Cancels with the exchange's
     * cancellation, in every phase and until the reply is closed. Closing the reply gives the
     * connection back, or drops it if it cannot be used again.
     *
     * @param attempt what to send, and until when the head of the reply must be there
     * @return a streamed reply, or a tunnel if the endpoint switched protocols
     * @throws dev.martlet.core.GatewayException with {@code UpstreamConnect}, {@code
     *     UpstreamReset}, {@code UpstreamTimeout} or {@code UpstreamProtocol}; with {@code
     *     Overloaded} if no connection came free in time; with the cause of the cancellation if the
     *     exchange was cancelled
     */
    Reply send(Attempt attempt);

    /**
     * What the transport holds.
     *
     * @return a snapshot for the admin API
     */
    Stats stats();

    /** Drops idle connections, lets those in use finish, takes no new calls. */
    @Override
    void close();

    /**
     * Counters of a transport.
     *
     * @param open connections that exist
     * @param idle those of them that nobody uses
     * @param inFlight calls whose reply is not closed
     */
    record Stats(int open, int idle, int inFlight) {}
}
