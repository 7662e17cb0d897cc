// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.preset;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a provider can be asked for, and where behind its base URL, unless its preset says else. */
public enum Operation {
    /** A conversation; the dialect knows the path. */
    CHAT(""),
    /** The same, where a preset has another path for streams. */
    CHAT_STREAM(""),
    /** How many tokens a conversation has; the dialect knows the path. */
    COUNT_TOKENS(""),
    /** OpenAI's newer API of conversations. */
    RESPONSES("/responses"),
    /** Continues a text. */
    COMPLETIONS("/completions"),
    /** Vectors for texts. */
    EMBEDDINGS("/embeddings"),
    /** Sorts documents by what they say about a query. */
    RERANK("/rerank"),
    /** Classifies texts. */
    MODERATIONS("/moderations"),
    /** Makes and edits images. */
    IMAGES("/images"),
    /** Speech to text and back. */
    AUDIO("/audio"),
    /** Keeps files. */
    FILES("/files"),
    /** Answers many requests later. */
    BATCHES("/batches"),
    /** Lists models. */
    MODELS("/models"),
    /** Talks over a WebSocket. */
    REALTIME("/realtime");

    private final String path;

    Operation(String path) {
        this.path = path;
    }

    /**
     * Where it is.
     *
     * @return a path behind the base URL; empty where the dialect decides
     */
    public String path() {
        return path;
    }

    /**
     * The name in presets.
     *
     * @return kebab-case
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static @Nullable Operation of(String text) {
        for (Operation operation : values()) {
            if (operation.text().equals(text)) {
                return operation;
            }
        }
        return null;
    }
}
