// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import dev.martlet.provider.anthropic.AnthropicDialect;
import dev.martlet.provider.bedrock.BedrockConverse;
import dev.martlet.provider.cohere.CohereChat;
import dev.martlet.provider.config.DialectName;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.endpoint.Protocols;
import dev.martlet.provider.gemini.GeminiDialect;
import dev.martlet.provider.openaichat.OpenAiChat;
import dev.martlet.provider.openairesponses.OpenAiResponses;
import dev.martlet.provider.pool.EventFormat;
import dev.martlet.provider.pool.SseFormat;
import java.util.EnumMap;
import java.util.Map;

/** The six dialects by name. */
final class Dialects {
    private Dialects() {}

    static Protocols all() {
        Map<DialectName, Dialect> dialects = new EnumMap<>(DialectName.class);
        Map<DialectName, EventFormat> events = new EnumMap<>(DialectName.class);
        EventFormat sse = new SseFormat();
        for (DialectName name : DialectName.values()) {
            dialects.put(name, dialect(name));
            events.put(name, name == DialectName.BEDROCK_CONVERSE ? new AwsFormat() : sse);
        }
        return new Protocols(dialects, events);
    }

    private static Dialect dialect(DialectName name) {
        return switch (name) {
            case OPENAI_CHAT -> new OpenAiChat();
            case OPENAI_RESPONSES -> new OpenAiResponses();
            case ANTHROPIC_MESSAGES -> new AnthropicDialect();
            case GEMINI -> new GeminiDialect();
            case COHERE_CHAT -> new CohereChat();
            case BEDROCK_CONVERSE -> new BedrockConverse();
        };
    }
}
