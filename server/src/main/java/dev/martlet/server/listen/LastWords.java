// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.server.connection.ClientSocket;
import java.io.IOException;
import java.time.Duration;

/** How a connection of HTTP/1 ends, so that the client understands what it was sent last. */
final class LastWords {
    /** How long a client may take to read our last reply, or to send a small rest of its own. */
    static final Duration TIME = Duration.ofSeconds(1);

    /** More than this is never read from a client whose connection is to be closed. */
    private static final int MOST_BYTES = 1 << 20;

    private final ClientSocket socket;
    private final PhaseClock clock;

    LastWords(ClientSocket socket, PhaseClock clock) {
        this.socket = socket;
        this.clock = clock;
    }

    /**
     * Lets the client read what it was told last: a socket that is closed on unread bytes takes
     * back what is under way.
     */
    void heard() throws IOException {
        socket.endOutput();
        if (!clock.enter(Phase.DISCARDING, TIME)) {
            return;
        }
        byte[] rest = new byte[4096];
        int total = 0;
        int count = socket.in().read(rest);
        while (count > 0 && total < MOST_BYTES) {
            total += count;
            count = socket.in().read(rest);
        }
    }

    /**
     * Ends in the middle of a reply.
     *
     * @param untilClose whether the end of the connection would pass for the end of the reply
     */
    void cutOff(boolean untilClose) {
        if (untilClose) {
            socket.reset();
        } else {
            socket.abort();
        }
    }
}
