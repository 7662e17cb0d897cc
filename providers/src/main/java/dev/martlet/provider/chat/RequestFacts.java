// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import dev.martlet.core.Key;

/**
 * What rules may ask about a request to a model.
 *
 * @param model the name that the client sent
 * @param tokens of the prompt, estimated
 * @param stream whether the answer is to stream
 * @param tools whether there are tools
 * @param images whether there are images
 * @param turns messages in the conversation
 */
public record RequestFacts(
        String model, long tokens, boolean stream, boolean tools, boolean images, int turns) {
    /** Where an exchange keeps them, once its body has been read. */
    public static final Key<RequestFacts> KEY = Key.named("request-facts");
}
