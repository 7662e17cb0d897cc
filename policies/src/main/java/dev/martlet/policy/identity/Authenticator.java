// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.Exchange;
import org.jspecify.annotations.Nullable;

/** Recognises one kind of credential. */
interface Authenticator {
    /**
     * Looks at a request. Removes the credential from it, if it is recognised.
     *
     * @throws dev.martlet.core.GatewayException with a 401 if it is recognised and wrong, with a
     *     403 if it is right and not enough
     */
    Verdict check(Exchange exchange);

    /**
     * How to ask for the credential in WWW-Authenticate (RFC 9110, section 11.6.1).
     *
     * @return the challenge, or null if HTTP has none for it
     */
    @Nullable String challenge();

    /**
     * Takes a credential of this kind out of a request whose caller is known by another: it must
     * not travel on.
     */
    default void strip(Exchange exchange) {}

    /** Whether to ask even if somebody else has recognised the caller: it can then only refuse. */
    default boolean always() {
        return false;
    }
}
