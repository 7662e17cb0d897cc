// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model of LangChain4j. */
@Doc("A chat model of LangChain4j, made by its builder.")
public record LangChainConfig(
        @Doc("The class of a ChatModel with a static builder() method.") @Nullable String chatModel,
        @Doc("The class of a StreamingChatModel with a static builder() method.")
                @Nullable String streamingChatModel,
        @Doc("Properties of the builder: text, numbers, truth values and durations by name.")
                Map<String, Secret> properties,
        @Doc("Jars with these classes and all that they need; read again by a reload.")
                List<Path> jars) {
    public LangChainConfig {
        if (chatModel == null && streamingChatModel == null) {
            throw new IllegalArgumentException(
                    "chat-model: missing (expected: chat-model, streaming-chat-model, or both)");
        }
    }
}
