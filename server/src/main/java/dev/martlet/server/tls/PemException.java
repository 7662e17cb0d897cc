// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.tls;

/** A PEM file that is of no use; the message says why, and shows nothing of the file. */
public final class PemException extends Exception {
    private static final long serialVersionUID = 1L;

    PemException(String message) {
        super(message, null, false, false);
    }
}
