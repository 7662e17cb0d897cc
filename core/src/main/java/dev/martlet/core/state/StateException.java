// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.state;

import org.jspecify.annotations.Nullable;

/**
 * The store does not answer, or not in time. Expected: whoever asks has to know what to do then.
 */
public final class StateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A failure of the store.
     *
     * @param message what was tried
     * @param cause why it failed
     */
    public StateException(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
