// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.io.IOException;

/** The peer broke the protocol so that the connection must end (RFC 9113, section 5.4.1). */
public final class ConnectionError extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /**
     * An error.
     *
     * @param code see {@link ErrorCode}
     * @param message for our log
     */
    public ConnectionError(int code, String message) {
        super(message);
        this.code = code;
    }

    /** What GOAWAY tells the peer. */
    public int code() {
        return code;
    }

    /** A {@link ErrorCode#PROTOCOL_ERROR}. */
    public static ConnectionError protocol(String message) {
        return new ConnectionError(ErrorCode.PROTOCOL_ERROR, message);
    }
}
