// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import dev.martlet.core.RequestHead;
import java.util.function.Supplier;

/**
 * Puts the credentials of one provider into requests to it. What a client sent to prove itself to
 * the gateway never travels on: every authorizer starts from a copy of the head without it. Safe
 * for many threads.
 *
 * <p>Keys come from suppliers, which are asked for every request, so that a key can be replaced
 * without a new authorizer.
 */
public interface Authorizer {
    /**
     * Adds the credentials.
     *
     * @param head as it would be sent without credentials: the authority and target of the
     *     provider; not changed
     * @param payload the body; may be empty if {@link #signsPayload} is false
     * @return the head to send, with headers of its own
     * @throws AuthorizationException if there are no valid credentials at the moment
     */
    RequestHead authorize(RequestHead head, byte[] payload);

    /**
     * Whether the whole body has to be known.
     *
     * @return true if the credentials depend on it
     */
    default boolean signsPayload() {
        return false;
    }

    /**
     * No credentials, as for a model in the own network.
     *
     * @return the authorizer
     */
    static Authorizer none() {
        return (head, payload) -> ClientCredentials.removed(head);
    }

    /**
     * {@code Authorization: Bearer …} (RFC 6750, section 2.1): OpenAI and its like, Cohere, API
     * keys of Bedrock, tokens of Entra for Azure.
     *
     * @param token the key or token
     * @return the authorizer
     */
    static Authorizer bearer(Supplier<String> token) {
        return header("Authorization", () -> "Bearer " + Secrets.checked("token", token));
    }

    /**
     * A header of the provider's own: {@code x-api-key} for Anthropic, {@code api-key} for Azure,
     * {@code x-goog-api-key} for Gemini.
     *
     * @param name of the header
     * @param key the key
     * @return the authorizer
     */
    static Authorizer header(String name, Supplier<String> key) {
        return new HeaderKey(name, key);
    }

    /**
     * A parameter of the query. A header is better where there is one: URLs end up in logs.
     *
     * @param name of the parameter
     * @param key the key
     * @return the authorizer
     */
    static Authorizer query(String name, Supplier<String> key) {
        return new QueryKey(name, key);
    }
}
