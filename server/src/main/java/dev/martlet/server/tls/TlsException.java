// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.tls;

import org.jspecify.annotations.Nullable;

/** A certificate or key that cannot be used; the message names the file and what is wrong. */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1L;

    TlsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
