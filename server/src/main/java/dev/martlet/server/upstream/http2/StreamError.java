// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

/**
 * The peer broke the protocol in a way that concerns one stream (RFC 9113, section 5.4.2). Without
 * a stack trace: it is an outcome.
 */
final class StreamError extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    StreamError(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }
}
