// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

/** A provider's API has no words for what the client asks; another provider's may have. */
public final class UnsayableException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Says what cannot be said.
     *
     * @param message for the client; names the field
     */
    public UnsayableException(String message) {
        super(message, null, false, false);
    }
}
