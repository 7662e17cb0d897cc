// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import java.io.IOException;

/** The peer broke the protocol so that the connection must end (RFC 9113, section 5.4.1). */
final class ConnectionError extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;

    ConnectionError(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
