// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.connection;

import java.io.IOException;

/** A version of HTTP at work on a connection. */
public interface Protocol {
    /**
     * Serves the connection to its end. Runs on the connection's thread.
     *
     * @throws IOException if the connection broke
     */
    void serve() throws IOException;

    /**
     * Asks for an end: at once if the connection is idle, else when what is in flight is done. Any
     * thread.
     */
    void drain();

    /**
     * How many requests and tunnels are in flight.
     *
     * @return the count
     */
    int inFlight();

    /** Ends whatever is in flight: the socket is about to be closed by the server. Any thread. */
    void cut();
}
