// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.dialect;

import dev.martlet.provider.chat.ChatRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A dialect in which the size of a prompt can be asked for. Pure, as {@link Dialect}. */
public interface CountsTokens {
    /**
     * Where a provider counts, behind its base URL.
     *
     * @param model the provider's name of the model
     * @return the path
     */
    String countPath(String model);

    /**
     * Makes what a provider is asked of what a client asks in the same dialect.
     *
     * @param body the client's, a JSON object
     * @param model the provider's name of the model
     * @return the body for the provider; whatever is not about the model keeps its bytes
     */
    byte[] countBody(byte[] body, String model);

    /**
     * Reads what a client asks.
     *
     * @param body the JSON body
     * @param address what the path says
     * @return the prompt whose size is wanted
     * @throws BadChatException if it is none; names the field
     */
    ChatRequest readCount(JsonNode body, Dialect.Address address);

    /**
     * Writes an answer for a client.
     *
     * @param tokens how many
     * @return the JSON body
     */
    ObjectNode writeCount(long tokens);
}
