// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;

/**
 * The answer to an exchange. Status and headers may be changed until it is written; the body is
 * wrapped, not copied.
 *
 * <p>{@link #close()} runs when the body has been sent, the client has gone, the upstream has
 * failed or the server stops: exactly once whatever happens. What a reply holds (a permit, a
 * connection, a span) hangs on {@link #onClose}.
 */
public sealed interface Reply extends AutoCloseable permits FullReply, StreamedReply, TunnelReply {
    /**
     * The status.
     *
     * @return the status
     */
    Status status();

    /**
     * The header fields, without the framing fields (Content-Length, Transfer-Encoding), which the
     * writer adds.
     *
     * @return the fields, to be changed in place
     */
    WritableHeaders<?> headers();

    /**
     * The same reply with another status.
     *
     * @param status the status
     * @return the reply; use it instead of this one
     */
    Reply withStatus(Status status);

    /**
     * Adds something to let go of when the reply ends; the last added runs first. Runs at once if
     * the reply has ended.
     *
     * @param action must not block for long
     * @return this reply
     */
    Reply onClose(Runnable action);

    /** Ends the reply; the first call releases, later ones do nothing. Safe from any thread. */
    @Override
    void close();
}
