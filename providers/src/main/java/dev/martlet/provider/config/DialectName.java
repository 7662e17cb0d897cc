// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Key;

/** The wire formats of chats. */
public enum DialectName {
    @Doc("OpenAI's /chat/completions, and the many APIs made alike.")
    @Key("openai-chat")
    OPENAI_CHAT,
    @Doc("OpenAI's /responses.")
    @Key("openai-responses")
    OPENAI_RESPONSES,
    @Doc("Anthropic's /messages.")
    @Key("anthropic-messages")
    ANTHROPIC_MESSAGES,
    @Doc("Google's generateContent.")
    @Key("gemini")
    GEMINI,
    @Doc("Cohere's /v2/chat.")
    @Key("cohere-chat")
    COHERE_CHAT,
    @Doc("AWS Bedrock's Converse.")
    @Key("bedrock-converse")
    BEDROCK_CONVERSE;

    /**
     * The name as it is written.
     *
     * @return kebab-case
     */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
