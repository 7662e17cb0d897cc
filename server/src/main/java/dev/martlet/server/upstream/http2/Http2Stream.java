// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import java.util.concurrent.locks.Condition;

/** A stream as its connection sees it (RFC 9113, section 5.1). Guarded by the connection's lock. */
final class Http2Stream {
    private final int id;
    private final Inbox inbox;
    private final boolean toHead;
    private final Condition sendable;
    private int interimReplies;

    /** What may be sent; negative if the peer took some back. */
    int sendWindow;

    boolean localEnded;
    boolean remoteEnded;

    /** Nothing of this stream is sent or expected any more. */
    boolean gone;

    /**
     * An open stream.
     *
     * @param toHead whether the request is a HEAD, whose reply has no body
     * @param sendable signalled when the stream may be able to send
     */
    Http2Stream(int id, Inbox inbox, boolean toHead, int sendWindow, Condition sendable) {
        this.id = id;
        this.inbox = inbox;
        this.toHead = toHead;
        this.sendWindow = sendWindow;
        this.sendable = sendable;
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

    Condition sendable() {
        return sendable;
    }

    /** Counts a 1xx reply; called by the connection's reader only. */
    boolean tooManyInterimReplies() {
        return ++interimReplies > Limits.INTERIM_REPLIES;
    }
}
