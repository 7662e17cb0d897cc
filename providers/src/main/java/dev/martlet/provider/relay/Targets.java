// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.preset.Operation;
import org.jspecify.annotations.Nullable;

/** Where providers have their operations. */
final class Targets {
    private static final String GENERATE = ":generateContent";

    private Targets() {}

    /**
     * A path behind the base URL.
     *
     * @param path behind the version, in the words of the provider's shape
     */
    static String of(Provider provider, Operation operation, String path, String model) {
        @Nullable String own = provider.path(operation, model);
        if (Shape.of(provider.dialect()) == Shape.COHERE) {
            // Its base URL has no version, as those of others have.
            return own != null ? own : "/v2" + path;
        }
        if (own == null) {
            return path;
        }
        String usual = operation.path();
        return path.startsWith(usual) ? own + path.substring(usual.length()) : own;
    }

    /** Google's paths hold the model, in the same way for all of its methods. */
    static String gemini(Provider provider, String method, String model) {
        String chat = provider.dialect().path(model, false);
        return chat.substring(0, chat.length() - GENERATE.length()) + method;
    }
}
