// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

import dev.martlet.provider.chat.ChatRequest;

/** How large texts are in tokens, where no provider has said it. */
public interface TokenCounter {
    /** Goes by the number of characters; good enough to choose a target by. */
    TokenCounter ROUGH = new RoughTokenCounter();

    /**
     * A counter that knows tokenizers: exact for OpenAI's models, near for others. Loads its tables
     * when it counts first; counts 200,000 characters at most and takes the rest to be alike.
     *
     * @return a counter
     */
    static TokenCounter exact() {
        return new ExactTokenCounter();
    }

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
