// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.langchain;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.martlet.provider.config.LangChainConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the models that a configuration describes. */
final class ModelFactory {
    private final LangChainConfig config;
    private final ClassLoader loader;

    ModelFactory(LangChainConfig config, ClassLoader loader) {
        this.config = config;
        this.loader = loader;
    }

    /**
     * Makes them.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    LangChainModel.Models make(Jars jars) {
        Map<String, String> properties = new LinkedHashMap<>();
        config.properties().forEach((name, value) -> properties.put(name, value.reveal()));
        @Nullable Blueprint chat = blueprint("chat-model", config.chatModel());
        @Nullable Blueprint streaming =
                blueprint("streaming-chat-model", config.streamingChatModel());
        List<Blueprint> blueprints = new ArrayList<>();
        if (chat != null) {
            blueprints.add(chat);
        }
        if (streaming != null) {
            blueprints.add(streaming);
        }
        for (Blueprint blueprint : blueprints) {
            blueprint.set(properties);
            // What is tried again, and how often, is decided for all providers alike.
            blueprint.preset("max-retries", "0");
        }
        checkKnown(blueprints);
        return LangChainModel.Models.of(
                chat == null ? null : chat.build(ChatModel.class),
                streaming == null ? null : streaming.build(StreamingChatModel.class),
                !properties.containsKey("model-name"),
                jars);
    }

    private @Nullable Blueprint blueprint(String option, @Nullable String type) {
        return type == null ? null : new Blueprint(option, type, loader);
    }

    /** A property that one of the two knows is well. */
    private static void checkKnown(List<Blueprint> blueprints) {
        Set<String> unknown = new TreeSet<>(blueprints.getFirst().unknown());
        Set<String> known = new TreeSet<>();
        for (Blueprint blueprint : blueprints) {
            unknown.retainAll(blueprint.unknown());
            known.addAll(blueprint.known());
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "properties."
                            + String.join(", properties.", unknown)
                            + ": unknown (expected: one of "
                            + String.join(", ", known)
                            + ")");
        }
    }
}
