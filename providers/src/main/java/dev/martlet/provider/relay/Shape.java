// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.provider.dialect.Dialect;

/** Whose words an API beside chats uses; several dialects of chats may share them. */
public enum Shape {
    /** OpenAI's, and with reranking Jina's, which those who speak as OpenAI have taken over. */
    OPENAI,
    /** Cohere's second version. */
    COHERE,
    /** Google's. */
    GEMINI,
    /** There is none but chats. */
    NONE;

    /**
     * What a dialect's APIs look like.
     *
     * @param dialect of a provider or a client
     * @return the shape
     */
    public static Shape of(Dialect dialect) {
        return switch (dialect.name()) {
            case "openai-chat", "openai-responses" -> OPENAI;
            case "cohere-chat" -> COHERE;
            case "gemini" -> GEMINI;
            default -> NONE;
        };
    }
}
