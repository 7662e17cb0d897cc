// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

import dev.martlet.provider.chat.ChatRequest;

/** How large texts are in tokens, where no provider has said it. */
public interface TokenCounter {
    /** Four characters are a token, roughly; a message has a few of its own. */
    TokenCounter ROUGH = new RoughTokenCounter();

    /**
     * The size of a text.
     *
     * @param model the provider's name of the model, whose tokenizer counts
     * @param text the text
     * @return tokens, an estimate
     */
    long count(String model, String text);

    /**
     * The size of a prompt: turns, tools and schema, with what their frame costs.
     *
     * @param model the provider's name of the model, whose tokenizer counts
     * @param request the prompt
     * @return tokens, an estimate
     */
    long count(String model, ChatRequest request);
}
