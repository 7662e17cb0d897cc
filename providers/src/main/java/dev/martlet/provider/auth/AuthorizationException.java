// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import org.jspecify.annotations.Nullable;

/** There are no valid credentials for a provider. For the operator; names nothing secret. */
public final class AuthorizationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean lasting;

    AuthorizationException(String message, boolean lasting, @Nullable Throwable cause) {
        super(message, cause);
        this.lasting = lasting;
    }

    /**
     * Whether it helps to try again.
     *
     * @return true if the credentials were refused; false if they could not be had for now
     */
    public boolean lasting() {
        return lasting;
    }
}
