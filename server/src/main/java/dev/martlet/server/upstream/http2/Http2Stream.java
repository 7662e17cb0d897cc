// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.server.http2.SendWindow;

/** A stream as its connection sees it (RFC 9113, section 5.1). Guarded by the connection's lock. */
final class Http2Stream {
    private final int id;
    private final Inbox inbox;
    private final boolean toHead;
    private final SendWindow window;
    private int interimReplies;

    boolean remoteEnded;

    /**
     * An open stream.
     *
     * @param toHead whether the request is a HEAD, whose reply has no body
     * @param window our half of the stream
     */
    Http2Stream(int id, Inbox inbox, boolean toHead, SendWindow window) {
        this.id = id;
        this.inbox = inbox;
        this.toHead = toHead;
        this.window = window;
    }

    int id() {
        return id;
    }

    Inbox inbox() {
        return inbox;
    }

    boolean toHead() {
        return toHead;
    }

    /** Our half of the stream; closed when nothing of it is sent or expected any more. */
    SendWindow window() {
        return window;
    }

    /** Counts a 1xx reply; called by the connection's reader only. */
    boolean tooManyInterimReplies() {
        return ++interimReplies > Limits.INTERIM_REPLIES;
    }
}
