// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

/**
 * The peer broke the protocol in a way that concerns one stream (RFC 9113, section 5.4.2). Without
 * a stack trace: it is an outcome.
 */
public final class StreamError extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    /**
     * An error.
     *
     * @param code see {@link ErrorCode}
     * @param message for our log
     */
    public StreamError(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** What RST_STREAM tells the peer. */
    public int code() {
        return code;
    }
}
