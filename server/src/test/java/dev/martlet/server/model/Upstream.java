// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** An API that stands behind Martlet, with a model of its own that Martlet's catalogue knows. */
enum Upstream {
    OPENAI_CHAT("preset: openai", "/v1", "gpt-5.1"),
    OPENAI_RESPONSES("preset: openai, dialect: openai-responses", "/v1", "gpt-5.1"),
    ANTHROPIC("preset: anthropic", "", "claude-sonnet-4-5"),
    GEMINI("preset: gemini", "/v1beta", "gemini-2.5-flash");

    /** What clients call the models of the configuration. */
    static final String MODEL = "smart";

    /** Each of its requests is sent with the client's own key. */
    static final String OWN_KEY_MODEL = "with-own-key";

    static final String EMBEDDING_MODEL = "vectors";

    /** With providers of their own, which Martlet sets aside when they fail. */
    static final String LIMITED_MODEL = "limited";

    static final String BROKEN_MODEL = "broken";

    /** Its streams are not mended. */
    static final String BRITTLE_MODEL = "brittle";

    /** The names of the models in the configuration, as the checks want them. */
    static final Map<String, String> MODELS =
            Map.of(
                    "MODEL", MODEL,
                    "OWN_KEY_MODEL", OWN_KEY_MODEL,
                    "EMBEDDING_MODEL", EMBEDDING_MODEL,
                    "LIMITED_MODEL", LIMITED_MODEL,
                    "BROKEN_MODEL", BROKEN_MODEL,
                    "BRITTLE_MODEL", BRITTLE_MODEL);

    private final String preset;
    private final String path;
    private final String model;

    Upstream(String preset, String path, String model) {
        this.preset = preset;
        this.path = path;
        this.model = model;
    }

    String model() {
        return model;
    }

    /** The names of the models for checks that talk to the provider itself. */
    Map<String, String> models() {
        Map<String, String> models = new HashMap<>(MODELS);
        models.replaceAll((_, _) -> model);
        return models;
    }

    FakeProvider start() throws IOException {
        return switch (this) {
            case OPENAI_CHAT, OPENAI_RESPONSES ->
                    FakeProvider.of(new FakeOpenAi(), new FakeResponses());
            case ANTHROPIC -> FakeProvider.of(new FakeAnthropic());
            case GEMINI -> FakeProvider.of(new FakeGemini());
        };
    }

    /** A configuration with this provider behind each of the models. */
    String configuration(FakeProvider provider) {
        return """
        providers:
          - { name: up, %1$s, url: "%2$s%3$s", keys: [ "${PROVIDER_KEY}" ] }
          - { name: limited, %1$s, url: "%2$s%3$s", keys: [ "${PROVIDER_KEY}" ] }
          - { name: broken, %1$s, url: "%2$s%3$s", keys: [ "${PROVIDER_KEY}" ] }
          - { name: own, %1$s, url: "%2$s%3$s", client-keys: true }
        models:
          - { name: smart, targets: [ { provider: up, model: %4$s } ] }
          - { name: limited, targets: [ { provider: limited, model: %4$s } ], failover: { max-wait: 0s } }
          - { name: broken, targets: [ { provider: broken, model: %4$s } ] }
          - { name: brittle, targets: [ { provider: up, model: %4$s } ], failover: { mid-stream: error } }
          - { name: with-own-key, targets: [ { provider: own, model: %4$s } ] }
          - { name: vectors, targets: [ { provider: up, model: text-embedding-3-small } ] }
        routes: [ { name: models, match: { path: "/**" }, to: { models: "*" } } ]
        """
                .formatted(preset, provider.url(), path, model);
    }
}
