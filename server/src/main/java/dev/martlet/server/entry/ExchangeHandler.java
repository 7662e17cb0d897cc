// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.entry;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a client connection, of whatever version of HTTP, hands its requests to. */
public interface ExchangeHandler {
    /**
     * Takes in a request whose head was read, and runs it up to the head of its reply. Never
     * throws: a failure comes back as its rendered reply.
     *
     * @param peer who is at the other end of the connection
     * @param head what was received
     * @param payload the body
     * @param started called on the same thread just before the chain runs, so that the connection
     *     can cancel the exchange when the client goes away
     * @return the exchange with its reply
     */
    Served serve(Peer peer, RequestHead head, Payload payload, Consumer<Exchange> started);

    /**
     * Renders a failure that came before there was a request: a malformed head, a time-out.
     *
     * @param failure what happened
     * @return the reply
     */
    FullReply refuse(Failure failure);

    /**
     * Whether the server is shutting down: a connection then ends after the reply that it is
     * writing.
     *
     * @return true from the start of the drain
     */
    boolean draining();

    /**
     * An exchange with its reply. Whoever writes the reply calls {@link #finish} whatever happens;
     * only the first call counts.
     */
    interface Served {
        /**
         * The exchange.
         *
         * @return the exchange
         */
        Exchange exchange();

        /**
         * What to write.
         *
         * @return the reply
         */
        Reply reply();

        /**
         * Ends the exchange: closes the reply, releases what hangs on both, tells the listeners.
         *
         * @param bytesSent bytes of the reply's body that were handed to the connection
         * @param failure why the reply is incomplete, or null if it is complete
         * @param cause what only the operator may see, or null
         */
        void finish(long bytesSent, @Nullable Failure failure, @Nullable Throwable cause);
    }
}
