// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import dev.martlet.core.RequestHead;

/** Puts a key into a request, or signs the request with it. */
@FunctionalInterface
public interface Authorizer {
    /** For providers that want no key. */
    Authorizer NONE = (head, body, key) -> head;

    /**
     * Authorizes a request.
     *
     * @param head complete but for the authorization; its fields may be changed in place
     * @param body the bytes that will be sent
     * @param key the provider's
     * @return the head to be sent
     */
    RequestHead authorize(RequestHead head, byte[] body, ProviderKey key);
}
